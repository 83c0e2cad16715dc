"""When clinics are told that answers to their watched cocktails have changed: after a publication, and on a new day.

What is to be done stands in tables: an edition to announce, the last day told of, a message to deliver and when. A job only
says “look now”, so a worker that is killed loses nothing, and one that was away makes up for it: the next look finds it. A
timetable of the queue would pass over the days on which no worker ran.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from registry.models import (
    Announcement,
    Delivery,
    DeliveryState,
    Edition,
    Quota,
    SavedCocktail,
    ToldDay,
    Webhook,
    WebhookMessage,
)

SEND_TASK = "registry.tasks.send_webhooks"
QUEUE = "webhooks"
"""Its own, so that neither waits for a register that is read, nor a register for an address that is slow."""

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
    """Now and then: have what waits told and sent, and forget what is long over."""
    now = timezone.now()
    if (
        Announcement.objects.filter(told_at=None).exists()
        or not ToldDay.objects.filter(day__gte=timezone.localdate()).exists()
        or Delivery.objects.due(now).exists()
    ):
        ask_to_send()
    Quota.objects.filter(ends_at__lt=now).delete()
    Webhook.objects.with_secrets_over(now).update(sealed_old_secret=None, overlap_until=None)
    over = Delivery.objects.exclude(state=DeliveryState.WAITING).filter(made_at__lt=now - KEPT)
    if over.delete()[0]:
        WebhookMessage.objects.filter(deliveries=None, made_at__lt=now - KEPT).delete()
