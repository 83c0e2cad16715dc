"""Writing what is proposed into a draft, and taking up what was published since."""

from collections.abc import Collection, Iterable, Mapping

from django.db import connection, transaction
from psycopg.types.json import Json

from registry.actions.change_sets import cells_in_force, take_up
from registry.actions.trials import plan_of
from registry.change_set_errors import InAnotherPlace, NothingProposed
from registry.exchange.kinds import Cells, RowKey
from registry.exchange.tables import TABLES
from registry.models import ChangeSet, ProposedRow, User
from registry.vocabulary import RowAction

Rows = Mapping[RowKey, Cells]


@transaction.atomic
def propose(
    *,
    change_set: ChangeSet,
    by: User,
    stored: Rows,
    wanted: Rows,
    instead_of: Collection[ProposedRow] = (),
) -> list[ProposedRow]:
    """Keep in a draft what one record shall say: `stored` is what it says now, `wanted` what it shall say.

    What `wanted` lacks is taken back. `instead_of` are rows of the draft about the same record that this edits:
    they keep their base, so that a change published meanwhile is not lost. Raises AlreadyDecided,
    InAnotherPlace when other rows of the draft speak of the record, and NothingProposed.
    """
    held = take_up(change_set=change_set, by=by)
    edited = {(row.table, row.key): row for row in instead_of}
    base = {**stored, **{key: row.base for key, row in edited.items()}}
    concerned = held.rows.filter(key__in={key for _, key in (*stored, *wanted)})
    if any(
        (row.table, row.key) not in edited and (row.table, row.key) in {*stored, *wanted}
        for row in concerned
    ):
        raise InAnotherPlace(held)
    kept = [
        row
        for key in sorted({*base, *wanted}, key=_order)
        if (row := _row(key, base.get(key), wanted.get(key)))
    ]
    if not kept and not edited:
        raise NothingProposed("Nothing would change, so nothing was proposed.")
    for row in kept:
        known = edited.pop((row.table, row.key), None)
        row.pk, row.change_set = (known.pk if known else None), held
        row.save()
    held.rows.filter(pk__in=[row.pk for row in edited.values()]).delete()
    return kept


def _order(key: RowKey) -> tuple[int, str]:
    return list(TABLES).index(key[0]), key[1]


def _row(key: RowKey, base: Cells | None, wanted: Cells | None) -> ProposedRow | None:
    """The row that turns `base` into what is wanted; None where they are the same."""
    if wanted == base:
        return None
    table, text = key
    if wanted is None and base is not None:
        own = {name: base[name] for name in TABLES[table].key}
        return ProposedRow(table=table, key=text, action=RowAction.RETRACT, cells=own, base=base)
    return ProposedRow(table=table, key=text, cells=wanted, base=base)


@transaction.atomic
def propose_many(*, change_set: ChangeSet, rows: Iterable[ProposedRow]) -> None:
    """Fill a fresh draft with any number of rows."""
    with (
        connection.cursor() as cursor,
        cursor.copy(
            'COPY registry_proposedrow (change_set_id, "table", key, action, cells, base) FROM STDIN'
        ) as copy,
    ):
        for row in rows:
            base = None if row.base is None else Json(row.base)
            copy.write_row(
                (change_set.pk, row.table, row.key, str(row.action), Json(row.cells), base)
            )


@transaction.atomic
def drop(*, change_set: ChangeSet, by: User, rows: Collection[ProposedRow]) -> None:
    """Leave rows out of a draft. Raises AlreadyDecided."""
    held = take_up(change_set=change_set, by=by)
    held.rows.filter(pk__in=[row.pk for row in rows]).delete()


@transaction.atomic
def rebase(*, change_set: ChangeSet, by: User) -> int:
    """Take up the rows in force, and put the changes of the draft on them again, column by column.

    How many rows had moved. A change that says by now what is in force leaves the draft. Raises AlreadyDecided.
    """
    held = take_up(change_set=change_set, by=by)
    rows = list(held.rows.all())
    in_force = cells_in_force(plan_of(rows))
    moved = [row for row in rows if row.base != in_force.get(row.pk)]
    for row in moved:
        now = in_force.get(row.pk)
        if row.action == RowAction.PUT:
            row.cells = on_top(row.cells, row.base, now)
        row.base = now
        if row.cells == now or (now is None and row.action == RowAction.RETRACT):
            row.delete()
        else:
            row.save()
    return len(moved)


def on_top(wanted: Cells, base: Cells | None, now: Cells | None) -> Cells:
    """The row in force, with what `wanted` changed of its base changed again."""
    if base is None or now is None:
        return wanted
    return {
        name: cell if cell != base.get(name) else now.get(name, cell)
        for name, cell in wanted.items()
    }
