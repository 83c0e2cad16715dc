"""Which edition an answer is made from: the newest, the one asked for, or the one in force at a moment."""

import datetime as dt

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from config.api.problems import BadInput
from registry.models import Edition

PARAMETERS = ("edition", "known_at")
"""Every read takes them. The same address with one of them gives the same answer for ever."""


def newest_edition() -> int:
    """The number of the newest edition in force; 0 where nothing has been published."""
    numbers = Edition.objects.sealed().order_by("-number").values_list("number", flat=True)
    return numbers.first() or 0


def edition_of(asked: QueryDict) -> int:
    """The edition that the parameters of a request name. Raises BadInput."""
    number, moment = asked.get("edition"), asked.get("known_at")
    if number is not None and not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise _no_edition(number)
    return edition_at(
        edition=None if number is None else int(number),
        known_at=None if moment is None else _moment(moment),
    )


def edition_at(*, edition: int | None, known_at: dt.datetime | None) -> int:
    """The edition of that number, or the newest one published by that moment. Raises BadInput."""
    if edition is not None and known_at is not None:
        raise BadInput("known_at", known_at.isoformat(), "Name an edition or a moment, not both.")
    if known_at is not None:
        return _published_by(known_at)
    newest = newest_edition()
    if edition is None:
        return newest
    if not 0 < edition <= newest:
        raise _no_edition(edition)
    return edition


def _no_edition(asked: object) -> BadInput:
    newest = newest_edition()
    return BadInput(
        "edition",
        str(asked),
        f"Give an edition from 1 to {newest}.",
        [str(newest)] if newest else [],
    )


def _moment(text: str) -> dt.datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadInput(
            "known_at", text, "Give a moment with its offset, as in 2026-06-01T12:00:00Z."
        )
    return moment


def _published_by(moment: dt.datetime) -> int:
    """What a moment still to come will know is not fixed yet, so it is no answer for ever."""
    try:
        moment = moment.astimezone(dt.UTC)  # the database knows no offset of sixteen hours
    except OverflowError:
        raise BadInput("known_at", moment.isoformat(), "Give a moment of our calendar.") from None
    if moment > timezone.now():
        raise BadInput("known_at", moment.isoformat(), "Give a moment that has passed.")
    numbers = Edition.objects.filter(sealed_at__lte=moment).order_by("-number")
    number = numbers.values_list("number", flat=True).first()
    if number is None:
        raise BadInput("known_at", moment.isoformat(), "Nothing had been published by then.")
    return number
