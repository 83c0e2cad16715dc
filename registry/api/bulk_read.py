"""The rows of a list as they arrive: JSON array, JSON lines or CSV, one at a time from a file."""

import codecs
import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import orjson

from config.api.problems import BadInput, Fault
from formulary.rules.spelling import nearest

LONGEST_ROW = 16_000
"""Bytes. The longest names fit in several times."""
SHORT = 1 << 20
"""Bytes; a list of fewer is read in one piece."""

COLUMNS = ("ingredient", "product", "jurisdiction", "route", "on", "purpose")
_CHUNK = 1 << 16
_BLANK = " \t\r\n"
_AFTER = _BLANK + ",]"
"""What shows that a value has come to its end: a number may go on in the next chunk."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that is none, and why. After one that `ends` it, nothing more can be read."""

    why: str
    ends: bool = False


def read_json(file: IO[bytes]) -> Iterator[Any]:
    """The elements of an array, however long. Raises BadInput where it is none."""
    begin = file.read(SHORT)
    rows = _whole(begin) if len(begin) < SHORT else None
    if rows is None:
        file.seek(0)
        rows = _each(file)
    yield from rows


def _whole(text: bytes) -> list[Any] | None:
    """All of a short array at once, in a tenth of the time; None where anything is wrong with it."""
    try:
        rows = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return rows if isinstance(rows, list) else None


def _each(file: IO[bytes]) -> Iterator[Any]:
    """One element after another, and what is wrong in its place."""
    text = _Text(file)
    if text.next() != "[":
        raise BadInput("body", None, "Send a JSON array of rows, or another Content-Type.")
    text.take()
    if text.next() == "]":
        text.take()
    else:
        while True:
            element = text.value()
            yield element
            if isinstance(element, Unreadable) and element.ends:
                return
            if text.next() not in ("]", ","):
                yield Unreadable(
                    "A comma or “]” is expected here; nothing after it was read.", True
                )
                return
            if text.take() == "]":
                break
    if text.next():
        yield Unreadable("The array ended; nothing after it was read.", True)


class _Text:
    """What is left of a file of JSON, a chunk at a time."""

    def __init__(self, file: IO[bytes]) -> None:
        self._chunks = codecs.iterdecode(
            iter(lambda: file.read(_CHUNK), b""), "utf-8-sig", "replace"
        )
        self._text, self._at, self._is_whole = "", 0, False
        self._decoder = json.JSONDecoder(parse_constant=_refuse)

    def next(self) -> str:
        """The next character that is no blank; empty at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _BLANK:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def take(self) -> str:
        """Step over the character that `next` has shown."""
        self._at += 1
        return self._text[self._at - 1]

    def value(self) -> Any:
        """The next value, or what is wrong with it."""
        while True:
            self.next()
            try:
                _, end = self._decoder.raw_decode(self._text, self._at)
            except (ValueError, RecursionError):
                end = -1
            if 0 < end < len(self._text) and self._text[end] in _AFTER:
                break
            if len(self._text) - self._at > LONGEST_ROW or not self._more():
                break
        if end < 0:
            return Unreadable("This is no JSON; nothing after it was read.", True)
        text, self._at = self._text[self._at : end], end
        return _strict(text)

    def _more(self) -> bool:
        chunk = next(self._chunks, "")
        self._text, self._at = self._text[self._at :] + chunk, 0
        return bool(chunk)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _strict(text: str | bytes) -> Any:
    """The value, of texts that a database can hold."""
    try:
        return orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError) as error:
        return Unreadable(f"This is no JSON of UTF-8 text: {error}.")


def read_lines(file: IO[bytes]) -> Iterator[Any]:
    """A JSON value a line. A line that is none is reported in its place; blank ones are none."""
    while line := file.readline(LONGEST_ROW + 1):
        if len(line) > LONGEST_ROW:
            yield Unreadable(
                f"A row has at most {LONGEST_ROW} bytes; nothing after it was read.", True
            )
            return
        if line.strip():
            yield _strict(line)


def read_csv(file: IO[bytes]) -> Iterator[Any]:
    """A row a line, by a header. An empty cell is one that was left out. Raises BadInput for the header."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
    rows = csv.reader(_bounded(text), strict=True)
    try:
        header = [name.strip() for name in next(rows, [])]
        _check(header)
        for cells in rows:
            if len(cells) > len(header):
                yield Unreadable(f"{len(header)} cells are expected, and there are {len(cells)}.")
            elif cells:
                yield {
                    name: cell.strip()
                    for name, cell in zip(header, cells, strict=False)
                    if cell.strip()
                }
    except csv.Error as error:
        yield Unreadable(f"This is no CSV ({error}); nothing after it was read.", True)
    finally:
        text.detach()


def _bounded(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST_ROW + 1):
        if len(line) > LONGEST_ROW:
            raise csv.Error(f"a row has at most {LONGEST_ROW} characters")
        yield line


def _check(header: list[str]) -> None:
    """Refuse a header with columns that are not known, twice there, or missing."""
    faults = [
        Fault(name, name, "There is no such column.", nearest(name, COLUMNS) or COLUMNS)
        for name in header
        if name not in COLUMNS
    ]
    faults += [
        Fault(name, name, "Name this column once.") for name in COLUMNS if header.count(name) > 1
    ]
    faults += [
        Fault(name, None, "This column is missing.")
        for name in ("jurisdiction", "route")
        if name not in header
    ]
    if not {"ingredient", "product"} & set(header):
        faults.append(Fault("ingredient", None, "A column “ingredient” or “product” is missing."))
    if faults:
        raise BadInput.many(faults)
