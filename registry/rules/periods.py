"""Which period of an authorisation speaks on a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from registry.rules.values import Record


def silent(records: Iterable[Record], on: dt.date) -> dict[str, str]:
    """By id: the earlier periods of each authorisation, and those that have not begun, each with why.

    An authorisation whose state changed has one record a period, with the same authority, number and
    subject: only the latest that has begun speaks. Records without a number stand each for itself.
    Periods that begin together (or both on an unknown day) all speak.
    """
    periods: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for record in records:
        if record.number:
            key = (record.authority, record.number, record.subject_kind, record.subject)
            periods[key].append(record)
    found = {}
    for history in periods.values():
        begun = [_began(record) for record in history if _began(record) <= on]
        latest = max(begun, default=None)
        for record in history:
            if _began(record) > on:
                found[record.id] = f"It is a period that begins on {record.valid_from}."
            elif _began(record) != latest:
                found[record.id] = (
                    "It is an earlier period of an authorisation of which a later speaks."
                )
    return found


def _began(record: Record) -> dt.date:
    """The first day on which it may have begun; an unknown one lies before all others."""
    return record.start.first if record.start else dt.date.min
