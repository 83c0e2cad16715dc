"""One cell of a file: text to value and back. Pure; `write(read(text))` is the canonical text.

A reader raises ValueError, whose message says what was expected. An empty cell never reaches a reader: its
value is the `blank` of the kind of cell.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from registry.exchange.problems import did_you_mean


class Cell(Protocol):
    """A kind of cell."""

    @property
    def blank(self) -> Any: ...

    def read(self, text: str) -> Any: ...

    def write(self, value: Any) -> str: ...


@dataclass(frozen=True, slots=True)
class Text:
    """Any text, kept as it is."""

    blank: str = ""

    def read(self, text: str) -> str:
        return text

    def write(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a closed list."""

    words: Sequence[str]
    blank: str = ""

    def read(self, text: str) -> str:
        if text not in self.words:
            raise ValueError(
                f"expected one of {', '.join(self.words)}" + did_you_mean(text, self.words)
            )
        return text

    def write(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class YesNo:
    """yes or no."""

    blank: None = None

    def read(self, text: str) -> bool:
        if text not in ("yes", "no"):
            raise ValueError("expected yes or no")
        return text == "yes"

    def write(self, value: bool) -> str:
        return "yes" if value else "no"


@dataclass(frozen=True, slots=True)
class Mark:
    """yes, or nothing."""

    blank: bool = False

    def read(self, text: str) -> bool:
        if text != "yes":
            raise ValueError("expected yes, or nothing")
        return True

    def write(self, value: bool) -> str:
        return "yes" if value else ""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number, not negative."""

    blank: None = None

    def read(self, text: str) -> int:
        if not re.fullmatch(r"0|[1-9][0-9]*", text):
            raise ValueError("expected a whole number in plain digits, as in 12")
        return int(text)

    def write(self, value: int | None) -> str:
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal, not negative, with the digits it was printed with: 2.0 stays 2.0."""

    blank: None = None

    def read(self, text: str) -> Decimal:
        if not re.fullmatch(r"(0|[1-9][0-9]*)(\.[0-9]+)?", text):
            raise ValueError(
                "expected a number with a decimal point and no other signs, as in 0.05"
            )
        return Decimal(text)

    def write(self, value: Decimal | None) -> str:
        return "" if value is None else f"{value:f}"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar."""

    blank: None = None

    def read(self, text: str) -> dt.date:
        return _day(text)

    def write(self, value: dt.date | None) -> str:
        return "" if value is None else value.isoformat()


@dataclass(frozen=True, slots=True)
class Items:
    """Values of one kind with `|` between them. In a value, `|` is written `\\|` and a backslash `\\\\`."""

    of: Cell
    blank: tuple[()] = ()

    def read(self, text: str) -> tuple[Any, ...]:
        items = [""]
        for part in re.findall(r"\\[\\|]|.", text, re.DOTALL):
            if part == "|":
                items.append("")
            else:
                items[-1] += part[-1]
        items = [item.strip() for item in items]
        if not all(items):
            raise ValueError("expected a value on both sides of every “|”")
        return tuple(self.of.read(item) for item in items)

    def write(self, value: Sequence[Any]) -> str:
        items = (self.of.write(item) for item in value)
        return "|".join(item.replace("\\", "\\\\").replace("|", "\\|") for item in items)


class Stay(NamedTuple):
    """A membership of a union, half open; None where an end is unbounded."""

    union: str
    start: dt.date | None
    end: dt.date | None


@dataclass(frozen=True, slots=True)
class Membership:
    """CODE, or CODE@FROM/TO of which either end may be empty: EU@2004-05-01/."""

    blank: None = None

    def read(self, text: str) -> Stay:
        match = re.fullmatch(r"([^@/]+)(?:@([0-9-]*)/([0-9-]*))?", text)
        if not match:
            raise ValueError("expected CODE or CODE@FROM/TO, as in EU@2004-05-01/")
        code, *ends = match.groups()
        start, end = (_day(part) if part else None for part in ends)
        if start and end and start >= end:
            raise ValueError("expected the first day before the last, which is out (half open)")
        return Stay(code, start, end)

    def write(self, value: Stay) -> str:
        if value.start is None and value.end is None:
            return value.union
        start, end = (day.isoformat() if day else "" for day in value[1:])
        return f"{value.union}@{start}/{end}"


def _day(text: str) -> dt.date:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            pass
    raise ValueError(f"expected days of the calendar as YYYY-MM-DD, not “{text}”")


class Name(NamedTuple):
    """A name, with its language where it is known."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class TaggedName:
    """A name, or language:name as in ru:Витамин. A name that itself looks so is written :name."""

    blank: None = None

    def read(self, text: str) -> Name:
        language, name = self._split(text)
        if not name:
            raise ValueError("expected a name, or language:name as in ru:Витамин")
        return Name(language, name)

    def write(self, value: Name | None) -> str:
        if value is None:
            return ""
        plain = value.text if self._split(value.text) == ("", value.text) else f":{value.text}"
        return f"{value.language}:{value.text}" if value.language else plain

    @staticmethod
    def _split(text: str) -> tuple[str, str]:
        match = re.match(r"([a-z]{2,3}(?:-[A-Za-z]{2,4})?)?:", text)
        return (match[1] or "", text[match.end() :].strip()) if match else ("", text)
