"""Webhooks of clinics: added, deleted, enabled again; and what was sent, sent again."""

from django.db import transaction
from django.utils import timezone

from registry.accounts.sealing import seal
from registry.actions.clinic_messages import ask_to_send
from registry.clinic_errors import NothingToRepeat, SavedTwice, TooManySaved
from registry.clinics.addresses import target_of
from registry.clinics.signing import new_secret, shown
from registry.models import Clinic, Delivery, DeliveryState, Webhook

MOST = 5


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
