"""Rows of delimited text, read strictly: a row has its columns, or is a `Rejected` with its physical line.

    ApplNo⇥ProductNo⇥Form                           columns by name: in any order, others may be among them
    "10001","49","INTRAVENOUS","Intraveineuse"      columns by place, where the file has no header

A file in another encoding is refused as a whole, while a single stray byte is one rejected row.
"""

import csv
import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from registry.registers.authorisation import Rejected
from registry.registers.lines import SHOWN, Lines, encoding_of
from registry.registers.source import BadSource, Source

_LONGEST_RECORD = 200
"""Physical lines of one record; what goes on for longer is a quote that nobody closed."""
_FOREIGN_ROWS = 20
"""So many rows in a row of another width are not bad rows but another file."""


@dataclass(frozen=True, slots=True)
class Layout:
    columns: tuple[str, ...]
    """What the file must have: by name, or all of them in order where it has no header."""
    optional: tuple[str, ...] = ()
    """With a header: what some vintages lack; empty there."""
    delimiter: str = "\t"
    encodings: tuple[str, ...] = ("utf-8",)
    """More than one where the publisher is known to change: the one that fits is taken."""
    has_header: bool = True
    preamble: int = 0
    """Records before the header."""
    may_end_empty: bool = False
    """Drops empty fields beyond the last column. Where the last column may be empty too, a stray delimiter inside a
    row then goes unnoticed: look at the values."""
    is_quoted: bool = False
    is_multiline: bool = False
    """Quoted cells may hold line ends. Where they may not, a stray quote costs its own row only."""


_Read = TypeVar("_Read")

Row = tuple[int, tuple[str, ...]]
"""Physical line of the first character, and the values of `columns`, then `optional`."""


def read_rows(source: Source, name: str, layout: Layout) -> Iterator[Row | Rejected]:
    """Rows that hold nothing are passed over."""
    encoding = encoding_of(source, name, layout.encodings)
    with source.open_counted(name) as file:
        records = _records(Lines(file, name, encoding), layout)
        pick, width = _columns(name, records, layout)
        rows = (_row(name, record, pick, width, layout.may_end_empty) for record in records)
        yield from refuse_foreign(name, rows)


def refuse_foreign(file: str, rows: Iterable[_Read | Rejected]) -> Iterator[_Read | Rejected]:
    """The same rows, unless none or none of the first can be read: then it is another file."""
    bad, is_known = 0, False
    last = ""
    for row in rows:
        if not isinstance(row, Rejected):
            is_known = True
        elif not is_known:
            bad, last = bad + 1, f"line {row.line}, {row.field} “{row.value}”: {row.expected}"
            if bad >= _FOREIGN_ROWS:
                raise BadSource(file, last, f"the first {bad} rows cannot be read")
        yield row
    if not is_known:
        raise BadSource(file, last or "rows", "no row can be read")


def read_records(
    source: Source, name: str, layout: Layout
) -> Iterator[tuple[int, dict[str, str]] | Rejected]:
    """As `read_rows`, each row by column name."""
    names = layout.columns + layout.optional
    for row in read_rows(source, name, layout):
        if isinstance(row, Rejected):
            yield row
        else:
            yield row[0], dict(zip(names, row[1], strict=True))


Record = tuple[int, list[str]]


def _records(lines: Lines, layout: Layout) -> Iterator[Record | Rejected]:
    take = _taker(lines, layout)
    while True:
        first = lines.number + 1
        try:
            fields = take()
        except StopIteration:
            return
        except csv.Error as error:
            lost = lines.number - first
            if lost >= _LONGEST_RECORD or (lost and "unexpected end of data" in str(error)):
                raise BadSource(lines.name, "quotes in pairs", f"line {first}: {error}") from error
            shown = lines.text.rstrip()[:SHOWN]
            yield Rejected(lines.name, first, "", shown, f"fields in quotes; {error}")
        else:
            if lines.fault:
                yield lines.fault
            elif any(fields):
                yield first, fields
        lines.fault = None


def _taker(lines: Lines, layout: Layout) -> Callable[[], list[str]]:
    if not layout.is_quoted:
        return lambda: next(lines).rstrip("\r\n").split(layout.delimiter)
    if layout.is_multiline:
        return csv.reader(lines, delimiter=layout.delimiter, strict=True).__next__
    return lambda: next(
        csv.reader((next(lines).rstrip("\r\n"),), delimiter=layout.delimiter, strict=True)
    )


_Pick = Callable[[list[str]], tuple[str, ...]]


def _columns(name: str, records: Iterator[Record | Rejected], layout: Layout) -> tuple[_Pick, int]:
    """What takes the wanted values out of the fields of a row, and how many fields a row has."""
    if not layout.has_header:
        return tuple, len(layout.columns)
    for _ in range(layout.preamble):
        next(records, None)
    header = next(records, None)
    if header is None or isinstance(header, Rejected):
        raise BadSource(name, f"a header with {', '.join(layout.columns)}", "no header can be read")
    names = [field.strip() for field in header[1]]
    while not names[-1]:
        names.pop()
    where = f"line {header[0]}"
    places = pick_columns(name, where, names, layout.columns, layout.optional)
    return lambda fields: tuple([fields[at] if at >= 0 else "" for at in places]), len(names)


def pick_columns(
    file: str, where: str, names: list[str], columns: tuple[str, ...], optional: tuple[str, ...]
) -> tuple[int, ...]:
    """The place of each column in a header, -1 for an optional one that is absent."""
    for column in columns:
        if names.count(column) != 1:
            nearest = difflib.get_close_matches(column, names, n=1, cutoff=0) or [""]
            found = f"{where} has {names.count(column)}; the nearest is “{nearest[0]}”"
            raise BadSource(file, f"one column “{column}”", found)
    return tuple(names.index(each) if each in names else -1 for each in columns + optional)


def _row(
    name: str, record: Record | Rejected, pick: _Pick, width: int, may_end_empty: bool
) -> Row | Rejected:
    if isinstance(record, Rejected):
        return record
    line, fields = record
    while may_end_empty and len(fields) > width and not fields[-1]:
        fields.pop()
    if len(fields) != width:
        shown = " | ".join(fields)[:SHOWN]
        return Rejected(name, line, "", shown, f"{width} fields, not {len(fields)}")
    return line, pick(fields)
