"""Plans are made here: of files, compared with all that is stored, and of drafts, with what they speak of."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from registry.exchange import checks, files
from registry.exchange.book import Book, Row, Sheet
from registry.exchange.held_files import refuse_files_not_held
from registry.exchange.plan import Outcome, Plan, Step
from registry.exchange.problems import MANY, Problem
from registry.exchange.store import stored_rows, words_of
from registry.exchange.table import Table
from registry.exchange.tables import TABLES

MANY_WORDS = 10_000
"""To look for more keys than this, one by one, takes longer than to read the table."""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A row of a draft: what a record shall say from now on, or (retracted) that it shall say nothing any more."""

    table: str
    number: int
    cells: Mapping[str, str]
    is_retracted: bool = False


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
            sheets[name].rows = [_row(table, row.line, row.cells, reader) for row in raw or ()]
            sheets[name].is_readable = not of_the_file
            found.extend(of_the_file)
            tell(f"{table.file}: {len(sheets[name].rows)} rows read")
    return _judged(sheets, [name for name in TABLES if name in paths], found)


def plan_draft(rows: Sequence[DraftRow]) -> Plan:
    """Compare the rows of a draft with the database, and judge each. Only what they speak of is read.

    What a look at all rows would find (a name that is taken, a record that is still referred to) the database
    finds when the rows are written.
    """
    of_tables: dict[str, list[DraftRow]] = defaultdict(list)
    for row in rows:
        of_tables[row.table].append(row)
    sheets = {
        name: Sheet(table, {})
        for name, table in TABLES.items()
        if any(name in TABLES[other].needs for other in of_tables)
    }
    for name, wanted in of_tables.items():
        sheet, reader = sheets[name], _reader(TABLES[name])
        read = [
            (one.is_retracted, _row(sheet.table, one.number, one.cells, reader)) for one in wanted
        ]
        sheet.rows = [row for is_retracted, row in read if not is_retracted]
        sheet.retracted = [row for is_retracted, row in read if is_retracted]
    _read_what_is_spoken_of(sheets)
    return _judged(sheets, [name for name in TABLES if name in of_tables], [])


def _read_what_is_spoken_of(sheets: Mapping[str, Sheet]) -> None:
    """The stored rows that the rows of a draft change or refer to."""
    words: dict[str, set[str]] = {name: set() for name in sheets}
    for name, sheet in sheets.items():
        for row in (*sheet.rows, *sheet.retracted):
            if first := row.values.get(sheet.table.key[0]):
                words[name].add(first)
        for row in sheet.rows:
            for other, word in sheet.table.references(row.values):
                words[other].add(word)
    for name, sheet in sheets.items():
        wanted = words[name]
        sheet.stored = stored_rows(sheet.table, wanted if len(wanted) < MANY_WORDS else None)
        if wanted - sheet.words():
            sheet.vocabulary = words_of(sheet.table, MANY + 1)


def _judged(sheets: Book, names: Sequence[str], problems: list[Problem]) -> Plan:
    checks.check(sheets)
    if "documents" in sheets:
        refuse_files_not_held(sheets["documents"])
    for sheet in sheets.values():
        for row in sheet.retracted:
            if row.key not in sheet.stored:
                row.refuse(sheet.table.key[0], "expected a row that exists: it is gone already")
    found = [
        *problems,
        *(
            problem
            for sheet in sheets.values()
            for row in (*sheet.rows, *sheet.retracted)
            for problem in row.problems
        ),
    ]
    steps = {name: _steps(sheets[name]) for name in names}
    return Plan(sheets, steps, sorted(found))


def _reader(table: Table) -> Callable[[int, str], Any]:
    """Reads the cells of one file; of the many cells that are alike (units, words), each only once."""

    @lru_cache(maxsize=10_000)
    def read(position: int, text: str) -> Any:
        return table.columns[position].read(text)

    return read


def _row(table: Table, line: int, cells: Mapping[str, str], read: Callable[[int, str], Any]) -> Row:
    row = Row(table, line, {}, dict(cells))
    for position, column in enumerate(table.columns):
        if column.name not in cells:
            continue  # optional, and the file has none
        try:
            value = read(position, cells[column.name])
        except ValueError as error:
            row.refuse(column.name, str(error))
        else:
            row.values[column.name] = value
            row.cells[column.name] = column.write(value)
    return row


def _steps(sheet: Sheet) -> list[Step]:
    taken_back = [
        Step(
            row,
            Outcome.REJECTED if row.problems else Outcome.RETRACTED,
            (),
            sheet.stored.get(row.key),
        )
        for row in sheet.retracted
        if row.key is not None
    ]
    return [*(_step(sheet, row) for row in sheet.rows), *taken_back]


def _step(sheet: Sheet, row: Row) -> Step:
    stored = sheet.stored.get(row.key) if row.key is not None else None
    if row.problems:
        return Step(row, Outcome.REJECTED, (), stored)
    if stored is None:
        return Step(row, Outcome.CREATED)
    before = sheet.table.cells(stored.values)
    changes = tuple(column for column, cell in row.cells.items() if cell != before[column])
    return Step(row, Outcome.CHANGED if changes else Outcome.UNCHANGED, changes, stored)
