"""The trail as text to keep elsewhere: a line of JSON an entry, whole; or a line of CSV a changed row, for a spreadsheet."""

import json
from collections.abc import Iterator

from registry.csv_line import csv_line
from registry.models.audit import AuditEntry, AuditEntryQuerySet

from .words import rows_of

AT_ONCE = 20
"""Entries held in memory; each may hold a thousand rows."""

COLUMNS = (
    "entry", "link", "at", "who", "account", "why", "where", "database_user", "operation", "table", "key", "before", "after",
)  # fmt: skip


def ndjson(entries: AuditEntryQuerySet) -> Iterator[str]:
    """Oldest first, with the digests: enough to check the chain without the database."""
    for entry in _oldest_first(entries):
        said = {
            "entry": entry.pk,
            "link": entry.link.number,
            "at": entry.at.isoformat(),
            "who": entry.actor,
            "account": entry.actor_id,
            "why": entry.reason,
            "where": entry.origin,
            "database_user": entry.database_user,
            "operation": entry.operation,
            "table": entry.table,
            "keys": entry.keys,
            "before": json.loads(entry.before) if entry.before else None,
            "after": json.loads(entry.after) if entry.after else None,
            "digest": bytes(entry.digest).hex(),
        }
        yield json.dumps(said, ensure_ascii=False) + "\n"


def csv_lines(entries: AuditEntryQuerySet) -> Iterator[str]:
    """Oldest first, after a header."""
    yield csv_line(COLUMNS)
    for entry in _oldest_first(entries):
        start = (
            entry.pk, entry.link.number, entry.at.isoformat(), entry.actor, entry.actor_id, entry.reason, entry.origin,
            entry.database_user, entry.operation, entry.table,
        )  # fmt: skip
        for key, before, after in rows_of(entry):
            said = (
                json.dumps(values, ensure_ascii=False) if values else ""
                for values in (before, after)
            )
            yield csv_line((*start, key, *said))


FORMATS = {"ndjson": ndjson, "csv": csv_lines}


def _oldest_first(entries: AuditEntryQuerySet) -> Iterator[AuditEntry]:
    yield from (
        entries.defer(None).select_related("link").order_by("id").iterator(chunk_size=AT_ONCE)
    )
