"""Importing files of the exchange format: everything in one transaction, published as one edition."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from django.db import DatabaseError, connection, transaction

from registry.actions.editions import publish_edition
from registry.actions.exchange_rows import write_tables
from registry.exchange import files
from registry.exchange.plan import Plan, make_plan
from registry.exchange.problems import FilesRefused, Problem
from registry.exchange.tables import TABLES
from registry.models import Edition, User
from registry.models.triggers import EDITION_LOCK
from registry.vocabulary import ChangeSetKind

Progress = Callable[[str], None]


def plan_import(*, folders: Sequence[Path], tell: Progress = lambda line: None) -> Plan:
    """What an import of the folders would do now. Writes nothing."""
    paths, problems = files.find(*folders)
    return make_plan(paths, problems, tell)


@transaction.atomic
def import_folders(
    *, folders: Sequence[Path], by: User, reason: str, tell: Progress = lambda line: None
) -> tuple[Plan, Edition | None]:
    """Import the files; the edition is None if they change nothing.

    Nobody else writes to the tables meanwhile, so what is written is what was planned. Raises
    FilesRefused with every problem; then nothing has happened.
    """
    paths, problems = files.find(*folders)
    _hold_tables(paths)
    plan = make_plan(paths, problems, tell)
    if plan.problems:
        raise FilesRefused(plan.problems)
    if not plan.changes_something():
        return plan, None
    try:
        with publish_edition(
            by=by, reason=f"{reason} (sha256 {files.digest(paths)})", kind=ChangeSetKind.IMPORT
        ) as edition:
            write_tables(edition=edition, plan=plan, tell=tell)
        _ask_deferred_triggers()
    except DatabaseError as error:
        raise FilesRefused([_explained(error)]) from error
    return plan, edition


def _hold_tables(paths: Mapping[str, Path]) -> None:
    """Keep other publishers and editors of these tables waiting until the end of the transaction."""
    tables = [TABLES[name].model._meta.db_table for name in paths]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [EDITION_LOCK])
        if tables:
            names = ", ".join(map(connection.ops.quote_name, tables))
            cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")


def _ask_deferred_triggers() -> None:
    """Let what is otherwise checked at the end of the transaction speak now, while we can explain it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _explained(error: DatabaseError) -> Problem:
    """What the database refused although the checks had let it pass, in its own words."""
    diagnosis = getattr(error.__cause__, "diag", None)
    by_table = {table.model._meta.db_table: table.file for table in TABLES.values()}
    table = getattr(diagnosis, "table_name", None) or ""
    message = getattr(diagnosis, "message_primary", None) or str(error)
    detail = getattr(diagnosis, "message_detail", None)
    words = f"the database refused it: {message}" + (f" ({detail})" if detail else "")
    return Problem(by_table.get(table, table or "database"), 0, "", "", words)
