"""A trial: what a draft would make of the registry, tried on the registry itself and rolled back.

The forms of the desk, the database's own promises and the rules of the verdict all judge a draft in its trial; none of
them needs to know what a draft is.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.db import connection, transaction

from registry.actions.editions import lock_editions, open_edition, seal
from registry.actions.exchange_rows import write_tables
from registry.change_set_errors import Refused
from registry.exchange.book import Sheet
from registry.exchange.plan import Plan
from registry.exchange.planner import DraftRow, plan_draft
from registry.models import ChangeSet, Edition, ProposedRow, User
from registry.models.change_set_triggers import TWO_PERSONS
from registry.vocabulary import RowAction


@contextmanager
def trial(
    *,
    change_set: ChangeSet,
    by: User,
    rows: Iterable[ProposedRow] | None = None,
    leave_open: bool = False,
) -> Iterator[Edition]:
    """Open an edition, write the rows of a draft, run the body, and roll everything back.

    `rows` are those to write, if not all; `leave_open` keeps new cocktail versions editable. Raises Refused if the rows of the draft do not pass the checks.
    """
    with transaction.atomic():
        lock_editions()
        plan = plan_of(change_set.rows.all() if rows is None else rows)
        refuse_problems(plan)
        edition = open_edition(change_set=change_set, by=by)
        write_tables(edition=edition, plan=plan, is_trial=True, leave_open=leave_open)
        yield edition
        transaction.set_rollback(True)


@contextmanager
def sealed_trial(
    *, change_set: ChangeSet, by: User, rows: Iterable[ProposedRow] | None = None
) -> Iterator[Edition]:
    """A trial in which the edition is sealed and all that is checked at the end of a transaction has been checked."""
    with trial(change_set=change_set, by=by, rows=rows) as edition:
        seal(edition=edition)
        ask_deferred_triggers()
        yield edition


def plan_of(rows: Iterable[ProposedRow]) -> Plan:
    """What the rows of a draft would do now."""
    return plan_draft(
        [DraftRow(row.table, row.pk, row.cells, row.action == RowAction.RETRACT) for row in rows]
    )


def refuse_problems(plan: Plan) -> None:
    """Raise Refused, with a sentence for everything that the checks found."""
    sentences = [
        f"{sheet.table.file}, {names[problem.line]}"
        f"{f', {problem.column}' if problem.column else ''}"
        f"{f' “{problem.value}”' if problem.value else ''}: {problem.expected}."
        for sheet in plan.book.values()
        for names in [_names(sheet)]
        for row in (*sheet.rows, *sheet.retracted)
        for problem in row.problems
    ]
    if sentences:
        raise Refused(sentences)


def _names(sheet: Sheet) -> Mapping[int, str]:
    """The rows of a draft as they are called: by their natural keys."""
    return {
        row.line: " ".join(filter(None, (row.cells.get(name, "") for name in sheet.table.key)))
        for row in (*sheet.rows, *sheet.retracted)
    }


def ask_deferred_triggers(*, but: str = f"pgtrigger_{TWO_PERSONS}%") -> None:
    """Have everything checked now that is otherwise checked at the end of the transaction.

    All but one, unless told: that a second pharmacist has decided, which nobody has in a trial. The audit trail
    still closes at the very end.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(DISTINCT quote_ident(conname), ', ') FROM pg_constraint"
            " WHERE condeferrable AND connamespace = current_schema()::regnamespace"
            " AND conname NOT LIKE %s AND conrelid <> 'registry_auditlink'::regclass",
            [but],
        )
        (names,) = cursor.fetchone()
        cursor.execute(f"SET CONSTRAINTS {names} IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
