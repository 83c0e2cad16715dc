"""Rows by their keys, as tuples: one statement for a table, made once, and one for each table whose rows belong to them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from operator import add, itemgetter
from typing import Any

from django.db import connection
from django.db.models import F, Lookup, Model, QuerySet

from registry.as_of import Settled, settled

Row = Any
"""Values by place: the columns, and after them what other statements found for the row."""

Get = int | Callable[[Row], Any]
"""What finds a value in a row: the place where it stands, or a function."""

Small = frozenset[type[Model]]
"""Tables that people file by hand: each is read whole, and kept for as long as its edition is asked for."""


def call(get: Get) -> Callable[[Row], Any]:
    return itemgetter(get) if isinstance(get, int) else get


class _Among(Lookup):
    """Is one of an array of keys, whose length the statement need not know."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", (*parameters, self.rhs)


_KEYS = object()
"""Stands for the keys in a statement that is made once."""


class Source:
    """Rows of a table by a key of theirs, with what belongs to each in other tables."""

    def __init__(self, rows: QuerySet, key: str, small: Small):
        self._rows, self._key, self._small = rows, key, small
        self._paths = [key]
        self._others: dict[str, Source] = {}
        self._of_others: list[Callable[[Collection[Row]], Iterable[Any]]] = []

    def get(self, path: str) -> Get:
        """What finds the value of a column in a row."""
        accessor, _, rest = path.partition("__")
        if rest and self.is_small(accessor):
            inner, at = self.referred(accessor)
            value = call(inner.get(rest))
            return lambda row: None if row[at] is None else value(row[at])
        return self._place(path)

    def is_column(self, path: str) -> bool:
        """Whether the path ends there: what it names refers to no other table."""
        *_, name = path.split("__")
        model = self._rows.model
        for step in path.split("__")[:-1]:
            model = model._meta.get_field(step).related_model
        names = {field.name for field in model._meta.concrete_fields if not field.is_relation}
        return name in names

    def _place(self, path: str) -> int:
        if path not in self._paths:
            self._paths.append(path)
        return self._paths.index(path)

    def belonging(self, accessor: str) -> tuple["Source", int]:
        """The rows of another table that refer to each row, and where a row has them: counted from its end."""
        if accessor not in self._others:
            field = self._rows.model._meta.get_field(accessor)
            chosen = {
                lookup.prefetch_to: lookup.queryset
                for lookup in self._rows._prefetch_related_lookups  # type: ignore[attr-defined]
                if not isinstance(lookup, str)
            }
            rows = chosen.get(accessor, field.related_model._default_manager.all())
            other = Source(rows, field.remote_field.name, self._small)
            own = itemgetter(self._place("pk"))

            def find(rows: Collection[Row]) -> Iterable[Any]:
                keys = [*map(own, rows)]
                return map(other.read({*keys}).get, keys, repeat(()))

            self._add(accessor, other, find)
        return self._at(accessor)

    def is_small(self, accessor: str) -> bool:
        """Whether what each row refers to is in a small table."""
        return self._rows.model._meta.get_field(accessor).related_model in self._small

    def referred(self, accessor: str) -> tuple["Source", int]:
        """The small table that each row refers to, and where a row has the row of it."""
        if accessor not in self._others:
            model = self._rows.model._meta.get_field(accessor).related_model
            other = Source(model._default_manager.all(), "pk", frozenset())
            key = itemgetter(self._place(accessor))
            self._add(accessor, other, lambda rows: map(_whole(other).get, map(key, rows)))
        return self._at(accessor)

    def _add(
        self,
        accessor: str,
        other: "Source",
        find: Callable[[Collection[Row]], Iterable[Any]],
    ) -> None:
        self._others[accessor] = other
        self._of_others.append(find)

    def _at(self, accessor: str) -> tuple["Source", int]:
        return self._others[accessor], -list(self._others).index(accessor) - 1

    def prepare(self) -> None:
        """Make the statements, once all columns are known."""
        # What belongs to one row has an order of its own, whatever that row is ordered by. A row by itself needs none.
        order = [by for by in self._rows.model._meta.ordering if self._key not in (by, "pk")]
        rows = self._rows.select_related(None).prefetch_related(None).order_by(*order)
        whole = rows.values_list(*self._paths).query
        some = rows.filter(_Among(F(self._key), _KEYS)).values_list(*self._paths).query
        self.whole, self._some = whole.sql_with_params(), some.sql_with_params()
        for other in self._others.values():
            other.prepare()

    def read(self, keys: Collection[Any]) -> dict[Any, list[Row]]:
        """The rows of each key, in their order."""
        sql, parameters = self._some
        given = f"{{{','.join(map(str, keys))}}}"
        rows = _fetched(sql, [given if value is _KEYS else value for value in parameters])
        if self._of_others:
            found = [find(rows) for find in reversed(self._of_others)]
            rows = [*map(add, rows, zip(*found, strict=True))]
        by_key: dict[Any, list[Row]] = defaultdict(list)
        for row in rows:
            by_key[row[0]].append(row)
        return by_key


def _fetched(sql: str, parameters: Sequence[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _whole(source: Source) -> Mapping[Any, Row]:
    """All rows of a small table by their keys."""
    at = settled()
    return _kept(source, at) if at else {row[0]: row for row in _fetched(*source.whole)}


@lru_cache(maxsize=256)
def _kept(source: Source, _: Settled) -> Mapping[Any, Row]:
    """What an edition says does not change."""
    return {row[0]: row for row in _fetched(*source.whole)}
