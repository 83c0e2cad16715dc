"""What is to come: approvals that begin, end or fall due for review within some days, in the order of those days."""

import datetime as dt
import heapq
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q, QuerySet, TextChoices

from registry.models import Approval
from registry.rules.partial_date import PartialDate


class Coming(TextChoices):
    """What comes. In this order on the same day."""

    BEGINS = "begins", "Begins"
    ENDS = "ends", "Ends"
    REVIEW_DUE = "review-due", "Falls due for review"


_FIELDS = {
    Coming.BEGINS: "valid_from",
    Coming.ENDS: "valid_to",
    Coming.REVIEW_DUE: "review_due_on",
}


@dataclass(frozen=True, slots=True)
class Window:
    """The days asked about, the first and the last included, and what of it."""

    first: dt.date
    last: dt.date
    kinds: Collection[Coming] = tuple(Coming)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after what comes on this date (a day, month or year) to this record."""

    date: str
    kind: Coming
    record: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing to come; `date` is as exact as it is known."""

    date: str
    kind: Coming
    approval: Approval

    @property
    def place(self) -> Place:
        return Place(self.date, self.kind, self.approval.record)


def upcoming(
    approvals: QuerySet[Approval], window: Window, after: Place | None, most: int
) -> list[Event]:
    """The first events in the window, one query a kind of them, and then the records with all that a reader sees."""
    found = [
        _of_kind(approvals, window, kind, after, most) for kind in Coming if kind in window.kinds
    ]
    # Merged by date and kind: two of one date and kind come from one query, in its order.
    merged = list(islice(heapq.merge(*found, key=lambda event: event[:2]), most))
    rows = approvals.filter(pk__in={pk for *_, pk in merged}).for_api().in_bulk()  # type: ignore[attr-defined]
    return [Event(date, Coming(kind), rows[pk]) for date, kind, pk in merged]


def _of_kind(
    approvals: QuerySet[Approval], window: Window, kind: Coming, after: Place | None, most: int
) -> Sequence[tuple[str, str, int]]:
    """In the order of dates and records; a month or a year comes before its first day."""
    field = _FIELDS[kind]
    rows = (
        approvals.filter(**_within(kind, window))
        .filter(_after(kind, after))
        .exclude(_unknown(kind))
    )
    if kind != Coming.REVIEW_DUE:
        rows = rows.filter(_overlapping(field, window))
    found = rows.order_by(field, "record").values_list(field, "pk")[:most]
    return [(str(date), kind.value, pk) for date, pk in found]


def _within(kind: Coming, window: Window) -> dict[str, object]:
    """Bounds that the index of the column serves. A month is before its days as text as well."""
    field = _FIELDS[kind]
    if kind == Coming.REVIEW_DUE:
        return {f"{field}__gte": window.first, f"{field}__lte": window.last}
    return {f"{field}__gte": window.first.isoformat()[:4], f"{field}__lte": window.last.isoformat()}


def _overlapping(field: str, window: Window) -> Q:
    """Dates of which some day is not before the window: of a month or year that has begun, the rest is to come."""
    day = window.first.isoformat()
    return Q(**{f"{field}__gte": day}) | Q(**{f"{field}__in": [day[:7], day[:4]]})


def _unknown(kind: Coming) -> Q:
    field = _FIELDS[kind]
    return Q(**({f"{field}__isnull": True} if kind == Coming.REVIEW_DUE else {field: ""}))


def _after(kind: Coming, place: Place | None) -> Q:
    if place is None:
        return Q()
    field, date = _FIELDS[kind], PartialDate.parse(place.date)
    reached = date.first if date and kind == Coming.REVIEW_DUE else place.date
    if kind > place.kind:
        return Q(**{f"{field}__gte": reached})
    later = Q(**{f"{field}__gt": reached})
    if kind == place.kind:
        later |= Q(**{field: reached, "record__gt": place.record})
    return later
