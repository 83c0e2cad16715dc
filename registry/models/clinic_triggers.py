"""What the database promises of licences and keys, whatever writes to it."""

import pgtrigger

from formulary.models.triggers import RAISE

LIVE_KEYS = 2
"""One in use and its successor: a clinic changes over without a pause, and no key is forgotten."""

confirmed_by_another = pgtrigger.Trigger(
    name="confirmed_by_another",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Q(new__finding="confirmed"),
    func=f"""
        IF NEW.by_id = (SELECT added_by_id FROM registry_licence WHERE id = NEW.licence_id) THEN
            {RAISE} 'Nobody confirms a licence that they added: ask somebody else.';
        END IF;
        RETURN NEW;
    """,
)

a_licence_never_changes = pgtrigger.Trigger(
    name="a_licence_never_changes",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func=f"{RAISE} 'A licence never changes, since somebody has verified it as it stands: add another.';",
)

few_live_keys = pgtrigger.Trigger(
    name="few_live_keys",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
        PERFORM 1 FROM registry_clinic WHERE id = NEW.clinic_id FOR UPDATE;
        IF {LIVE_KEYS} <= (
            SELECT count(*) FROM registry_apikey
            WHERE clinic_id = NEW.clinic_id AND revoked_at IS NULL AND expires_at > now()
        ) THEN
            {RAISE} 'This clinic has {LIVE_KEYS} live keys: revoke the one that is not used any more.';
        END IF;
        RETURN NEW;
    """,
)

made_with_a_key_that_may = pgtrigger.Trigger(
    name="made_with_a_key_that_may",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Q(new__made_with__isnull=False),
    func=f"""
        PERFORM 1 FROM registry_apikey
        WHERE id = NEW.made_with_id AND clinic_id = NEW.clinic_id
          AND scopes @> NEW.scopes AND 'keys' = ANY (scopes)
          AND revoked_at IS NULL AND expires_at > now();
        IF NOT FOUND THEN
            {RAISE} 'A key issues keys of its own clinic that open no more than itself, while it is live and may.';
        END IF;
        RETURN NEW;
    """,
)

only_revoked = pgtrigger.Trigger(
    name="only_revoked",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func=f"""
        IF OLD.revoked_at IS NOT NULL THEN
            {RAISE} 'This key was revoked, and stays so.';
        END IF;
        OLD.revoked_at := NEW.revoked_at;
        OLD.revoked_by_id := NEW.revoked_by_id;
        OLD.revoked_with_id := NEW.revoked_with_id;
        IF NEW IS DISTINCT FROM OLD THEN
            {RAISE} 'A key can only be revoked: issue another.';
        END IF;
        IF NEW.clinic_id <> (SELECT clinic_id FROM registry_apikey WHERE id = NEW.revoked_with_id) THEN
            {RAISE} 'A key revokes keys of its own clinic only.';
        END IF;
        RETURN NEW;
    """,
)
