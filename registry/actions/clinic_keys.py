"""API keys of clinics: issued, shown once, revoked."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from registry.clinic_errors import TooManyKeys
from registry.clinics.keys import new_key
from registry.models import ApiKey, Clinic, User
from registry.models.clinic_triggers import LIVE_KEYS

LONGEST = dt.timedelta(days=400)
"""A year, and a month to change over."""


@transaction.atomic
def issue_key(
    *, clinic: Clinic, scopes: Collection[str], expires_at: dt.datetime, by: User
) -> tuple[ApiKey, str]:
    """A new key, and its text, which is kept nowhere. Raises TooManyKeys."""
    clinic = Clinic.objects.select_for_update().get(pk=clinic.pk)
    if clinic.keys.live().count() >= LIVE_KEYS:
        raise TooManyKeys(clinic)
    made = new_key()
    key = ApiKey(
        clinic=clinic,
        prefix=made.prefix,
        digest=made.digest,
        scopes=sorted(scopes),
        made_by=by,
        expires_at=expires_at,
    )
    key.full_clean()
    key.save(force_insert=True)
    return key, made.text


@transaction.atomic
def revoke_key(*, key: ApiKey, by: User) -> None:
    """End a key. It opens nothing any more, within seconds, in every process. Nothing happens to one that was revoked."""
    key = ApiKey.objects.select_for_update().get(pk=key.pk)
    if key.revoked_at is None:
        key.revoked_at, key.revoked_by = timezone.now(), by
        key.save(update_fields=["revoked_at", "revoked_by"])
