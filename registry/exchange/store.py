"""The rows that the database holds, as values of the exchange format: a fixed number of queries a table.

All of them, or those whose key begins with one of some words: a hand edit costs what it touches.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Min, QuerySet

from registry.exchange.book import Stored
from registry.exchange.table import Key, Parts, Table, Values
from registry.exchange.tables import TABLES
from registry.models import Approval

Words = Collection[str]
"""First parts of natural keys: slugs and codes."""


def stored_rows(table: Table, words: Words | None = None) -> dict[Key, Stored]:
    """Rows by natural key, in the order of their first publication: all, or those whose key begins with a word."""
    all_found = _found(table, words)
    owners = None if words is None else [found["pk"] for found in all_found]
    parts = [(parts, _grouped(parts, owners)) for parts in table.parts]
    rows: dict[Key, Stored] = {}
    for found in all_found:
        pk = found["pk"]
        values: Values = {
            column.name: column.stored(found[column.path])
            for column in table.columns
            if column.path
        }
        values |= table.derive(found)
        for of_one_kind, grouped in parts:
            values |= of_one_kind.collect(grouped.get(pk, ()), values)
        rows[tuple(values[name] for name in table.key)] = Stored(
            pk, values, {path: found[path] for path in table.also}
        )
    return rows


def words_of(table: Table, most: int) -> list[str]:
    """The first parts of all keys, to look for the nearest of them; at most so many."""
    path = _first(table)
    rows = _rows(table).order_by(path).values_list(path, flat=True).distinct()
    return list(rows[:most])


def _rows(table: Table) -> QuerySet[Any]:
    return table.rows() if table.rows else table.model._default_manager.all()


def _first(table: Table) -> str:
    """The path to the first part of the natural key."""
    return next(column.path for column in table.columns if column.name == table.key[0])


def _found(table: Table, words: Words | None) -> Sequence[dict[str, Any]]:
    queryset = _rows(table)
    if words is not None:
        queryset = queryset.filter(**{f"{_first(table)}__in": words})
    paths = [column.path for column in table.columns if column.path]
    found = list(queryset.order_by("pk").values("pk", *paths, *table.also))
    if table is TABLES["approvals"]:
        records = Approval.objects.order_by()
        if words is not None:
            records = records.filter(record__in=words)
        first = dict(records.values_list("record").annotate(Min("pk")))
        found.sort(key=lambda row: first[row["record"]])
    return found


def _grouped(parts: Parts, owners: Sequence[int] | None) -> dict[int, list[tuple[Any, ...]]]:
    """What the paths lead to, for each owner, in order."""
    grouped = defaultdict(list)
    rows = parts.model._default_manager.order_by("position", "pk")
    if owners is not None:
        rows = rows.filter(**{f"{parts.owner}__in": owners})
    for owner, *found in rows.values_list(f"{parts.owner}_id", *parts.paths):
        grouped[owner].append(tuple(found))
    return grouped
