"""What an import would do, row by row, decided before anything is written."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from registry.exchange import checks, files
from registry.exchange.book import Book, Row, Sheet, Stored
from registry.exchange.problems import Problem
from registry.exchange.store import stored_rows
from registry.exchange.table import Key, Table
from registry.exchange.tables import TABLES

Progress = Callable[[str], None]


class Outcome(StrEnum):
    """What becomes of a row of a file."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a file: what becomes of it, which columns change, and the stored row if there is one."""

    row: Row
    outcome: Outcome
    changes: tuple[str, ...] = ()
    stored: Stored | None = None

    @property
    def key(self) -> Key:
        """The natural key of a row that is not rejected. Raises ValueError for one without a key."""
        if self.row.key is None:
            raise ValueError(f"Line {self.row.line} of {self.row.table.file} has no key.")
        return self.row.key

    @property
    def pk(self) -> int:
        """The primary key of the stored row. Raises ValueError for a new one."""
        if self.stored is None:
            raise ValueError(f"Line {self.row.line} of {self.row.table.file} is new.")
        return self.stored.pk

    @property
    def reason(self) -> str:
        """Why, for a reader of the plan."""
        if self.outcome == Outcome.REJECTED:
            return "; ".join(str(problem) for problem in self.row.problems)
        if self.stored is None:
            return ""
        before = self.row.table.cells(self.stored.values)
        return "; ".join(f"{c}: “{before[c]}” → “{self.row.cells[c]}”" for c in self.changes)


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps, by table in the order of writing, and everything that stands in the way."""

    book: Book
    steps: Mapping[str, Sequence[Step]]
    problems: Sequence[Problem]

    def of(self, table: str, outcome: Outcome) -> list[Step]:
        """The steps of one kind, of one table."""
        return [step for step in self.steps.get(table, ()) if step.outcome == outcome]

    def counts(self, table: str) -> str:
        """How many rows are of which kind, in words."""
        counted = [(len(self.of(table, outcome)), outcome) for outcome in Outcome]
        return ", ".join(f"{n} {outcome}" for n, outcome in counted if n) or "no rows"

    def changes_something(self) -> bool:
        """Whether there is anything to write."""
        return any(
            step.outcome in (Outcome.CREATED, Outcome.CHANGED)
            for steps in self.steps.values()
            for step in steps
        )


def make_plan(paths: Mapping[str, Path], problems: Iterable[Problem], tell: Progress) -> Plan:
    """Read the files, compare them with the database, and judge every row."""
    found = list(problems)
    needed = {need for name in paths for need in TABLES[name].needs}
    sheets: dict[str, Sheet] = {}
    for name, table in TABLES.items():
        if name in needed:
            sheets[name] = Sheet(table, stored_rows(table))
        if name in paths:
            raw, of_the_file = files.read(
                paths[name],
                [column.name for column in table.columns],
                [column.name for column in table.columns if column.is_optional],
            )
            reader = _reader(table)
            sheets[name].rows = [_row(table, line, reader) for line in raw or ()]
            sheets[name].is_readable = not of_the_file
            found.extend(of_the_file)
            tell(f"{table.file}: {len(sheets[name].rows)} rows read")
    checks.check(sheets)
    found.extend(
        problem for sheet in sheets.values() for row in sheet.rows for problem in row.problems
    )
    steps = {name: [_step(sheets[name], row) for row in sheets[name].rows] for name in paths}
    return Plan(sheets, steps, sorted(found))


def _reader(table: Table) -> Callable[[int, str], Any]:
    """Reads the cells of one file; of the many cells that are alike (units, words), each only once."""

    @lru_cache(maxsize=10_000)
    def read(position: int, text: str) -> Any:
        return table.columns[position].read(text)

    return read


def _row(table: Table, raw: files.RawRow, read: Callable[[int, str], Any]) -> Row:
    row = Row(table, raw.line, {}, dict(raw.cells))
    for position, column in enumerate(table.columns):
        if column.name not in raw.cells:
            continue  # optional, and the file has none
        try:
            value = read(position, raw.cells[column.name])
        except ValueError as error:
            row.refuse(column.name, str(error))
        else:
            row.values[column.name] = value
            row.cells[column.name] = column.write(value)
    return row


def _step(sheet: Sheet, row: Row) -> Step:
    stored = sheet.stored.get(row.key) if row.key is not None else None
    if row.problems:
        return Step(row, Outcome.REJECTED, (), stored)
    if stored is None:
        return Step(row, Outcome.CREATED)
    before = sheet.table.cells(stored.values)
    changes = tuple(column for column, cell in row.cells.items() if cell != before[column])
    return Step(row, Outcome.CHANGED if changes else Outcome.UNCHANGED, changes, stored)
