"""Promises of the database that no constraint can express, each with a message for a person.

Errors are raised as integrity violations, so that Django reports them as IntegrityError.
"""

import pgtrigger

RAISE = "RAISE integrity_constraint_violation USING MESSAGE ="

no_chain_of_forms = pgtrigger.Trigger(
    name="no_chain_of_forms",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("form_of_id"),
    condition=pgtrigger.Q(new__form_of__isnull=False),
    declare=[("base", "formulary_ingredient%ROWTYPE")],
    func=f"""
        SELECT * INTO base FROM formulary_ingredient WHERE id = NEW.form_of_id FOR UPDATE;
        IF base.form_of_id IS NOT NULL THEN
            {RAISE} format('%s is itself a form: name its base instead.', base.slug);
        END IF;
        IF EXISTS (SELECT 1 FROM formulary_ingredient WHERE form_of_id = NEW.id) THEN
            {RAISE} format('%s has forms of its own, so it cannot be a form.', NEW.slug);
        END IF;
        RETURN NEW;
    """,
)

_PREFERRED_NAME_IS_A_NAME = f"""
    SELECT i.slug, i.preferred_name INTO nameless
    FROM formulary_ingredient i
    WHERE i.id = {{ingredient}} AND NOT EXISTS (
        SELECT 1 FROM formulary_ingredientname n
        WHERE n.ingredient_id = i.id AND n.kind = 'preferred' AND n.text = i.preferred_name
    );
    IF FOUND THEN
        {RAISE} format('%s: its preferred name “%s” is not among its names.',
                       nameless.slug, nameless.preferred_name);
    END IF;
    RETURN NULL;
"""

preferred_name_is_a_name = pgtrigger.Trigger(
    name="preferred_name_is_a_name",
    when=pgtrigger.After,
    timing=pgtrigger.Deferred,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("preferred_name"),
    declare=[("nameless", "record")],
    func=_PREFERRED_NAME_IS_A_NAME.format(ingredient="NEW.id"),
)

preferred_name_stays = pgtrigger.Trigger(
    name="preferred_name_stays",
    when=pgtrigger.After,
    timing=pgtrigger.Deferred,
    operation=pgtrigger.Update | pgtrigger.Delete,
    declare=[("nameless", "record")],
    func=_PREFERRED_NAME_IS_A_NAME.format(ingredient="OLD.ingredient_id"),
)

members_of_a_class_by_members = pgtrigger.Trigger(
    name="members_of_a_class_by_members",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("class", "formulary_ingredientclass%ROWTYPE")],
    func=f"""
        SELECT * INTO class FROM formulary_ingredientclass
        WHERE id = NEW.ingredient_class_id FOR SHARE;
        IF class.reach <> 'members' THEN
            {RAISE} format('%s does not reach by members, so it has none.', class.slug);
        END IF;
        RETURN NEW;
    """,
)

reach_fits_the_members = pgtrigger.Trigger(
    name="reach_fits_the_members",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("reach"),
    condition=pgtrigger.Q(old__reach="members") & ~pgtrigger.Q(new__reach="members"),
    func=f"""
        IF EXISTS (
            SELECT 1 FROM formulary_ingredientclassmember WHERE ingredient_class_id = NEW.id
        ) THEN
            {RAISE} format('%s has members: take them out before it reaches otherwise.', NEW.slug);
        END IF;
        RETURN NEW;
    """,
)

published_version_is_immutable = pgtrigger.Trigger(
    name="published_version_is_immutable",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Q(old__published_at__isnull=False),
    func=f"""
        {RAISE} format('Version %s of this cocktail is published and cannot change: make a new one.',
                       OLD.version);
    """,
)

published_lines_are_immutable = pgtrigger.Trigger(
    name="published_lines_are_immutable",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("found", "record")],
    func=f"""
        FOR found IN
            SELECT v.version, v.published_at FROM formulary_cocktailversion v
            WHERE v.id = CASE TG_OP WHEN 'INSERT' THEN NEW.version_id ELSE OLD.version_id END
               OR v.id = CASE TG_OP WHEN 'DELETE' THEN OLD.version_id ELSE NEW.version_id END
            FOR SHARE
        LOOP
            IF found.published_at IS NOT NULL THEN
                {RAISE} format(
                    'Version %s of this cocktail is published, and so are its lines: make a new one.',
                    found.version);
            END IF;
        END LOOP;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    """,
)

published_is_not_emptied = pgtrigger.Trigger(
    name="published_is_not_emptied",
    when=pgtrigger.Before,
    level=pgtrigger.Statement,
    operation=pgtrigger.Truncate,
    func=f"{RAISE} format('%s holds what was published and is never emptied.', TG_TABLE_NAME);",
)
"""Shared by every table of which published rows must stay."""
