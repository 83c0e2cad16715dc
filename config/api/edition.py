"""Which edition an answer is made from: the newest, the one asked for, or the one in force at a moment."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from config.api.problems import BadInput
from registry.as_of import as_of
from registry.facts.current import newest_edition
from registry.models import Edition
from registry.models.triggers import EDITION_LOCK

PARAMETERS = ("edition", "known_at")
"""Every read takes them. The same address with one of them gives the same answer for ever."""

_PATIENCE = 1000
"""Milliseconds for which a moment that is just over waits for what is being published."""


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


@contextmanager
def reading(question: Mapping[str, Any]) -> Iterator[int]:
    """Everything read inside is of the edition that a question in JSON names. Raises BadInput."""
    number = edition_at(edition=question.get("edition"), known_at=question.get("known_at"))
    with as_of(number):
        yield number


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
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(dt.UTC)  # PostgreSQL knows fewer offsets than Python
    except (ValueError, OverflowError):
        pass
    raise BadInput("known_at", text, "Give a moment with its offset, as in 2026-06-01T12:00:00Z.")


def _published_by(moment: dt.datetime) -> int:
    """What a moment still to come will know is not fixed yet, so it is no answer for ever."""
    try:
        moment = moment.astimezone(dt.UTC)  # the database knows no offset of sixteen hours
    except OverflowError:
        raise BadInput("known_at", moment.isoformat(), "Give a moment of our calendar.") from None
    if moment > timezone.now():
        raise BadInput("known_at", moment.isoformat(), "Give a moment that has passed.")
    newest = newest_edition()  # before the other look: what is published between them is newer
    number = _newest_by(moment)
    if number >= newest:
        number = _settled(moment)
    if number == 0:
        raise BadInput("known_at", moment.isoformat(), "Nothing had been published by then.")
    return number


def _newest_by(moment: dt.datetime) -> int:
    numbers = Edition.objects.filter(sealed_at__lte=moment).order_by("-number")
    return numbers.values_list("number", flat=True).first() or 0


def _settled(moment: dt.datetime) -> int:
    """As `_newest_by`, once no edition is being published that bears an earlier moment and is not to be seen yet.

    The answer would be another when it is. Raises BadInput where a large import takes its time.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{_PATIENCE}ms"])
        try:
            with transaction.atomic():
                cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [EDITION_LOCK])
        except OperationalError as error:
            raise BadInput(
                "known_at",
                moment.isoformat(),
                "An edition is being published: ask again in a while, or for the moment of an edition.",
            ) from error
        return _newest_by(moment)
