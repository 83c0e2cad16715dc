"""Writing the live edition as files that an import takes."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery

from registry.exchange import files
from registry.exchange.kinds import Cells, Kind
from registry.exchange.store import stored_rows
from registry.exchange.table import Key, Table
from registry.exchange.tables import TABLES
from registry.models import Approval
from registry.models.triggers import EDITION_LOCK


@transaction.atomic
def export(*, folder: Path, tell: Callable[[str], None] = lambda line: None) -> None:
    """Write the sixteen files into the folder, which is made if need be; other files in it stay.

    No edition is published meanwhile, so all files speak of the same one. Drafts are not exported.
    """
    _hold_the_edition()
    tables = {}
    for name, table in TABLES.items():
        rows = [row for row in stored_rows(table).values() if table.is_published(row.also)]
        tables[name] = [table.cells(row.values) for row in rows]
        tell(f"{table.file}: {len(rows)} rows")
    files.write(folder, tables)


CHUNK = 2_000
"""How many records of a list are read at once."""


def zipped_registry() -> IO[bytes]:
    """The sixteen files in one zip."""
    with TemporaryDirectory() as folder:
        export(folder=Path(folder))
        paths = sorted(Path(folder).iterdir())
        return _zip((path.name, path.read_bytes()) for path in paths)


@transaction.atomic
def exported_list(kind: Kind, records: QuerySet[Any]) -> tuple[str, IO[bytes]]:
    """The name and content of a file with the rows of these records alone; of records with lines, a zip of two.

    It is written to disk first, a few rows at a time: whoever downloads slowly keeps nobody from publishing.
    """
    _hold_the_edition()
    if kind.table.is_append_only:
        first = Approval.objects.filter(record=OuterRef("record")).order_by("pk").values("pk")[:1]
        records = records.filter(superseded_in=None).order_by(Subquery(first))
    else:
        records = records.order_by("pk")
    keys = kind.keys_of(records)
    own = _csv(kind.table, keys, records)
    if not kind.lines:
        return kind.table.file, own
    with own, _csv(kind.lines, keys, None) as lines:
        members = [(kind.table.file, own.read()), (kind.lines.file, lines.read())]
        return f"{kind.table.name}.zip", _zip(members)


def _csv(table: Table, keys: Sequence[Key], records: QuerySet[Any] | None) -> IO[bytes]:
    """The file of the rows whose keys are these, or begin with one of them."""
    names = [
        column.name
        for column in table.columns
        if not column.is_optional
        or (records is not None and records.exclude(**{column.path: column.cell.blank}).exists())
    ]
    stream = TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    text.writelines(files.lines(names, _rows(table, keys)))
    text.detach()
    stream.seek(0)
    return stream


def _rows(table: Table, keys: Sequence[Key]) -> Iterator[Cells]:
    for start in range(0, len(keys), CHUNK):
        chunk = set(keys[start : start + CHUNK])
        length = len(keys[0])
        for key, row in stored_rows(table, {key[0] for key in chunk}).items():
            if key[:length] in chunk and table.is_published(row.also):
                yield table.cells(row.values)


def _zip(members: Iterable[tuple[str, bytes]]) -> IO[bytes]:
    stream = TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    stream.seek(0)
    return stream


def _hold_the_edition() -> None:
    """Let nothing be published until the end of the transaction, so that all that is read is of one edition."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [EDITION_LOCK])
