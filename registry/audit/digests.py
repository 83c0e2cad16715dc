"""Many rows added at once, kept in the trail by digests: what they say is in their table, which keeps it by itself.

A register brings 100,000s of rows, into tables whose rows never change or whose earlier versions are kept. Writing all of
them a second time took longer than writing them. While `rows_by_digest` is on, a statement that adds more than MANY
such rows leaves entries with a digest over each thousand, and a mark of four bytes a row that tells which one was altered.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.db import connection

from registry.models import AuditEntry

from .functions import ROW_DIGEST

MARK = 8
"""Letters of a row's mark."""

_ON = "SELECT set_config('mesoformulary.rows_by_digest', 'on', true)"


def rows_by_digest() -> None:
    """Until the end of this transaction, many rows at once are kept by digests."""
    with connection.cursor() as cursor:
        cursor.execute(_ON)


def is_by_digest(entry: AuditEntry) -> bool:
    return bool(entry.after and entry.after.startswith("{"))


def rows_as_added(entry: AuditEntry) -> list[dict[str, Any]]:
    """What the rows of an entry by digests said when they were added, in the order of its keys: read from their table."""
    return [json.loads(said) if said else {} for _, said in _read(entry, "to_json(said)::text")]


def altered(entry: AuditEntry) -> str:
    """In words, the first row of an entry by digests that is not as it was added; nothing if all are."""
    noted = json.loads(entry.after or "")
    digests = []
    for place, (key, found) in enumerate(
        _read(entry, f"encode({_digest(noted['columns'])}, 'hex')")
    ):
        if found is None:
            return f"row {key} is gone"
        if found[:MARK] != noted["marks"][place * MARK : (place + 1) * MARK]:
            return f"row {key} was altered"
        digests.append(bytes.fromhex(found))
    whole = hashlib.sha256(b"".join(digests)).hexdigest()
    return "" if whole == noted["digest"] else "one of its rows was altered"


def _digest(columns: list[str]) -> str:
    return ROW_DIGEST.format(columns=", ".join(map(connection.ops.quote_name, columns)))


def _read(entry: AuditEntry, what: str) -> Iterator[tuple[int, Any]]:
    """`what` of the first version of each row, by key; None for a row that is not there."""
    noted = json.loads(entry.after or "")
    columns = ", ".join(map(connection.ops.quote_name, noted["columns"]))
    table = connection.ops.quote_name
    versions = f"SELECT {columns} FROM public.{table(entry.table)} WHERE id = ANY(%(keys)s)"
    if noted["kept"] == "versions":
        versions += f" UNION ALL SELECT {columns} FROM public.{table(entry.table + '_history')} WHERE id = ANY(%(keys)s)"
        versions = f"SELECT DISTINCT ON (id) * FROM ({versions}) every ORDER BY id, since"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT asked.key, found.what FROM unnest(%(keys)s) WITH ORDINALITY AS asked (key, place)"
            f" LEFT JOIN (SELECT id, {what} AS what FROM ({versions}) said) found ON found.id = asked.key"
            f" ORDER BY asked.place",
            {"keys": entry.keys},
        )
        yield from cursor.fetchall()
