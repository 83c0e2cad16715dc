"""Telling clinics what has changed, by messages to their webhooks.

What clinics know is the answers of one edition on one day. It moves a step at a time: to a new day first, at the edition that
they were told of last, and then to each edition published since, on that day. So every message begins where the one before
it has ended, whatever came first and however long no worker ran. Days on which none did are one step, from the last day told
of: what had changed and changed back again meanwhile is no news.
"""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from registry.clinics.answers import Changed, Moment, Said, changed_between
from registry.models import (
    Announcement,
    Delivery,
    Edition,
    SavedCocktail,
    ToldDay,
    Webhook,
    WebhookMessage,
)

TELLING_LOCK = 7_310_021
"""Key of the advisory lock: one worker tells, and the next one sees that it has."""

AT_ONCE = 1_000
"""Cocktails of which the answers are computed together."""

A_MESSAGE = 100
"""Changes in one message, some 20 kB; more come in further ones."""

TYPE = "cocktails.changed"

Cause = Literal["day", "edition"]
"""Why an answer is another one: because a day has come, or because of what was published."""


def tell_of_changes() -> None:
    """Make the messages about a new day, and about every edition of which clinics have not been told, in order."""
    _tell_of_today()
    for number in Announcement.objects.filter(told_at=None).values_list("pk", flat=True):
        _tell_of_edition(number)


@transaction.atomic
def _tell_of_today() -> None:
    _one_at_a_time()
    today, last = timezone.localdate(), _day_told_of()
    if last is not None and last >= today:
        return
    edition = _edition_told_of()
    if last is not None and edition is not None:
        _tell("day", Moment(edition, last), Moment(edition, today))
    ToldDay.objects.create(day=today)


@transaction.atomic
def _tell_of_edition(number: int) -> None:
    _one_at_a_time()
    announcement = Announcement.objects.filter(pk=number, told_at=None).first()
    if announcement is None:
        return
    on = _day_told_of() or timezone.localdate()  # today may have begun a moment ago
    _tell("edition", Moment(number - 1, on), Moment(number, on))
    announcement.told_at = timezone.now()
    announcement.save(update_fields=["told_at"])


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TELLING_LOCK])


def _day_told_of() -> dt.date | None:
    return ToldDay.objects.aggregate(day=Max("day"))["day"]


def _edition_told_of() -> int | None:
    """The one before the first that waits to be told of, or the newest; None where nothing was published yet.

    The newest is read first: what is published a moment later is told of as an edition.
    """
    newest = Edition.objects.aggregate(number=Max("number"))["number"]
    waiting = Announcement.objects.filter(told_at=None).aggregate(number=Min("edition"))["number"]
    return newest if waiting is None or newest is None else min(newest, waiting - 1)


def _tell(cause: Cause, before: Moment, after: Moment) -> None:
    """Every clinic, of what is answered otherwise after than before."""
    watched = SavedCocktail.objects.watched().order_by("clinic", "pk").prefetch_related("lines")
    changes: dict[int, list[Changed]] = defaultdict(list)
    for cocktails in _batches(watched):
        for change in changed_between(before, after, cocktails):
            changes[change.cocktail.clinic_id].append(change)
    for clinic, found in changes.items():
        for start in range(0, len(found), A_MESSAGE):
            data = {
                "cause": cause,
                **_moment(after),
                "before": _moment(before),
                "changes": [_change(change) for change in found[start : start + A_MESSAGE]],
            }
            _post(clinic, after.edition, data)


def _batches(cocktails: Iterable[SavedCocktail]) -> Iterable[Sequence[SavedCocktail]]:
    found = list(cocktails)
    return [found[start : start + AT_ONCE] for start in range(0, len(found), AT_ONCE)]


def _post(clinic: int, edition: int, data: dict[str, object]) -> None:
    """One message, for each of the clinic's webhooks."""
    now = timezone.now()
    body = {"type": TYPE, "timestamp": now.isoformat(), "data": data}
    message = WebhookMessage.objects.create(
        clinic_id=clinic, edition_id=edition, body=json.dumps(body, ensure_ascii=False)
    )
    Delivery.objects.bulk_create(
        Delivery(webhook=webhook, message=message, next_at=now)
        for webhook in Webhook.objects.filter(clinic=clinic, disabled_at=None)
    )


def _moment(moment: Moment) -> dict[str, object]:
    return {"edition": moment.edition, "on": moment.on.isoformat()}


def _change(change: Changed) -> dict[str, object]:
    return {
        "cocktail": {"id": str(change.cocktail.key), "name": change.cocktail.name},
        "jurisdiction": change.place,
        "route": change.route,
        "from": _said(change.before),
        "to": _said(change.after),
    }


def _said(said: Said | None) -> dict[str, str] | None:
    return None if said is None else {"answer": said[0], "status": said[1]}
