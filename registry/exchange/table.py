"""What a file is: its columns, its natural key, and the rows of their own that its lists stand in."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from registry.exchange.columns import Column

Values = dict[str, Any]
"""The values of one row of a file, by the names of its columns."""

Key = tuple[Any, ...]
"""The natural key of a row: the values of the key columns of its table."""

Ids = Mapping[str, Mapping[Key, int]]
"""Primary keys by table and natural key. A cocktail itself is filed under the key (slug,)."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Rows of their own that hold what some columns of a row list, in the order of `position`.

    `collect` makes the values of the columns from what a query found at `paths` (and from the row's plain
    values); `spread` makes the attributes of the rows from the values.
    """

    model: type[models.Model]
    owner: str
    paths: Sequence[str]
    columns: Sequence[str]
    collect: Callable[[Sequence[Sequence[Any]], Values], Values]
    spread: Callable[[Values, Ids], Iterable[dict[str, Any]]]


def listed(model: type[models.Model], owner: str, column: str, path: str, table: str) -> Parts:
    """Parts that are one reference each; `path` leads from a part to the natural key, as ingredient__slug."""
    attribute = path.partition("__")[0] + "_id"
    return Parts(
        model=model,
        owner=owner,
        paths=[path],
        columns=[column],
        collect=lambda rows, values: {column: tuple(key for (key,) in rows)},
        spread=lambda values, ids: [{attribute: ids[table][(key,)]} for key in values[column]],
    )


@dataclass(frozen=True, slots=True)
class Table:
    """One of the sixteen files, and the model that keeps its rows.

    `also` are paths that a reader needs besides the columns, and `derive` makes values from them. `attributes`
    makes what the columns alone cannot. `vacated` are unique attributes, with their blank, that rows of one
    file may hand to each other. `reads` are more tables that its checks
    look into, `points_at` finds references to them in a row (table and word), and `is_published` tells from the
    paths of `also` whether anybody may see a row. A row that is append-only is superseded, never changed or
    deleted; one that never changes is only joined by others.
    """

    name: str
    model: type[models.Model]
    key: Sequence[str]
    columns: Sequence[Column]
    parts: Sequence[Parts] = ()
    rows: Callable[[], models.QuerySet[Any]] | None = None
    also: Sequence[str] = ()
    derive: Callable[[dict[str, Any]], Values] = field(default=lambda found: {})
    attributes: Callable[[Values, Ids], dict[str, Any]] = field(default=lambda values, ids: {})
    vacated: Mapping[str, Any] = field(default_factory=dict)
    reads: Sequence[str] = ()
    points_at: Callable[[Values], Iterable[tuple[str, str]]] = field(default=lambda values: ())
    is_append_only: bool = False
    never_changes: bool = False
    is_published: Callable[[dict[str, Any]], bool] = field(default=lambda also: True)

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    @property
    def needs(self) -> set[str]:
        """The tables that must be known to judge a row of this one, itself included."""
        return {self.name, *self.reads, *(c.refers_to for c in self.columns if c.refers_to)}

    def references(self, values: Values) -> Iterator[tuple[str, str]]:
        """What a row refers to: the table and the first part of the key, for each reference that could be read."""
        for column in self.columns:
            if column.refers_to and column.name in values:
                for word in column.named(values[column.name]):
                    yield column.refers_to, word
        yield from self.points_at(values)

    def key_of(self, values: Values) -> Key | None:
        """The natural key of a row; None if a part of it could not be read."""
        if not all(name in values for name in self.key):
            return None
        return tuple(values[name] for name in self.key)

    def key_text(self, key: Key) -> str:
        """The natural key in one text, as it is filed in a draft."""
        written = {column.name: column.write for column in self.columns}
        parts = (written[name](value) for name, value in zip(self.key, key, strict=True))
        return "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)

    def values(self, cells: Mapping[str, str]) -> Values:
        """What the cells of a row say, as far as they can be read."""
        read: Values = {}
        for column in self.columns:
            with suppress(ValueError):
                read[column.name] = column.read(cells.get(column.name, ""))
        return read

    def cells(self, values: Values) -> dict[str, str]:
        """The row as the export writes it."""
        return {
            column.name: column.write(values[column.name])
            for column in self.columns
            if column.name in values
        }

    def model_attributes(self, values: Values, ids: Ids) -> dict[str, Any]:
        """What is written to the model for a row of the file."""
        written: dict[str, Any] = {}
        for column in self.columns:
            if not column.attribute or column.name not in values:
                continue
            value = values[column.name]
            if column.refers_to:
                value = ids[column.refers_to][(value,)] if value else None
            written[column.attribute] = list(value) if isinstance(value, tuple) else value
        return written | self.attributes(values, ids)
