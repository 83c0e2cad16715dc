"""The check and uniqueness constraints of the models, judged over plain values.

What a constraint says is declared once, on its model, with the message for a person. A constraint on something
that is no column of the file, or with a lookup not known here, is left to the database.
"""

import operator
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from django.db.models import CheckConstraint, F, Model, Q, UniqueConstraint

from registry.exchange.book import Row, Sheet
from registry.exchange.table import Table, Values

Facts = dict[str, Any]
"""The values of a row by the names of the model's fields; references by natural key, None where blank."""

LOOKUPS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "in": lambda value, words: value in words,
    "isnull": lambda value, is_null: (value is None) == is_null,
    "regex": lambda value, pattern: re.search(pattern, value) is not None,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def check_constraints(sheet: Sheet) -> None:
    """Note every constraint that a row of the file would violate."""
    columns = {_field(column.path): column.name for column in sheet.table.columns if column.path}
    checks = _checks(sheet.table.model)
    for row in sheet.rows:
        facts = _facts(sheet.table, row.values)
        for condition, fields, message in checks:
            if facts.keys() >= set(fields) and not _holds(condition, facts):
                named = [columns[field] for field in fields if field in columns]
                row.refuse(next((name for name in named if row.cells[name]), named[0]), message)
    for unique in sheet.table.model._meta.constraints:
        if isinstance(unique, UniqueConstraint) and unique.fields:
            _check_unique(sheet, unique, columns)


def _check_unique(sheet: Sheet, constraint: UniqueConstraint, columns: dict[str, str]) -> None:
    """Of rows that share what must be unique, those of the file are refused, each naming the other."""
    holders: dict[tuple[Any, ...], list[tuple[str, Row | None]]] = {}
    for key, values, row in sheet.after():
        facts = _facts(sheet.table, values)
        if not facts.keys() >= {*constraint.fields}:
            continue
        if constraint.condition is None or _holds(constraint.condition, facts):
            shared = tuple(facts[name] for name in constraint.fields)
            if None not in shared or constraint.nulls_distinct is False:
                holders.setdefault(shared, []).append((str(key[0]), row))
    for sharing in holders.values():
        for holder, row in sharing if len(sharing) > 1 else ():
            if row is not None:
                other = next(name for name, _ in sharing if name != holder)
                message = f"{constraint.violation_error_message} It is “{other}”."
                row.refuse(columns[constraint.fields[-1]], message)


@cache
def _checks(model: type[Model]) -> list[tuple[Q, list[str], str]]:
    """The conditions of a model that can be judged here, the fields they speak of, and the message."""
    found = []
    for constraint in model._meta.constraints:
        if isinstance(constraint, CheckConstraint) and isinstance(constraint.condition, Q):
            fields = list(_fields(constraint.condition))
            if None not in fields:
                message = str(constraint.violation_error_message)
                found.append((constraint.condition, fields, message))
    return found


def _fields(condition: Q) -> Iterator[Any]:
    """The fields that a condition speaks of, in order; None for what cannot be judged here."""
    for child in condition.children:
        if isinstance(child, Q):
            yield from _fields(child)
        elif isinstance(child, tuple):
            field, _, lookup = child[0].partition("__")
            yield field if (lookup or "exact") in LOOKUPS else None
            if isinstance(child[1], F):
                yield _name(child[1])
        else:
            yield None


def _holds(condition: Q, facts: Facts) -> bool:
    """Whether the condition is true. Comparing with what is not known is false."""
    found = (
        _holds(child, facts) if isinstance(child, Q) else _compare(child, facts)
        for child in condition.children
    )
    return (all(found) if condition.connector == Q.AND else any(found)) != condition.negated


def _compare(child: Any, facts: Facts) -> bool:
    path, operand = child
    field, _, lookup = path.partition("__")
    value = facts[field]
    if isinstance(operand, F):
        operand = facts[_name(operand)]
    if lookup != "isnull" and (value is None or operand is None):
        return False
    return LOOKUPS[lookup or "exact"](value, operand)


def _facts(table: Table, values: Values) -> Facts:
    facts = {}
    for column in table.columns:
        if column.attribute and column.name in values:
            value = values[column.name]
            facts[_field(column.path)] = (value or None) if column.refers_to else value
    return {"id": values.get(table.key[0]), **facts}


def _field(path: str) -> str:
    return path.partition("__")[0]


def _name(reference: F) -> str:
    return reference.name  # type: ignore[attr-defined]
