"""Append-only rows and editions in commit order, kept by the database whatever writes to it.

An edition is opened, filled and sealed in one transaction. Rows can be added only to an open edition,
a published row can only be superseded by an open one, and what a sealed edition says never changes.
"""

import pgtrigger

from formulary.models.triggers import RAISE

EDITION_LOCK = 7_310_001
"""Key of the advisory lock that puts edition numbers in commit order."""

a_jurisdiction_keeps_its_kind = pgtrigger.Trigger(
    name="a_jurisdiction_keeps_its_kind",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("kind"),
    condition=pgtrigger.Q(old__kind__df=pgtrigger.F("new__kind")),
    func=f"{RAISE} format('%s is a %s and stays one.', OLD.code, OLD.kind);",
)

part_of_a_country = pgtrigger.Trigger(
    name="part_of_a_country",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("part_of_id"),
    condition=pgtrigger.Q(new__part_of__isnull=False),
    declare=[("whole", "registry_jurisdiction%ROWTYPE")],
    func=f"""
        SELECT * INTO whole FROM registry_jurisdiction WHERE id = NEW.part_of_id;
        IF whole.kind <> 'country' THEN
            {RAISE} format('%s is no country, so %s is no part of it.', whole.code, NEW.code);
        END IF;
        RETURN NEW;
    """,
)

member_of_a_union = pgtrigger.Trigger(
    name="member_of_a_union",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[
        ("joined", "registry_jurisdiction%ROWTYPE"),
        ("joins", "registry_jurisdiction%ROWTYPE"),
    ],
    func=f"""
        SELECT * INTO joined FROM registry_jurisdiction WHERE id = NEW.union_id;
        SELECT * INTO joins FROM registry_jurisdiction WHERE id = NEW.member_id;
        IF joined.kind <> 'union' THEN
            {RAISE} format('%s is no union: its records would reach %s.', joined.code, joins.code);
        END IF;
        IF joins.kind = 'subdivision' THEN
            {RAISE} format('%s belongs to unions through its country.', joins.code);
        END IF;
        RETURN NEW;
    """,
)

next_edition = pgtrigger.Trigger(
    name="next_edition",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("newest", "registry_edition%ROWTYPE")],
    func=f"""
        PERFORM pg_advisory_xact_lock({EDITION_LOCK});
        SELECT * INTO newest FROM registry_edition ORDER BY number DESC LIMIT 1;
        IF newest.sealed_at IS NULL AND newest.number IS NOT NULL THEN
            {RAISE} format('Edition %s is still open.', newest.number);
        END IF;
        IF NEW.number <> coalesce(newest.number, 0) + 1 THEN
            {RAISE} format('The next edition is %s, not %s.',
                           coalesce(newest.number, 0) + 1, NEW.number);
        END IF;
        IF NEW.sealed_at IS NOT NULL THEN
            {RAISE} 'An edition is opened before it is sealed.';
        END IF;
        PERFORM set_config('mesoformulary.edition_being_written', NEW.number::text, true);
        RETURN NEW;
    """,
)

sealed_for_ever = pgtrigger.Trigger(
    name="sealed_for_ever",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func=f"""
        IF OLD.sealed_at IS NOT NULL THEN
            {RAISE} format('Edition %s is sealed and never changes.', OLD.number);
        END IF;
        OLD.sealed_at := NEW.sealed_at;
        OLD.ingredients := NEW.ingredients;
        IF NEW IS DISTINCT FROM OLD THEN
            {RAISE} format('Edition %s can only be sealed.', OLD.number);
        END IF;
        PERFORM set_config('mesoformulary.edition_being_written', '', true);
        RETURN NEW;
    """,
)

_COMPLAINTS = """
    SELECT a.record, 'it has no document and does not say that it rests on general knowledge' AS why
    FROM registry_approval a
    WHERE a.published_in_id = NEW.number
      AND a.confidence <> 'general knowledge: needs pharmacist check'
      AND NOT EXISTS (SELECT 1 FROM registry_approvaldocument d WHERE d.approval_id = a.id)
    UNION ALL
    SELECT a.record, 'it lists routes exactly when its route scope is “listed”'
    FROM registry_approval a
    WHERE a.published_in_id = NEW.number
      AND (a.route_scope = 'listed') <> EXISTS (
          SELECT 1 FROM registry_approvalroute r WHERE r.approval_id = a.id AND NOT r.is_excluded)
    UNION ALL
    SELECT a.record, 'a cosmetic is never granted by a parenteral route'
    FROM registry_approval a
    JOIN registry_approvalroute link ON link.approval_id = a.id AND NOT link.is_excluded
    JOIN formulary_route r ON r.id = link.route_id AND r.is_parenteral
    WHERE a.published_in_id = NEW.number AND a.effect = 'granted' AND a.regulatory_class = 'cosmetic'
    UNION ALL
    SELECT a.record, 'only a union''s record is union-wide'
    FROM registry_approval a JOIN registry_jurisdiction j ON j.id = a.jurisdiction_id
    WHERE a.published_in_id = NEW.number AND a.is_union_wide AND j.kind <> 'union'
    UNION ALL
    SELECT a.record, 'it stays disputed, but nothing that it disagrees with is left: settle it too, or correct what it says of the dispute'
    FROM registry_approval o
    JOIN registry_approval a ON a.record <> o.record AND a.superseded_in_id IS NULL AND a.is_disputed
        AND a.jurisdiction_id = o.jurisdiction_id
        AND (a.ingredient_id, a.product_id, a.ingredient_class_id)
            IS NOT DISTINCT FROM (o.ingredient_id, o.product_id, o.ingredient_class_id)
    WHERE o.superseded_in_id = NEW.number AND o.is_disputed AND a.published_in_id <> NEW.number
      AND NOT EXISTS (
          SELECT 1 FROM registry_approval b
          WHERE b.id <> a.id AND b.superseded_in_id IS NULL AND b.is_disputed
            AND b.jurisdiction_id = a.jurisdiction_id
            AND (b.ingredient_id, b.product_id, b.ingredient_class_id)
                IS NOT DISTINCT FROM (a.ingredient_id, a.product_id, a.ingredient_class_id))
    ORDER BY record LIMIT 1
"""

