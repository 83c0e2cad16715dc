"""CSV on disk: which files a folder holds, their rows with physical line numbers, and writing them."""

import csv
import hashlib
import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from registry.exchange.problems import Problem, did_you_mean
from registry.exchange.table import Table
from registry.exchange.tables import TABLES

FILES = {table.file: table for table in TABLES.values()}


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it stands in the file; `line` is the physical line on which it begins."""

    line: int
    cells: dict[str, str]


def find(*folders: Path) -> tuple[dict[str, Path], list[Problem]]:
    """The files of the exchange format in the folders, by table, and what should not be there."""
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    for path in sorted(path for folder in folders for path in folder.iterdir()):
        if path.suffix.lower() != ".csv":
            continue
        if path.name in FILES:
            found[FILES[path.name].name] = path
        else:
            expected = f"expected a file of the exchange format{did_you_mean(path.name, FILES)}"
            problems.append(Problem(path.name, 0, "", "", expected))
    if not found and not problems:
        where = ", ".join(str(folder) for folder in folders)
        problems.append(Problem(where, 0, "", "", f"expected at least one of {', '.join(FILES)}"))
    return {name: found[name] for name in TABLES if name in found}, problems


def digest(paths: Mapping[str, Path]) -> str:
    """SHA-256 over the names and bytes of the files: the same for the same files, wherever they lie."""
    total = hashlib.sha256()
    for name in sorted(paths):
        total.update(f"{name} {hashlib.sha256(paths[name].read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def read(
    path: Path, names: Sequence[str], optional: Sequence[str] = ()
) -> tuple[list[RawRow] | None, list[Problem]]:
    """The rows of a file whose columns are `names`; None if it cannot be read as such at all.

    Columns that are `optional` may be missing.
    """
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        wrong = data[error.start : error.start + 4].decode("latin-1")
        return None, [Problem(path.name, line, "", wrong, "expected UTF-8: save the file as UTF-8")]
    records, problems = _records(path.name, text)
    if not records:
        return None, problems or [
            Problem(path.name, 1, "", "", f"expected a header: {','.join(names)}")
        ]
    (_, header), *rows = records
    wanted = [name for name in names if name in header or name not in optional]
    wrong_header = _check_header(path.name, header, wanted)
    if wrong_header:
        return None, problems + wrong_header
    whole, ragged = [], []
    for line, cells in rows:
        if len(cells) == len(header):
            stripped = (cell.strip() for cell in cells)
            whole.append(RawRow(line, dict(zip(header, stripped, strict=True))))
        else:
            expected = f"expected {len(header)} values, one for each column, not {len(cells)}"
            ragged.append(Problem(path.name, line, "", ",".join(cells)[:80], expected))
    return whole, problems + ragged


def _records(name: str, text: str) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """Records that are not blank, with the line on which each begins, up to the first broken one."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[tuple[int, list[str]]] = []
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            expected = f"expected CSV with commas and closed double quotes ({error})"
            return records, [Problem(name, line, "", "", expected)]
        if cells is None:
            return records, []
        if cells:
            records.append((line, cells))
        line = reader.line_num + 1


def _check_header(file: str, header: Sequence[str], names: Sequence[str]) -> list[Problem]:
    missing = [name for name in names if name not in header]
    problems = [
        Problem(file, 1, name, "", "expected this column, which is missing") for name in missing
    ]
    for position, name in enumerate(header):
        if name not in names:
            hint = did_you_mean(name, missing or names)
            expected = f"unknown column; expected {','.join(names)}{hint}"
            problems.append(Problem(file, 1, name, name, expected))
        elif name in header[:position]:
            problems.append(Problem(file, 1, name, name, "expected each column once"))
    return problems


def write(folder: Path, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
    """Write the files, each beside its place first and then all of them moved: never half a file."""
    folder.mkdir(parents=True, exist_ok=True)
    moves: list[tuple[Path, Path]] = []
    try:
        for name, rows in tables.items():
            target = folder / TABLES[name].file
            beside = folder / f".{target.name}.{os.getpid()}"
            moves.append((beside, target))
            with beside.open("w", encoding="utf-8", newline="") as stream:
                stream.writelines(lines(_columns(TABLES[name], rows), rows))
        for beside, target in moves:
            os.replace(beside, target)
    finally:
        for beside, _ in moves:
            beside.unlink(missing_ok=True)


def _columns(table: Table, rows: Sequence[Mapping[str, str]]) -> list[str]:
    """The columns of a file; an optional one only where some row has something in it."""
    return [
        column.name
        for column in table.columns
        if not column.is_optional or any(row[column.name] for row in rows)
    ]


def lines(names: Sequence[str], rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """The lines of a file: its header, and a line for each row."""
    yield ",".join(names) + "\n"
    for row in rows:
        yield ",".join(_quoted(row[name]) for name in names) + "\n"


def _quoted(cell: str) -> str:
    """Quoted only where needed. The writer of the standard library leaves a lone carriage return bare."""
    return '"' + cell.replace('"', '""') + '"' if re.search(r'[,"\r\n]', cell) else cell
