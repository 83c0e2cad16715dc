"""Dates of which only the month or the year is known: a span of uncertainty."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

_SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """The days that a date of ISO 8601 may mean: `first` to `last`, both included."""

    first: dt.date
    last: dt.date

    @classmethod
    @lru_cache(maxsize=50_000)  # a few thousand days stand in all the records there are
    def parse(cls, text: str) -> "PartialDate | None":
        """Read YYYY-MM-DD, YYYY-MM or YYYY; the empty text is not known (None).

        Raises ValueError for anything else, and for days that do not exist.
        """
        if not text:
            return None
        match = _SHAPE.fullmatch(text)
        if match is None or not text.isascii():
            raise ValueError(f"“{text}” is no date: use YYYY-MM-DD, YYYY-MM or YYYY.")
        year, month, day = (int(part) if part else None for part in match.groups())
        try:
            first = dt.date(year or 0, month or 1, day or 1)
        except ValueError as error:
            raise ValueError(f"“{text}” is no date of the calendar.") from error
        return cls(first, _last_day(first, month, day))

    def is_exact(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


def _last_day(first: dt.date, month: int | None, day: int | None) -> dt.date:
    if day:
        return first
    if not month:
        return dt.date(first.year, 12, 31)
    if first.month == 12:
        return dt.date(first.year, 12, 31)
    return dt.date(first.year, first.month + 1, 1) - dt.timedelta(days=1)
