"""The answers to a list as they leave: JSON array, JSON lines or CSV, a piece at a time."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

COLUMNS = (
    "row",
    "edition",
    "ingredient",
    "product",
    "jurisdiction",
    "route",
    "on",
    "purpose",
    "answer",
    "status",
    "flags",
    "reason",
    "resolved",
    "candidates",
    "approvals",
    "errors",
)

Pieces = Iterable[list[dict[str, Any]]]


def write_json(pieces: Pieces) -> Iterator[bytes]:
    begin = b"["
    for rows in pieces:
        if rows:
            yield begin + b",\n".join(map(orjson.dumps, rows))
            begin = b",\n"
    yield b"[]" if begin == b"[" else b"]"


def write_lines(pieces: Pieces) -> Iterator[bytes]:
    for rows in pieces:
        yield b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)


def write_csv(pieces: Pieces) -> Iterator[bytes]:
    """Lists have “|” between their values, as in every other file here."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for rows in pieces:
        writer.writerows([_cell(row[name]) for name in COLUMNS] for row in rows)
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return "|".join(_fault(one) if isinstance(one, dict) else one for one in value)
    return value


def _fault(fault: dict[str, Any]) -> str:
    meant = f" ({', '.join(fault['nearest'])}?)" if fault["nearest"] else ""
    return f"{fault['field']}: {fault['detail']}{meant}"
