"""An entry of the trail in words: labels instead of columns, names instead of keys."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Field, ForeignKey, Model

from registry.models import AuditEntry

from .digests import is_by_digest, rows_as_added
from .tables import REDACTED, followed_models

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a row, before and after; None where the row was not there, or nothing stood in it."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class RowChange:
    """What happened to one row."""

    key: int
    fields: list[FieldChange] = field(default_factory=list)


def model_of(table: str) -> type[Model] | None:
    """The model of a table; None for a table that is no more."""
    return next((model for model in followed_models() if model._meta.db_table == table), None)


def title_of(table: str) -> str:
    """What the rows of a table are called."""
    model = model_of(table)
    return str(model._meta.verbose_name_plural) if model else table


def in_words(entry: AuditEntry, *, only: int | None = None, most: int = 100) -> list[RowChange]:
    """The changes of an entry: of the row `only`, or of the first `most`. One query for each kind of thing that is named."""
    rows = [row for row in rows_of(entry) if only in (None, row[0])][:most]
    model = model_of(entry.table)
    columns = {str(each.column): each for each in model._meta.concrete_fields} if model else {}
    names = _names(columns, (values for _, *both in rows for values in both))
    return [
        RowChange(key, list(_fields(entry, columns, names, before, after)))
        for key, before, after in rows
    ]


def rows_of(entry: AuditEntry) -> Iterator[tuple[int, Values, Values]]:
    """Key, before and after of each row, as they are kept."""
    nothing: list[Values] = [{}] * entry.count
    before = json.loads(entry.before) if entry.before else nothing
    after: Sequence[Values] = json.loads(entry.after) if entry.after else nothing
    if is_by_digest(entry):
        after = rows_as_added(entry)
    yield from zip(entry.keys, before, after, strict=True)


def _fields(
    entry: AuditEntry, columns: Mapping[str, Field], names: Mapping, before: Values, after: Values
) -> Iterator[FieldChange]:
    for column in {**before, **after}:
        was, became = before.get(column), after.get(column)
        if entry.before and entry.after and was == became and not _is_secret(was):
            continue  # another row of the statement changed it
        known = columns.get(column)
        label = str(known.verbose_name) if known else column
        yield FieldChange(label, _say(known, was, names), _say(known, became, names))


def _is_secret(value: Any) -> bool:
    return value == REDACTED


def _say(known: Field | None, value: Any, names: Mapping) -> str | None:
    if value is None or value == "" or value == []:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(known, ForeignKey):
        return names.get((known.related_model, value), f"{value} (no longer there)")
    if known is not None and known.choices:
        return str(dict(known.flatchoices).get(value, value))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _names(columns: Mapping[str, Field], all_values: Iterable[Values]) -> dict:
    """How each row that is referred to is called now."""
    wanted = defaultdict(set)
    for values in all_values:
        for column, value in values.items():
            known = columns.get(column)
            if isinstance(known, ForeignKey) and value is not None:
                wanted[known.related_model].add(value)
    return {
        (model, key): str(thing)
        for model, keys in wanted.items()
        for key, thing in model._base_manager.in_bulk(keys).items()
    }
