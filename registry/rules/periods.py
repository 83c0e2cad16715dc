"""Which period of an authorisation speaks on a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from registry.rules.values import Record


def speaking(records: Iterable[Record], on: dt.date) -> list[Record]:
    """Leave out the earlier periods of each authorisation, and those that have not begun.

    An authorisation whose state changed has one record a period, with the same authority, number and
    subject: only the latest that has begun speaks. Records without a number stand each for itself.
    Periods that begin together (or both on an unknown day) all speak.
    """
    kept: list[Record] = []
    periods: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for record in records:
        if record.number:
            key = (record.authority, record.number, record.subject_kind, record.subject)
            periods[key].append(record)
        else:
            kept.append(record)
    for history in periods.values():
        begun = [record for record in history if _began(record) <= on]
        latest = max((_began(record) for record in begun), default=None)
        kept.extend(record for record in begun if _began(record) == latest)
    return kept


def _began(record: Record) -> dt.date:
    """The first day on which it may have begun; an unknown one lies before all others."""
    return record.start.first if record.start else dt.date.min
