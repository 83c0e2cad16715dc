"""The rows that the database holds, as values of the exchange format: a fixed number of queries a table."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Min

from registry.exchange.book import Stored
from registry.exchange.table import Key, Parts, Table, Values
from registry.exchange.tables import TABLES
from registry.models import Approval


def stored_rows(table: Table) -> dict[Key, Stored]:
    """All rows by natural key, in the order of their first publication."""
    parts = [(parts, _grouped(parts)) for parts in table.parts]
    rows: dict[Key, Stored] = {}
    for found in _found(table):
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


def _found(table: Table) -> Sequence[dict[str, Any]]:
    queryset = table.rows() if table.rows else table.model._default_manager.all()
    paths = [column.path for column in table.columns if column.path]
    found = list(queryset.order_by("pk").values("pk", *paths, *table.also))
    if table is TABLES["approvals"]:
        first = dict(Approval.objects.order_by().values_list("record").annotate(Min("pk")))
        found.sort(key=lambda row: first[row["record"]])
    return found


def _grouped(parts: Parts) -> dict[int, list[tuple[Any, ...]]]:
    """What the paths lead to, for each owner, in order."""
    grouped = defaultdict(list)
    rows = parts.model._default_manager.order_by("position", "pk")
    for owner, *found in rows.values_list(f"{parts.owner}_id", *parts.paths):
        grouped[owner].append(tuple(found))
    return grouped
