"""From keys to the rows of an answer, by the serializer that describes them, and past models and serializers.

A serializer of REST framework costs ten times what its query does, and a model for every row and for each of its relations
as much again. So each serializer is read once: which columns it shows, of which tables, and what becomes of each value.
From then on a page is one query, and another for each list within a row; `tests/config/api/test_rows.py` holds every
row against what the serializer itself makes of the same model.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from config.api.fields import Computed, NullIfEmpty, OfBelonging, OfQuestion
from config.api.sources import Get, Row, Small, Source, call

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
        self._source = Source(rows, "pk", small)
        self._made = _of_object(self._source, "", serializer, names)
        self._source.prepare()

    def read(self, keys: Collection[Any]) -> list[dict[str, Any]]:
        """The rows with these keys, in their order."""
        found, made = self._source.read(keys), self._made
        return [made(row) for key in keys for row in found.get(key, ())]


def _of_object(
    source: Source,
    path: str,
    serializer: Any,
    names: Iterable[str] | None = None,
) -> Callable[[Row], dict[str, Any]]:
    fields = serializer.fields
    found = {name: _of(source, path, fields[name]) for name in names or fields}
    # Most stand in the row as they are shown: these are taken at once, and give the others their place in the order.
    plain = _places([get if isinstance(get, int) else 0 for get in found.values()])
    others = [(name, get) for name, get in found.items() if not isinstance(get, int)]
    null_if_empty = [name for name in found if isinstance(fields[name], NullIfEmpty)]

    def make(row: Row) -> dict[str, Any]:
        made = dict(zip(found, plain(row), strict=True))
        for name, get in others:
            made[name] = get(row)
        for name in null_if_empty:
            if not made[name]:
                made[name] = None
        return made

    return make


def _places(places: Sequence[int]) -> Callable[[Row], tuple[Any, ...]]:
    first, *more = places
    get = itemgetter(*places)
    return get if more else lambda row: (row[first],)


def _values(gets: Sequence[Get]) -> Callable[[Row], Any]:
    """What finds several values."""
    places = [get for get in gets if isinstance(get, int)]
    if len(places) == len(gets):
        return _places(places)
    calls = [*map(call, gets)]
    return lambda row: [get(row) for get in calls]


def _of(source: Source, path: str, field: Any) -> Get:
    """What finds the value of a field in a row of the source; `path` leads from there to what the field is of."""
    if isinstance(field, OfQuestion):
        return lambda row: None
    if isinstance(field, OfBelonging):
        rows, at = source.belonging(str(field.source))
        parts = _values([rows.get(_joined(column)) for column in field.columns])
        return lambda row: field.of(map(parts, row[at]))
    if isinstance(field, Computed):
        values = _values([source.get(path + _joined(column)) for column in field.columns])
        return lambda row: field.of(*values(row))
    if isinstance(field, serializers.ListSerializer):
        rows, at = source.belonging(str(field.source))
        made = _of_object(rows, "", field.child)
        return lambda row: [*map(made, row[at])]
    if isinstance(field, serializers.Serializer):
        if field.source == "*":
            return _of_object(source, path, field)
        if not path and source.is_small(str(field.source)):
            one, at = source.referred(str(field.source))
            kept = lru_cache(maxsize=1024)(_of_object(one, "", field))  # few are referred to often
            return lambda row: None if row[at] is None else kept(row[at])
        key = call(source.get(path + _joined(field.source)))
        made = _of_object(source, f"{path}{_joined(field.source)}__", field)
        return lambda row: None if key(row) is None else made(row)
    return _of_column(source, path, field)


def _of_column(source: Source, path: str, field: Any) -> Get:
    if isinstance(field, serializers.SlugRelatedField):
        return source.get(f"{path}{_joined(field.source)}__{field.slug_field}")
    column, *parts = field.source.split(".")
    if parts and source.is_column(path + column):  # a part of a value, as the first day of a span
        show, part = field.to_representation, attrgetter(*parts)
        whole = call(source.get(path + column))
        return lambda row: (
            None if (of := whole(row)) is None or (value := part(of)) is None else show(value)
        )
    get = source.get(path + _joined(field.source))
    if isinstance(field, (NullIfEmpty, *_AS_THEY_ARE)):
        return get
    shown, found = field.to_representation, call(get)
    return lambda row: None if (value := found(row)) is None else shown(value)


def _joined(source: str | None) -> str:
    """As querysets have it."""
    return (source or "").replace(".", "__")
