"""Sending messages to clinics' webhooks: tried again with growing pauses, and given up in the end."""

import datetime as dt
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from registry.accounts.errors import SealBroken
from registry.accounts.sealing import unseal
from registry.clinics.posting import Answer, post
from registry.clinics.signing import signed
from registry.models import Delivery, DeliveryState, DeliveryTry, Webhook

PAUSES = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds before each further try, as Standard Webhooks has them: three days in all."""

GONE = 410
PATIENCE = dt.timedelta(days=5)
"""An address that has taken nothing for so long is told nothing more."""

TOGETHER = 8
HELD = dt.timedelta(minutes=2)
"""For how long nobody else takes up what is being sent: longer than a try can last."""

A_LOOK = 60.0
"""Seconds after which a look ends, so that other work of the worker has its turn; the next look goes on."""


def send_due(is_over: Callable[[], bool] = lambda: False) -> int:
    """Send what is due until `is_over`; how many tries that were."""
    began, tries = time.monotonic(), 0
    with ThreadPoolExecutor(TOGETHER) as threads:
        while not is_over() and time.monotonic() - began < A_LOOK and (held := _held()):
            for delivery, answer in zip(held, threads.map(_sent, held), strict=True):
                _note(delivery, answer)
            tries += len(held)
    return tries


@transaction.atomic
def _held() -> Sequence[Delivery]:
    """The next that are due, with a try counted, and put off meanwhile for everybody else."""
    now = timezone.now()
    due = (
        Delivery.objects.due(now)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("webhook", "message")
        .order_by("next_at")[:TOGETHER]
    )
    held = list(due)
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in held]).update(
        next_at=now + HELD, tries=F("tries") + 1
    )
    return held


def _sent(delivery: Delivery) -> Answer:
    """One try. It runs in a thread, and asks the database nothing."""
    body = delivery.message.body
    try:
        secrets = _secrets(delivery.webhook)
    except SealBroken:
        return Answer(None, "The secret cannot be read since SECRET_KEY was changed: rotate it.")
    fields = signed(secrets=secrets, message=str(delivery.message), at=int(time.time()), body=body)
    return post(delivery.webhook.url, fields, body)


def _secrets(webhook: Webhook) -> list[bytes]:
    """What this try is signed with: the secret, and the one before it for as long as that is good. Raises SealBroken."""
    good, old, until = [webhook.sealed_secret], webhook.sealed_old_secret, webhook.overlap_until
    if old and until and until > timezone.now():
        good.append(old)
    return [unseal(sealed) for sealed in good]


@transaction.atomic
def _note(delivery: Delivery, answer: Answer) -> None:
    """Write down what came of a try. Whoever deleted the webhook meanwhile wants to know no more."""
    webhook = Webhook.objects.select_for_update().filter(pk=delivery.webhook_id).first()
    if webhook is None:
        return
    now = timezone.now()
    delivery.refresh_from_db(fields=["tries"])
    DeliveryTry.objects.create(delivery=delivery, status=answer.status, detail=answer.detail)
    if answer.is_taken:
        delivery.state, delivery.next_at = DeliveryState.DELIVERED, None
    elif delivery.tries > len(PAUSES):
        delivery.state, delivery.next_at = DeliveryState.GIVEN_UP, None
    else:
        pause = PAUSES[delivery.tries - 1] * random.uniform(1, 1.2)  # noqa: S311 -- so that not all come at once
        delivery.next_at = now + dt.timedelta(seconds=pause)
    delivery.save(update_fields=["state", "next_at"])
    _note_health(webhook, answer, now)


def _note_health(webhook: Webhook, answer: Answer, now: dt.datetime) -> None:
    """Since when an address takes nothing, and whether that is long enough."""
    if answer.is_taken:
        if webhook.failing_since is not None:
            webhook.failing_since = None
            webhook.save(update_fields=["failing_since"])
        return
    since = webhook.failing_since = webhook.failing_since or now
    if answer.status == GONE:
        _disable(webhook, now, "It answered 410: it is gone.")
    elif now - since >= PATIENCE:
        _disable(
            webhook,
            now,
            f"It has taken nothing for {PATIENCE.days} days. Last: {answer.status or ''} {answer.detail}"[
                :300
            ],
        )
    else:
        webhook.save(update_fields=["failing_since"])


def _disable(webhook: Webhook, now: dt.datetime, why: str) -> None:
    webhook.disabled_at, webhook.disabled_because = now, why
    webhook.save(update_fields=["failing_since", "disabled_at", "disabled_because"])
    webhook.deliveries.filter(state=DeliveryState.WAITING).update(
        state=DeliveryState.GIVEN_UP, next_at=None
    )
