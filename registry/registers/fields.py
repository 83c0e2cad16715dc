"""One field of a row that is not what it should be."""

import datetime
from collections.abc import Mapping
from typing import TypeVar

from registry.registers.authorisation import Rejected

_Known = TypeVar("_Known")
_SHOWN = 200


class BadField(Exception):
    def __init__(self, field: str, value: str, expected: str) -> None:
        super().__init__(field, value, expected)
        self.field = field
        self.value = value
        self.expected = expected

    def rejected(self, file: str, line: int) -> Rejected:
        return Rejected(file, line, self.field, self.value[:_SHOWN], self.expected)


def required(field: str, value: str) -> str:
    value = value.strip()
    if not value:
        raise BadField(field, "", "something")
    return value


def known(field: str, value: str, words: Mapping[str, _Known]) -> _Known:
    value = value.strip()
    if value not in words:
        raise BadField(field, value, f"one of {', '.join(words)}")
    return words[value]


def iso_date(field: str, value: str, shape: str) -> str:
    """ISO 8601 of a date in a shape of `strptime`, as people read it: “%d/%m/%Y”."""
    try:
        return datetime.datetime.strptime(value.strip(), shape).date().isoformat()  # noqa: DTZ007
    except ValueError:
        raise BadField(field, value, f"a date as {shape}") from None
