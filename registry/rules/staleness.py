"""Whether what a record rests on is overdue for review on the day asked (decision 15). Values in, values out.

Only what the edition says and the day that the question names: the same question has the same answer for ever.
"""

import datetime as dt

from registry.rules.values import Record


def overdue_since(record: Record, on: dt.date) -> dt.date | None:
    """The review-due date that `on` has passed; None while the record is fresh.

    It is its own, or the last of its documents' where all of them are overdue: one that is not, still carries it.
    On its due day a review is not late yet, and what has no date is never overdue.
    """
    passed = [due for due in (record.review_due_on, _of_documents(record)) if due and due < on]
    return min(passed, default=None)


def is_stale(record: Record, on: dt.date) -> bool:
    return overdue_since(record, on) is not None


def _of_documents(record: Record) -> dt.date | None:
    due = [document.review_due_on for document in record.documents]
    return max((day for day in due if day), default=None) if all(due) else None
