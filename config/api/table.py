"""Rows of an answer as lines of CSV: a column a value, named by the way to it, as in `subject.slug`.

Lists have “|” between their values, as in every other file here: in a value it is written `\\|`, and a backslash `\\\\`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rest_framework import serializers

from config.api.fields import Computed
from registry.csv_line import csv_line


def table(
    rows: Iterable[dict[str, Any]], serializer: serializers.Serializer, names: Iterable[str]
) -> Iterator[str]:
    """A header of what is named of the serializer, whatever the rows, and a line for each of them."""
    ways = [way for name in names for way in _ways(name, serializer.fields[name])]
    yield csv_line([".".join(way) for way in ways])
    for row in rows:
        yield csv_line([_cell(_at(row, way)) for way in ways])


def _ways(name: str, field: Any) -> list[tuple[str, ...]]:
    """The ways to all values of a field."""
    if isinstance(field, serializers.ListSerializer):
        field = field.child
    if isinstance(field, serializers.Serializer):
        return [(name, *way) for part, inner in field.fields.items() for way in _ways(part, inner)]
    if isinstance(field, Computed) and field.members:
        return [(name, part) for part in field.members]
    return [(name,)]


def _at(value: Any, way: Sequence[str]) -> Any:
    """What is at the end of the way; of a list, what is there in each of its values."""
    if isinstance(value, list) and way:
        return [_at(one, way) for one in value]
    if not way or value is None:
        return value
    return _at(value[way[0]], way[1:])


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        texts = (str(_cell(one)) for one in value)
        return "|".join(text.replace("\\", "\\\\").replace("|", "\\|") for text in texts)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value
