"""From keys to the rows of an answer, by the serializer that describes them, and past models and serializers.

A serializer of REST framework costs ten times what its query does, and a model for every row and for each of its relations
as much again. So each serializer is read once: which columns it shows, of which tables, and what becomes of each value.
From then on a page is one query, and another for each list within a row; `tests/config/api/test_rows.py` holds every
row against what the serializer itself makes of the same model.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from operator import add, attrgetter, itemgetter
from typing import Any

from django.db import connection
from django.db.models import F, Lookup, Model, QuerySet
from rest_framework import serializers

from config.api.fields import Computed, NullIfEmpty, OfBelonging, OfQuestion
from registry.as_of import Settled, settled

Row = Any
"""Values by place: the columns, and after them what other statements found for the row."""

Small = frozenset[type[Model]]
"""Tables that people file by hand: each is read whole, and kept for as long as its edition is asked for."""

Get = int | Callable[[Row], Any]
"""What finds a value in a row: the place where it stands, or a function."""


class _Among(Lookup):
    """Is one of an array of keys, whose length the statement need not know."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", (*parameters, self.rhs)


_KEYS = object()
"""Stands for the keys in a statement that is made once."""

_AS_THEY_ARE = (
    serializers.CharField,
    serializers.ChoiceField,
    serializers.IntegerField,
    serializers.BooleanField,
    serializers.SlugRelatedField,
)
"""Fields that show what the column holds."""


class Reader:
    """Reads rows of a queryset, as the members of a serializer that are named."""

    def __init__(
        self,
        rows: QuerySet,
        serializer: serializers.Serializer,
        names: Iterable[str] | None = None,
        small: Small = frozenset(),
    ):
        self._source = _Source(rows, "pk", small)
        self._made = _of_object(self._source, "", serializer, names)
        self._source.prepare()

    def read(self, keys: Collection[Any]) -> list[dict[str, Any]]:
        """The rows with these keys, in their order."""
        found, made = self._source.read(keys), self._made
        return [made(row) for key in keys for row in found.get(key, ())]


class _Source:
    """Rows of a table by a key of theirs, with what belongs to each in other tables."""

    def __init__(self, rows: QuerySet, key: str, small: Small):
        self._rows, self._key, self._small = rows, key, small
        self._paths = [key]
        self._others: dict[str, _Source] = {}
        self._of_others: list[Callable[[Collection[Row]], Iterable[Any]]] = []

    def get(self, path: str) -> Get:
        """What finds the value of a column in a row."""
        accessor, _, rest = path.partition("__")
        if rest and self._rows.model._meta.get_field(accessor).related_model in self._small:
            inner, at = self._referred(accessor)
            value = _call(inner.get(rest))
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

    def belonging(self, accessor: str) -> tuple["_Source", int]:
        """The rows of another table that refer to each row, and where a row has them: counted from its end."""
        if accessor not in self._others:
            field = self._rows.model._meta.get_field(accessor)
            chosen = {
                lookup.prefetch_to: lookup.queryset
                for lookup in self._rows._prefetch_related_lookups
                if not isinstance(lookup, str)
            }
            rows = chosen.get(accessor, field.related_model._default_manager.all())
            other = _Source(rows, field.remote_field.name, self._small)
            own = itemgetter(self._place("pk"))

            def find(rows: Collection[Row]) -> Iterable[Any]:
                keys = [*map(own, rows)]
                return map(other.read({*keys}).get, keys, repeat(()))

            self._add(accessor, other, find)
        return self._at(accessor)

    def _referred(self, accessor: str) -> tuple["_Source", int]:
        """The small table that each row refers to, and where a row has the row of it."""
        if accessor not in self._others:
            model = self._rows.model._meta.get_field(accessor).related_model
            other = _Source(model._default_manager.all(), "pk", frozenset())
            key = itemgetter(self._place(accessor))
            self._add(accessor, other, lambda rows: map(_whole(other).get, map(key, rows)))
        return self._at(accessor)

    def _add(
        self,
        accessor: str,
        other: "_Source",
        find: Callable[[Collection[Row]], Iterable[Any]],
    ) -> None:
        self._others[accessor] = other
        self._of_others.append(find)

    def _at(self, accessor: str) -> tuple["_Source", int]:
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


