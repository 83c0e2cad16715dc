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
    """A row of a file or of a draft. `values` has only the columns that could be read; `problems` say what is wrong.

    `line` is the physical line of the file, or the number of the row in its draft.
    """

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
    """One table: its stored rows by natural key, the rows of its file, and those that a draft takes back.

    `vocabulary` are words to look for the nearest of, where `stored` holds only some rows.
    """

    table: Table
    stored: Mapping[Key, Stored]
    rows: Sequence[Row] = ()
    retracted: Sequence[Row] = ()
    vocabulary: Sequence[str] = ()
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
        keyed, gone = self.by_key(), self._gone()
        for key, stored in self.stored.items():
            if key not in keyed and key not in gone:
                yield key, stored.values, None
        for key, row in keyed.items():
            yield key, row.values, row

    def words(self) -> set[str]:
        """What other files may refer to: the first part of every key (a cocktail's, without version)."""
        gone = self._gone()
        stored = (
            key
            for key, row in self.stored.items()
            if self.table.is_published(row.also) and key not in gone
        )
        return {key[0] for key in (*stored, *self.by_key())}

    def _gone(self) -> set[Key]:
        return {row.key for row in self.retracted if row.key is not None}


Book = Mapping[str, Sheet]
"""The sheets of the files, and of all that they refer to, by the name of the table."""