sealed_when_whole = pgtrigger.Trigger(
    name="sealed_when_whole",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("sealed_at"),
    condition=pgtrigger.Q(old__sealed_at__isnull=True),
    declare=[("complaint", "record")],
    func=f"""
        FOR complaint IN {_COMPLAINTS} LOOP
            {RAISE} format('Approval %s: %s.', complaint.record, complaint.why);
        END LOOP;
        RETURN NEW;
    """,
)

sealed_at_commit = pgtrigger.Trigger(
    name="sealed_at_commit",
    when=pgtrigger.After,
    timing=pgtrigger.Deferred,
    operation=pgtrigger.Insert,
    func=f"""
        IF EXISTS (
            SELECT 1 FROM registry_edition WHERE number = NEW.number AND sealed_at IS NULL
        ) THEN
            {RAISE} format('Edition %s was not sealed before the end of its transaction.', NEW.number);
        END IF;
        RETURN NULL;
    """,
)

never_deleted = pgtrigger.Trigger(
    name="never_deleted",
    when=pgtrigger.Before,
    operation=pgtrigger.Delete,
    func=f"{RAISE} format('Rows of %s are never deleted.', TG_TABLE_NAME);",
)

append_only = pgtrigger.Trigger(
    name="append_only",
    when=pgtrigger.Before,
    level=pgtrigger.Statement,
    operation=pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
    func=f"{RAISE} format('%s is a log: rows are added, never changed and never removed.', TG_TABLE_NAME);",
)

never_changed = pgtrigger.Trigger(
    name="never_changed",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func=f"{RAISE} format('Rows of %s never change: publish a correction.', TG_TABLE_NAME);",
)

only_superseded = pgtrigger.Trigger(
    name="only_superseded",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func=f"""
        IF OLD.superseded_in_id IS NOT NULL THEN
            {RAISE} format('This row of approval %s is superseded already.', OLD.record);
        END IF;
        OLD.superseded_in_id := NEW.superseded_in_id;
        OLD.valid := NEW.valid;  -- generated: not computed yet
        IF NEW IS DISTINCT FROM OLD THEN
            {RAISE} format('Approval %s never changes: publish a correction.', OLD.record);
        END IF;
        IF NEW.superseded_in_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM registry_edition WHERE number = NEW.superseded_in_id AND sealed_at IS NULL
        ) THEN
            {RAISE} format('Approval %s can only be superseded in an open edition.', OLD.record);
        END IF;
        RETURN NEW;
    """,
)

added_live = pgtrigger.Trigger(
    name="added_live",
    when=pgtrigger.After,
    level=pgtrigger.Statement,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="added_rows"),
    declare=[("closed", "record")],
    func=f"""
        FOR closed IN SELECT record FROM added_rows WHERE superseded_in_id IS NOT NULL LIMIT 1 LOOP
            {RAISE} format('Approval %s: a row is added live, and superseded later.', closed.record);
        END LOOP;
        RETURN NULL;
    """,
)
"""With this, one live row of a record is one row of it in each edition: see docs/decisions/0008."""


def added_to_an_open_edition(editions: str) -> pgtrigger.Trigger:
    """Refuse new rows whose edition is not open; `editions` selects the `number` of each from `added_rows`.

    An edition is never deleted or renumbered, so this is also what a foreign key would say of it.
    """
    return pgtrigger.Trigger(
        name="added_to_an_open_edition",
        when=pgtrigger.After,
        level=pgtrigger.Statement,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="added_rows"),
        func=f"""
            IF EXISTS (
                SELECT 1 FROM (SELECT DISTINCT {editions}) AS said
                LEFT JOIN registry_edition e ON e.number = said.number
                WHERE e.number IS NULL OR e.sealed_at IS NOT NULL
            ) THEN
                {RAISE} format('%s: nothing can be added to a sealed edition or to none.', TG_TABLE_NAME);
            END IF;
            RETURN NULL;
        """,
    )


OF_THE_APPROVAL = "a.published_in_id AS number FROM added_rows added LEFT JOIN registry_approval a ON a.id = added.approval_id"
"""The editions of rows that hang on an approval: one join, whatever their number."""
