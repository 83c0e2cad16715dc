"""The records of the desk, and in which files their rows stand: a product has lines, and most others one row alone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from registry.exchange.store import stored_rows
from registry.exchange.table import Key, Table
from registry.exchange.tables import TABLES

Cells = dict[str, str]
RowKey = tuple[str, str]
"""A table, and a natural key of it as text."""

Stored = tuple[int, dict[RowKey, Cells]]
"""The primary key of a record, and its rows."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: the table of its own row, and the table of its lines, whose keys begin with its key."""

    table: Table
    lines: Table | None = None

    @property
    def model(self) -> type[Model]:
        return self.table.model

    def key_of(self, record: Model) -> Key:
        """The natural key of a record."""
        paths = {column.name: column for column in self.table.columns}
        return tuple(paths[name].stored(_at(record, paths[name].path)) for name in self.table.key)

    def read_key(self, texts: Sequence[str]) -> Key:
        """The natural key that the cells of the key columns say."""
        cells = dict(zip(self.table.key, texts, strict=True))
        return tuple(
            column.read(cells[column.name])
            for name in self.table.key
            for column in self.table.columns
            if column.name == name
        )

    def keys_of(self, records: QuerySet[Any]) -> list[Key]:
        """The natural keys of records, in one query, each once and in the order of the records."""
        paths = {column.name: column for column in self.table.columns}
        columns = [paths[name] for name in self.table.key]
        found = records.values_list(*(column.path for column in columns))
        keys = (
            tuple(column.stored(value) for column, value in zip(columns, row, strict=True))
            for row in found
        )
        return list(dict.fromkeys(keys))

    def stored_of(self, keys: Collection[Key]) -> dict[Key, Stored]:
        """The primary keys of records, and what is stored of them, row by row. What is not there is left out."""
        words = {key[0] for key in keys}
        found: dict[Key, Stored] = {}
        for key, own in stored_rows(self.table, words).items():
            if key in keys:
                name = (self.table.name, self.table.key_text(key))
                found[key] = (own.pk, {name: self.table.cells(own.values)})
        if self.lines and found:
            for line, row in stored_rows(self.lines, words).items():
                if record := found.get(line[: len(self.table.key)]):
                    name = (self.lines.name, self.lines.key_text(line))
                    record[1][name] = self.lines.cells(row.values)
        return found

    def stored(self, key: Key) -> tuple[int | None, dict[RowKey, Cells]]:
        """The primary key of a record, if there is one, and what is stored of it, row by row."""
        return self.stored_of([key]).get(key, (None, {}))


def _at(record: Any, path: str) -> Any:
    for step in path.split("__"):
        record = None if record is None else getattr(record, step)
    return record


_LINES = {"products": "product_lines", "cocktails": "cocktail_lines"}

KINDS: dict[type[Model], Kind] = {
    table.model: Kind(table, TABLES[_LINES[name]] if name in _LINES else None)
    for name, table in TABLES.items()
    if name not in _LINES.values()
}
"""By the model that is edited at the desk."""


def kind_of(table: str) -> Kind:
    """The kind of record that a row of this table belongs to."""
    return next(
        kind for kind in KINDS.values() if table in (kind.table.name, _LINES.get(kind.table.name))
    )


def record_of(table: str, cells: Mapping[str, str]) -> tuple[str, ...]:
    """The key of the record that a row belongs to, as the cells of its key columns say it."""
    names = TABLES[table].key[: len(kind_of(table).table.key)]
    return tuple(cells[name] for name in names)
