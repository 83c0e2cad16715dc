"""Writing the live edition as files that an import takes."""

from collections.abc import Callable
from pathlib import Path

from django.db import connection, transaction

from registry.exchange import files
from registry.exchange.store import stored_rows
from registry.exchange.tables import TABLES
from registry.models.triggers import EDITION_LOCK


@transaction.atomic
def export(*, folder: Path, tell: Callable[[str], None] = lambda line: None) -> None:
    """Write the sixteen files into the folder, which is made if need be; other files in it stay.

    No edition is published meanwhile, so all files speak of the same one. Drafts are not exported.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [EDITION_LOCK])
    tables = {}
    for name, table in TABLES.items():
        rows = [row for row in stored_rows(table).values() if table.is_published(row.also)]
        tables[name] = [table.cells(row.values) for row in rows]
        tell(f"{table.file}: {len(rows)} rows")
    files.write(folder, tables)
