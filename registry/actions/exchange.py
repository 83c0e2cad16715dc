"""Importing files of the exchange format: everything they change becomes one change set, for review."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from django.db import DatabaseError, transaction

from registry.actions.change_sets import judge, open_draft, submit
from registry.actions.proposals import propose_many
from registry.change_set_errors import Refused
from registry.exchange import files
from registry.exchange.plan import Outcome, Plan
from registry.exchange.planner import make_plan
from registry.exchange.problems import FilesRefused, Problem
from registry.exchange.tables import TABLES
from registry.models import ChangeSet, ProposedRow, User
from registry.vocabulary import ChangeSetKind, RowAction

Progress = Callable[[str], None]


def plan_import(*, folders: Sequence[Path], tell: Progress = lambda line: None) -> Plan:
    """What an import of the folders would do now. Writes nothing."""
    paths, problems = files.find(*folders)
    return make_plan(paths, problems, tell)


@transaction.atomic
def import_folders(
    *,
    folders: Sequence[Path],
    by: User,
    reason: str,
    kind: ChangeSetKind = ChangeSetKind.IMPORT,
    tell: Progress = lambda line: None,
    submits: bool = True,
) -> tuple[Plan, ChangeSet | None]:
    """Propose what the files change, and submit it for review; the change set is None if they change nothing.

    Unless told to submit it is a draft, which has been judged all the same. Raises FilesRefused with every problem; then nothing has happened.
    """
    paths, problems = files.find(*folders)
    plan = make_plan(paths, problems, tell)
    if plan.problems:
        raise FilesRefused(plan.problems)
    if not plan.changes_something():
        return plan, None
    words = f"{reason} (sha256 {files.digest(paths)})"
    change_set = open_draft(by=by, reason=words, kind=kind)
    propose_many(change_set=change_set, rows=_rows(plan))
    try:
        if submits:
            change_set = submit(change_set=change_set, by=by)
        else:
            judge(change_set, by)
        return plan, change_set
    except Refused as refused:
        if isinstance(refused.__cause__, DatabaseError):
            raise FilesRefused([_explained(refused.__cause__)]) from refused
        raise


def _rows(plan: Plan) -> Iterator[ProposedRow]:
    for name, steps in plan.steps.items():
        table = TABLES[name]
        for step in steps:
            if step.outcome in (Outcome.CREATED, Outcome.CHANGED):
                base = table.cells(step.stored.values) if step.stored else None
                cells = {**(base or {}), **table.cells(step.row.values)}
                yield ProposedRow(
                    table=name,
                    key=table.key_text(step.key),
                    action=RowAction.PUT,
                    cells=cells,
                    base=base,
                )


def _explained(error: DatabaseError) -> Problem:
    """What the database refused although the checks had let it pass, in its own words."""
    diagnosis = getattr(error.__cause__, "diag", None)
    by_table = {table.model._meta.db_table: table.file for table in TABLES.values()}
    table = getattr(diagnosis, "table_name", None) or ""
    message = getattr(diagnosis, "message_primary", None) or str(error)
    detail = getattr(diagnosis, "message_detail", None)
    words = f"the database refused it: {message}" + (f" ({detail})" if detail else "")
    return Problem(by_table.get(table, table or "database"), 0, "", "", words)
