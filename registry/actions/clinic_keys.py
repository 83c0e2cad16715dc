"""API keys of clinics: issued, shown once, revoked; by an operator, or with a key of the clinic that may."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from registry.clinic_errors import BeyondTheKey, KeyEnded, TooManyKeys
from registry.clinics.keys import new_key
from registry.models import ApiKey, Clinic, User
from registry.models.clinic_triggers import LIVE_KEYS


@transaction.atomic
def issue_key(
    *, clinic: Clinic, scopes: Collection[str], expires_at: dt.datetime, by: User
) -> tuple[ApiKey, str]:
    """A new key, and its text, which is kept nowhere. Raises TooManyKeys."""
    return _issued(_locked(clinic.pk), scopes, expires_at=expires_at, made_by=by)


@transaction.atomic
def issue_key_with(
    *, asking: int, clinic: int, scopes: Collection[str], days: int
) -> tuple[ApiKey, str]:
    """The same for a clinic that asks with a key of its own. It opens no more than that one does.

    Processes know of a revocation after some seconds; here it counts at once, so that no key outlives its own end.
    Raises TooManyKeys, BeyondTheKey and KeyEnded.
    """
    held = _locked(clinic)
    made_with = _still_live(asking)
    if beyond := sorted(set(scopes) - set(made_with.scopes)):
        raise BeyondTheKey(beyond)
    expires_at = timezone.now() + dt.timedelta(days=days)
    return _issued(held, scopes, expires_at=expires_at, made_with=made_with)


@transaction.atomic
def revoke_key(*, key: ApiKey, by: User) -> None:
    """End a key. It opens nothing any more, within seconds, in every process. Nothing happens to one that was revoked."""
    _revoke(key, revoked_by=by)


@transaction.atomic
def revoke_key_with(*, asking: int, key: ApiKey) -> None:
    """The same for a clinic: with the key itself, or with another one of its own. Raises KeyEnded."""
    _locked(key.clinic_id)
    _revoke(key, revoked_with=_still_live(asking))


def _locked(clinic: int) -> Clinic:
    """One at a time, so that two requests are not both the last that fits."""
    return Clinic.objects.select_for_update().get(pk=clinic)


def _still_live(asking: int) -> ApiKey:
    key = ApiKey.objects.live().select_for_update().filter(pk=asking).first()
    if key is None:
        raise KeyEnded
    return key


def _issued(clinic: Clinic, scopes: Collection[str], **columns: Any) -> tuple[ApiKey, str]:
    if clinic.keys.live().count() >= LIVE_KEYS:
        raise TooManyKeys(clinic)
    made = new_key()
    key = ApiKey(
        clinic=clinic,
        prefix=made.prefix,
        digest=made.digest,
        scopes=sorted(set(scopes)),
        **columns,
    )
    key.full_clean()
    key.save(force_insert=True)
    return key, made.text


def _revoke(key: ApiKey, **columns: Any) -> None:
    held = ApiKey.objects.select_for_update().get(pk=key.pk)
    if held.revoked_at is None:
        ApiKey.objects.filter(pk=held.pk).update(revoked_at=timezone.now(), **columns)
