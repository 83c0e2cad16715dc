"""Whether a record is in force on a day, as far as its dates tell (docs/verdict.md, step 3, “by time”)."""

import datetime as dt

from registry.rules.values import Record
from registry.vocabulary import EndKind


def is_in_force(record: Record, on: dt.date) -> bool:
    """Whether a rule or a ban holds: from the first day it may have begun to the last it may end."""
    return not has_not_begun(record, on) and not ban_has_ended(record, on)


def has_not_begun(record: Record, on: dt.date) -> bool:
    start = record.start
    return start is not None and on < start.first


def permission_has_ended(record: Record, on: dt.date) -> bool:
    """Half open: the day of an exact end is out; inside a partial end it is not yet certain."""
    if record.valid_to_kind == EndKind.UNKNOWN_PAST:
        return True
    end = record.end
    return end is not None and (on >= end.first if end.is_exact() else on > end.last)


def ban_has_ended(record: Record, on: dt.date) -> bool:
    """What forbids holds to the last day of a partial end, and while its end is not known.

    A ban that “has ended, day unknown” has certainly ended once the oldest evidence of that was there.
    Its lifecycle does not matter: only an end lifts a ban.
    """
    if record.valid_to_kind == EndKind.UNKNOWN_PAST:
        return record.oldest_evidence is not None and on >= record.oldest_evidence
    return permission_has_ended(record, on)


def end_is_unknown(record: Record, on: dt.date) -> bool:
    """An unknown end has not come up to the oldest date among the documents; later, nobody knows."""
    if record.valid_to_kind not in (EndKind.UNKNOWN, EndKind.UNKNOWN_AFTER_EVIDENCE):
        return False
    return record.oldest_evidence is None or on > record.oldest_evidence


def is_inside_a_partial_date(record: Record, on: dt.date) -> bool:
    spans = (record.start, record.end)
    return any(span is not None and not span.is_exact() and on in span for span in spans)