def _whole(source: _Source) -> Mapping[Any, Row]:
    """All rows of a small table by their keys."""
    at = settled()
    return _kept(source, at) if at else {row[0]: row for row in _fetched(*source.whole)}


@lru_cache(maxsize=256)
def _kept(source: _Source, _: Settled) -> Mapping[Any, Row]:
    """What an edition says does not change."""
    return {row[0]: row for row in _fetched(*source.whole)}


def _of_object(
    source: _Source,
    path: str,
    serializer: serializers.Serializer,
    names: Iterable[str] | None = None,
) -> Callable[[Row], dict[str, Any]]:
    fields = serializer.fields
    found = {name: _of(source, path, fields[name]) for name in names or fields}
    # Most stand in the row as they are shown: these are taken at once, and give the others their place in the order.
    plain = _places([get if isinstance(get, int) else 0 for get in found.values()])
    others = [(name, get) for name, get in found.items() if not isinstance(get, int)]

    def make(row: Row) -> dict[str, Any]:
        made = dict(zip(found, plain(row), strict=True))
        for name, get in others:
            made[name] = get(row)
        return made

    return make


def _places(places: Sequence[int]) -> Callable[[Row], tuple[Any, ...]]:
    first, *more = places
    get = itemgetter(*places)
    return get if more else lambda row: (row[first],)


def _call(get: Get) -> Callable[[Row], Any]:
    return itemgetter(get) if isinstance(get, int) else get


def _values(gets: Sequence[Get]) -> Callable[[Row], Iterable[Any]]:
    """What finds several values."""
    places = [get for get in gets if isinstance(get, int)]
    if len(places) == len(gets):
        return _places(places)
    calls = [*map(_call, gets)]
    return lambda row: [get(row) for get in calls]


def _of(source: _Source, path: str, field: serializers.Field) -> Get:
    """What finds the value of a field in a row of the source; `path` leads from there to what the field is of."""
    if isinstance(field, OfQuestion):
        return lambda row: None
    if isinstance(field, OfBelonging):
        rows, at = source.belonging(field.source)
        parts = _values([rows.get(_joined(column)) for column in field.columns])
        return lambda row: field.of(map(parts, row[at]))
    if isinstance(field, Computed):
        values = _values([source.get(path + _joined(column)) for column in field.columns])
        return lambda row: field.of(*values(row))
    if isinstance(field, serializers.ListSerializer):
        rows, at = source.belonging(field.source)
        made = _of_object(rows, "", field.child)
        return lambda row: [*map(made, row[at])]
    if isinstance(field, serializers.Serializer):
        if field.source == "*":
            return _of_object(source, path, field)
        key = _call(source.get(path + _joined(field.source)))
        made = _of_object(source, f"{path}{_joined(field.source)}__", field)
        return lambda row: None if key(row) is None else made(row)
    return _of_column(source, path, field)


def _of_column(source: _Source, path: str, field: serializers.Field) -> Get:
    if isinstance(field, serializers.SlugRelatedField):
        return source.get(f"{path}{_joined(field.source)}__{field.slug_field}")
    column, *parts = field.source.split(".")
    if parts and source.is_column(path + column):  # a part of a value, as the first day of a span
        show, part = field.to_representation, attrgetter(*parts)
        whole = _call(source.get(path + column))
        return lambda row: (
            None if (of := whole(row)) is None or (value := part(of)) is None else show(value)
        )
    get = source.get(path + _joined(field.source))
    if isinstance(field, NullIfEmpty):
        found = _call(get)
        return lambda row: found(row) or None
    if isinstance(field, _AS_THEY_ARE):
        return get
    shown, found = field.to_representation, _call(get)
    return lambda row: None if (value := found(row)) is None else shown(value)


def _joined(source: str) -> str:
    """As querysets have it."""
    return source.replace(".", "__")
