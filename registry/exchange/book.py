"""What the database holds and what the files say, side by side. Plain values, no queries."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from registry.exchange.problems import Problem
from registry.exchange.table import Key, Table, Values


@dataclass(frozen=True, slots=True)
class Stored:
    """A row of the database: the values that its columns would have, and what a reader needs besides."""

    pk: int
    values: Values
    also: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """A row of a file. `values` has only the columns that could be read; `problems` say what is wrong."""

    table: Table
    line: int
    values: Values
    cells: dict[str, str]
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, column: str, expected: str, value: str | None = None) -> None:
        """Note what is wrong in a column; the value is the cell, if no part of it is to blame."""
        shown = self.cells.get(column, "") if value is None else value
        self.problems.append(Problem(self.table.file, self.line, column, shown, expected))

    @property
    def key(self) -> Key | None:
        return self.table.key_of(self.values)


@dataclass(slots=True)
class Sheet:
    """One table: its stored rows by natural key, and the rows of its file."""

    table: Table
    stored: Mapping[Key, Stored]
    rows: Sequence[Row] = ()
    is_readable: bool = True  # False if rows are missing from `rows`, so that nobody knows its keys

    def by_key(self) -> dict[Key, Row]:
        """The rows of the file; of rows with the same key, the first."""
        keyed: dict[Key, Row] = {}
        for row in self.rows:
            if row.key is not None:
                keyed.setdefault(row.key, row)
        return keyed

    def after(self) -> Iterator[tuple[Key, Values, Row | None]]:
        """Every row as it would be after the import, with the row of the file that says so."""
        keyed = self.by_key()
        for key, stored in self.stored.items():
            if key not in keyed:
                yield key, stored.values, None
        for key, row in keyed.items():
            yield key, row.values, row

    def words(self) -> set[str]:
        """What other files may refer to: the first part of every key (a cocktail's, without version)."""
        stored = (key for key, row in self.stored.items() if self.table.is_published(row.also))
        return {key[0] for key in (*stored, *self.by_key())}


Book = Mapping[str, Sheet]
"""The sheets of the files, and of all that they refer to, by the name of the table."""
