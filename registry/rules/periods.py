"""Which period of an authorisation speaks on a day."""

import datetime as dt
from collections.abc import Iterable

from registry.rules.values import Record


def silent(records: Iterable[Record], on: dt.date) -> dict[str, str]:
    """By id: the earlier periods of each authorisation, and those that have not begun, each with why.

    An authorisation whose state changed has one record a period, with the same authority, number and
    subject: only the latest that has begun speaks. Records without a number stand each for itself.
    Periods that begin together (or both on an unknown day) all speak.
    """
    periods: dict[tuple[str, ...], list[tuple[dt.date, Record]]] = {}
    for record in records:
        if record.number:
            key = (record.authority, record.number, record.subject_kind, record.subject)
            periods.setdefault(key, []).append((_began(record), record))
    found = {}
    for history in periods.values():
        latest = max((began for began, _ in history if began <= on), default=None)
        for began, record in history:
            if began > on:
                found[record.id] = f"It is a period that begins on {record.valid_from}."
            elif began != latest:
                found[record.id] = (
                    "It is an earlier period of an authorisation of which a later speaks."
                )
    return found


def _began(record: Record) -> dt.date:
    """The first day on which it may have begun; an unknown one lies before all others."""
    start = record.start
    return start.first if start else dt.date.min
