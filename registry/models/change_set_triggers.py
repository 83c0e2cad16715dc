"""Two persons for every publication, kept by the database whatever writes to it.

A change set is a draft, is submitted (frozen, under the hash of its content), and then decided once, for ever. Its
rows change only while it is a draft.
"""

import pgtrigger

from formulary.models.triggers import RAISE

begins_as_a_draft = pgtrigger.Trigger(
    name="begins_as_a_draft",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=~pgtrigger.Q(new__state="draft"),
    func=f"{RAISE} 'A change set begins as a draft.';",
)

decided_once = pgtrigger.Trigger(
    name="decided_once",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    declare=[("content", "text")],
    func=f"""
        IF OLD.state IN ('published', 'refused', 'withdrawn') THEN
            {RAISE} format('Change set %s is %s, and never changes.', OLD.id, OLD.state);
        END IF;
        IF (NEW.id, NEW.kind, NEW.proposed_by_id, NEW.proposed_at)
           IS DISTINCT FROM (OLD.id, OLD.kind, OLD.proposed_by_id, OLD.proposed_at) THEN
            {RAISE} format('Change set %s: its kind and who proposed it never change.', OLD.id);
        END IF;
        IF OLD.state = 'draft' AND NEW.state IN ('published', 'refused') THEN
            {RAISE} format('Change set %s has not been submitted for review.', OLD.id);
        END IF;
        IF OLD.state = 'draft' AND NEW.state = 'submitted' THEN
            UPDATE registry_registercopy SET plan_hash = plan_hash(id) WHERE change_set_id = NEW.id;
            content := change_set_hash(NEW.id);
            IF NEW.content_hash NOT IN ('', content) THEN
                {RAISE} format('Change set %s: that is not the hash of its content.', OLD.id);
            END IF;
            NEW.content_hash := content;
        END IF;
        IF NEW.state = 'published' AND NEW.content_hash <> change_set_hash(NEW.id) THEN
            {RAISE} format('Change set %s is not what was submitted any more.', OLD.id);
        END IF;
        IF OLD.state = 'submitted' AND NEW.state <> 'draft'
           AND (NEW.reason, NEW.last_edited_by_id, NEW.submitted_at, NEW.content_hash)
           IS DISTINCT FROM (OLD.reason, OLD.last_edited_by_id, OLD.submitted_at, OLD.content_hash)
        THEN
            {RAISE} format('Change set %s is submitted: what is reviewed does not change.', OLD.id);
        END IF;
        RETURN NEW;
    """,
)

_NOT_A_DRAFT = f"""
    FOR other IN
        SELECT id, state FROM registry_changeset WHERE id IN ({{ids}}) ORDER BY id FOR SHARE
    LOOP
        IF other.state <> 'draft' THEN
            {RAISE} format('Change set %s is %s: its content is frozen.', other.id, other.state);
        END IF;
    END LOOP;
"""

added_to_a_draft = pgtrigger.Trigger(
    name="added_to_a_draft",
    when=pgtrigger.After,
    level=pgtrigger.Statement,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="added_rows"),
    declare=[("other", "record")],
    func=_NOT_A_DRAFT.format(ids="SELECT DISTINCT change_set_id FROM added_rows") + "RETURN NULL;",
)

changed_in_a_draft = pgtrigger.Trigger(
    name="changed_in_a_draft",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    declare=[("other", "record")],
    func=f"""
        {_NOT_A_DRAFT.format(ids="OLD.change_set_id")}
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        IF NEW.change_set_id <> OLD.change_set_id THEN
            {RAISE} 'A proposed row stays in its change set.';
        END IF;
        RETURN NEW;
    """,
)

TWO_PERSONS = "two_persons_published"

two_persons_published = pgtrigger.Trigger(
    name=TWO_PERSONS,
    when=pgtrigger.After,
    timing=pgtrigger.Deferred,
    operation=pgtrigger.Insert,
    declare=[("decided", "registry_changeset%ROWTYPE")],
    func=f"""
        SELECT * INTO decided FROM registry_changeset WHERE id = NEW.change_set_id;
        IF decided.state <> 'published' OR decided.decided_by_id <> NEW.published_by_id THEN
            {RAISE} format('Edition %s: no second pharmacist has published its change set.',
                           NEW.number);
        END IF;
        IF decided.kind = 'starter' THEN
            IF NEW.number <> 1 THEN
                {RAISE} format('Edition %s: only edition 1 is a starter set.', NEW.number);
            END IF;
        ELSIF EXISTS (
            SELECT 1 FROM registry_user
            WHERE id = NEW.published_by_id AND (password = '' OR password LIKE '!%')
        ) THEN
            {RAISE} format('Edition %s: an account without a password publishes nothing.',
                           NEW.number);
        END IF;
        RETURN NULL;
    """,
)
"""On editions. Deferred, since the edition is open before its change set is decided."""
