"""Webhooks of clinics: added, deleted, enabled again; and what was sent, sent again."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from registry.accounts.errors import SealBroken
from registry.accounts.sealing import seal, unseal
from registry.actions.clinic_messages import ask_to_send
from registry.clinic_errors import NothingToRepeat, SavedTwice, StillRotating, TooManySaved
from registry.clinics.addresses import target_of
from registry.clinics.signing import new_secret, shown
from registry.models import Clinic, Delivery, DeliveryState, Webhook

MOST = 5

LONGEST_OVERLAP = 168
"""For how many hours an old secret signs beside the new one at most: a week."""


@transaction.atomic
def add_webhook(*, clinic: int, url: str) -> tuple[Webhook, str]:
    """Tell this address from now on; and its secret, which is shown once. Raises BadAddress, SavedTwice, TooManySaved."""
    target_of(url)
    Clinic.objects.select_for_update().get(pk=clinic)
    mine = Webhook.objects.filter(clinic=clinic)
    if mine.filter(url=url).exists():
        raise SavedTwice
    if mine.count() >= MOST:
        raise TooManySaved("webhooks", MOST)
    secret = new_secret()
    return Webhook.objects.create(clinic_id=clinic, url=url, sealed_secret=seal(secret)), shown(
        secret
    )


@transaction.atomic
def delete_webhook(*, webhook: Webhook) -> None:
    """Tell this address nothing any more. The log of what it was told goes with it."""
    webhook.delete()


@transaction.atomic
def enable_webhook(*, webhook: Webhook) -> Webhook:
    """Send again to an address that was given up. What it missed is sent again one by one, if it is asked for."""
    held = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if held.disabled_at is not None:
        held.disabled_at, held.disabled_because, held.failing_since = None, "", None
        held.save(update_fields=["disabled_at", "disabled_because", "failing_since"])
    return held


@transaction.atomic
def rotate_secret(*, webhook: Webhook, hours: int) -> tuple[Webhook, str]:
    """A new secret, shown once. For so many hours, each message is signed with the old one as well.

    With 0, for one that others know, nothing but the new one is good from now on. Raises StillRotating.
    """
    held = Webhook.objects.select_for_update().get(pk=webhook.pk)
    now = timezone.now()
    if hours and held.overlap_until and held.overlap_until > now:
        raise StillRotating(held.overlap_until)
    secret = new_secret()
    is_kept = hours and _can_be_read(held.sealed_secret)
    held.sealed_old_secret = held.sealed_secret if is_kept else None
    held.overlap_until = now + dt.timedelta(hours=hours) if is_kept else None
    held.sealed_secret = seal(secret)
    held.save(update_fields=["sealed_secret", "sealed_old_secret", "overlap_until"])
    return held, shown(secret)


def _can_be_read(sealed: bytes | memoryview) -> bool:
    try:
        unseal(sealed)
    except SealBroken:
        return False
    return True


@transaction.atomic
def redeliver(*, delivery: Delivery) -> Delivery:
    """Send a message once more, with as many tries as the first time. Raises NothingToRepeat."""
    held = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if held.webhook.disabled_at is not None:
        raise NothingToRepeat("its webhook is disabled. Enable it first.")
    if held.state == DeliveryState.WAITING:
        raise NothingToRepeat("it is waiting to be sent already.")
    held.state, held.tries, held.next_at = DeliveryState.WAITING, 0, timezone.now()
    held.save(update_fields=["state", "tries", "next_at"])
    ask_to_send()
    return held
