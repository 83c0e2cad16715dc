"""Telling clinics that answers to their watched cocktails have changed.

What is to be done stands in tables: an edition to announce, a message to deliver and when. A job only says “look now”, so a
worker that is killed loses nothing: the next look finds it.
"""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from registry.clinics.answers import Changed, changed_by
from registry.models import (
    Announcement,
    Delivery,
    DeliveryState,
    Edition,
    Quota,
    SavedCocktail,
    Webhook,
    WebhookMessage,
)

SEND_TASK = "registry.tasks.send_webhooks"
QUEUE = "webhooks"
"""Its own, so that neither waits for a register that is read, nor a register for an address that is slow."""

TELLING_LOCK = 7_310_021
"""Key of the advisory lock: one worker tells of an edition."""

AT_ONCE = 1_000
"""Cocktails of which the answers are computed together."""

A_MESSAGE = 100
"""Changes in one message, some 20 kB; more come in further ones."""

KEPT = dt.timedelta(days=90)
"""For how long what was sent can be looked at, and sent again."""


def announce(*, edition: Edition) -> None:
    """Note in its own transaction that clinics are to be told of an edition, if anybody is watching."""
    if SavedCocktail.objects.watched().exists():
        Announcement.objects.create(edition=edition)
        ask_to_send()


def ask_to_send() -> None:
    """Have a worker look now."""
    try:
        with transaction.atomic():
            app.configure_task(SEND_TASK, queue=QUEUE, queueing_lock=SEND_TASK).defer()
    except AlreadyEnqueued:
        """One will look anyway."""


def look_after() -> None:
    """Now and then: have what waits sent, and forget what is long over."""
    now = timezone.now()
    if Announcement.objects.filter(told_at=None).exists() or Delivery.objects.due(now).exists():
        ask_to_send()
    Quota.objects.filter(ends_at__lt=now).delete()
    over = Delivery.objects.exclude(state=DeliveryState.WAITING).filter(made_at__lt=now - KEPT)
    if over.delete()[0]:
        WebhookMessage.objects.filter(deliveries=None, made_at__lt=now - KEPT).delete()


def tell_of_editions() -> None:
    """Make the messages about every edition of which clinics have not been told, in order."""
    for number in Announcement.objects.filter(told_at=None).values_list("pk", flat=True):
        _tell_of(number)


@transaction.atomic
def _tell_of(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TELLING_LOCK])
    announcement = Announcement.objects.filter(pk=number, told_at=None).first()
    if announcement is None:
        return
    on = timezone.localdate()
    watched = SavedCocktail.objects.watched().order_by("clinic", "pk").prefetch_related("lines")
    changes: dict[int, list[Changed]] = defaultdict(list)
    for cocktails in _batches(watched):
        for change in changed_by(number, cocktails, on):
            changes[change.cocktail.clinic_id].append(change)
    for clinic, found in changes.items():
        for start in range(0, len(found), A_MESSAGE):
            _post(clinic, number, on, found[start : start + A_MESSAGE])
    announcement.told_at = timezone.now()
    announcement.save(update_fields=["told_at"])


def _batches(cocktails: Iterable[SavedCocktail]) -> Iterable[Sequence[SavedCocktail]]:
    found = list(cocktails)
    return [found[start : start + AT_ONCE] for start in range(0, len(found), AT_ONCE)]


def _post(clinic: int, edition: int, on: dt.date, changes: Sequence[Changed]) -> None:
    """One message, for each of the clinic's webhooks."""
    now = timezone.now()
    body = {
        "type": "cocktails.changed",
        "timestamp": now.isoformat(),
        "data": {
            "edition": edition,
            "on": on.isoformat(),
            "changes": [_as_json(change) for change in changes],
        },
    }
    message = WebhookMessage.objects.create(
        clinic_id=clinic, edition_id=edition, body=json.dumps(body, ensure_ascii=False)
    )
    Delivery.objects.bulk_create(
        Delivery(webhook=webhook, message=message, next_at=now)
        for webhook in Webhook.objects.filter(clinic=clinic, disabled_at=None)
    )


def _as_json(change: Changed) -> dict[str, object]:
    return {
        "cocktail": {"id": str(change.cocktail.key), "name": change.cocktail.name},
        "jurisdiction": change.place,
        "route": change.route,
        "from": _said(change.before),
        "to": _said(change.after),
    }


def _said(said: tuple[str, str] | None) -> dict[str, str] | None:
    return None if said is None else {"answer": said[0], "status": said[1]}
