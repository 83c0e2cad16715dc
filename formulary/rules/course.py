"""When the sessions of a course fall, when something is to be seen, and what all of it costs. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

T = TypeVar("T")
N = TypeVar("N", int, Decimal)


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """From and to; None where nobody stated it."""

    low: T | None = None
    high: T | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """What a protocol states: sessions, days between two of them, days from the first one to results, money a session."""

    sessions: Span[int] = Span()
    interval: Span[int] = Span()
    reduced_shedding: int | None = None
    visible_growth: Span[int] = Span()
    cost: Span[Decimal] = Span()


@dataclass(frozen=True, slots=True)
class Session:
    """One session and the days between which it falls. `is_optional`: a shorter course ends before it."""

    number: int
    days: Span[dt.date]
    is_optional: bool


@dataclass(frozen=True, slots=True)
class CoursePlan:
    """A course from a first day on."""

    sessions: Sequence[Session]
    less_shedding_from: dt.date | None
    new_growth: Span[dt.date]
    cost: Span[Decimal]
    flags: Sequence[str]


class NotOfThisCourse(ValueError):
    """A number of sessions that the protocol does not have."""


def plan(course: Course, start: dt.date, sessions: int | None = None) -> CoursePlan:
    """The course from `start` on, with `sessions` of them or as many as the protocol states.

    Where it states no number there is one session and the flag `sessions-not-stated`. Raises NotOfThisCourse.
    """
    low, high = course.sessions.low, course.sessions.high
    if sessions is not None:
        if (low is not None and sessions < low) or (high is not None and sessions > high):
            raise NotOfThisCourse(f"This protocol has {_in_words(course.sessions)} sessions.")
        low = high = sessions
    fewest = low or high or 1
    most = high or fewest
    return CoursePlan(
        sessions=[
            Session(n, _window(start, n, course.interval), n > fewest) for n in range(1, most + 1)
        ],
        less_shedding_from=_after(start, course.reduced_shedding),
        new_growth=Span(
            _after(start, course.visible_growth.low), _after(start, course.visible_growth.high)
        ),
        cost=Span(_times(course.cost.low, low), _times(course.cost.high, high)),
        flags=tuple(_missing(course, most, is_counted=low is not None or high is not None)),
    )


def _window(start: dt.date, number: int, interval: Span[int]) -> Span[dt.date]:
    """The earliest and the latest day of a session, when every interval before it is the shortest, or the longest."""
    before = number - 1
    if not before:
        return Span(start, start)
    return Span(
        _after(start, _times(interval.low, before)), _after(start, _times(interval.high, before))
    )


def _after(start: dt.date, days: int | None) -> dt.date | None:
    return None if days is None else start + dt.timedelta(days=days)


def _times(one: N | None, many: int | None) -> N | None:
    return None if one is None or many is None else one * many


def _in_words(span: Span[int]) -> str:
    if span.low == span.high:
        return str(span.low)
    return f"{'at most' if span.low is None else f'{span.low} to'} {span.high}"


def _missing(course: Course, most: int, *, is_counted: bool) -> list[str]:
    """What the protocol does not say, so that a blank is not read as nothing."""
    missing = {
        "sessions-not-stated": not is_counted,
        "interval-not-stated": most > 1 and course.interval.low is None,
        "results-not-stated": course.visible_growth.low is None,
        "cost-not-stated": course.cost.low is None,
        "highest-cost-not-stated": course.cost.low is not None and course.cost.high is None,
    }
    return [flag for flag, is_missing in missing.items() if is_missing]
