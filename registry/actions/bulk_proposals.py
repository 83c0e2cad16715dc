"""One change of many records: every row is judged, and drafted with the others or refused with its reason."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import DatabaseError, transaction

from registry.actions.change_sets import refused_by_database, take_up
from registry.actions.editions import lock_editions
from registry.actions.proposals import propose_many
from registry.actions.trials import plan_of, sealed_trial
from registry.change_set_errors import NothingProposed, Refused, RowsRefused
from registry.errors import RegistryError
from registry.exchange.kinds import Cells, Kind, RowKey, record_of
from registry.exchange.table import Key
from registry.exchange.tables import TABLES
from registry.models import ChangeSet, ProposedRow, User
from registry.vocabulary import RowAction

MOST_TRIALS = 30
"""To find the rows that only the database refuses, halves of them are tried. Beyond this, what is left is refused together."""

Change = Callable[[Cells], Cells]
"""What a record shall say instead of what it says: `{**cells, "lifecycle": "suspended"}`."""


@dataclass(slots=True)
class Bulk:
    """What became of a change of many records."""

    drafted: int = 0
    unchanged: int = 0
    refused: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def propose_for_all(
    *,
    change_set: ChangeSet,
    by: User,
    kind: Kind,
    keys: Sequence[Key],
    change: Change | None,
    leave_out_refused: bool = False,
) -> Bulk:
    """Draft the change of every record, or (without one) that each is taken back; all of it tried on the registry.

    What the draft says of a record already is changed again. Raises AlreadyDecided; NothingProposed; RowsRefused
    with the reason for each record that cannot be, unless those are left out; and Refused where the rest of the
    draft is at fault.
    """
    lock_editions()
    held = take_up(change_set=change_set, by=by)
    bulk = Bulk()
    drafted = _drafted(held, kind)
    wanted = _wanted(drafted, kind, keys, change, bulk)
    before = {text: drafted[text] for text in wanted.keys() & drafted.keys()}
    held.rows.filter(pk__in=[row.pk for row in before.values()]).delete()
    propose_many(change_set=held, rows=_flat(wanted))
    _judge(held, by, wanted, bulk)
    kept = [row for text, row in before.items() if text in bulk.refused]
    propose_many(change_set=held, rows=kept)
    bulk.drafted = len(wanted.keys() - bulk.refused.keys())
    if bulk.refused and not (leave_out_refused and bulk.drafted):
        raise RowsRefused(bulk.refused)
    if not bulk.drafted:
        raise NothingProposed("Nothing would change, so nothing was proposed.")
    return bulk


def _drafted(held: ChangeSet, kind: Kind) -> dict[str, ProposedRow]:
    """What the draft says of records of this kind already, by their keys; of the lines of one, any."""
    found: dict[str, ProposedRow] = {}
    names = [table.name for table in (kind.lines, kind.table) if table]
    for row in sorted(held.rows.filter(table__in=names), key=lambda row: names.index(row.table)):
        key = kind.read_key(record_of(row.table, row.cells))
        found[kind.table.key_text(key)] = row
    return found


def _wanted(
    drafted: Mapping[str, ProposedRow],
    kind: Kind,
    keys: Sequence[Key],
    change: Change | None,
    bulk: Bulk,
) -> dict[str, list[ProposedRow]]:
    """The rows to draft, by record. What needs none is counted, and what cannot be is refused."""
    stored = kind.stored_of(set(keys))
    wanted = {}
    for key in keys:
        text = kind.table.key_text(key)
        known = drafted.get(text)
        if key not in stored:
            bulk.refused[text] = "It is not in force any more."
        elif known and (change is None or not _may_be_edited(known, kind)):
            bulk.refused[text] = "The draft speaks of it already: edit that, or leave it out first."
        elif (rows := _rows(stored[key][1], (kind.table.name, text), known, change)) is None:
            bulk.unchanged += 1
        else:
            wanted[text] = rows
    return wanted


def _may_be_edited(row: ProposedRow, kind: Kind) -> bool:
    return row.table == kind.table.name and row.action == RowAction.PUT


def _rows(
    stored: Mapping[RowKey, Cells], own: RowKey, known: ProposedRow | None, change: Change | None
) -> list[ProposedRow] | None:
    """What the draft shall hold: nothing where the record says what is in force again, None where nothing changes."""
    if change is None:
        return [_taken_back(key, cells) for key, cells in stored.items()]
    before, base = (known.cells, known.base) if known else (stored[own], stored[own])
    cells = change(before)
    if cells == before:
        return None
    return [] if cells == base else [ProposedRow(table=own[0], key=own[1], cells=cells, base=base)]


def _taken_back(key: RowKey, base: Cells) -> ProposedRow:
    cells = {name: base[name] for name in TABLES[key[0]].key}
    return ProposedRow(table=key[0], key=key[1], action=RowAction.RETRACT, cells=cells, base=base)


def _judge(
    held: ChangeSet, by: User, wanted: Mapping[str, Sequence[ProposedRow]], bulk: Bulk
) -> None:
    """Refuse the records that do not pass, and take their rows out of the draft again."""
    record_by_row = {(row.table, row.key): text for text, rows in wanted.items() for row in rows}
    mine: dict[str, list[ProposedRow]] = {}
    others = []
    for row in held.rows.all():
        if text := record_by_row.get((row.table, row.key)):
            mine.setdefault(text, []).append(row)
        else:
            others.append(row)
    by_number = {row.pk: text for text, rows in mine.items() for row in rows}
    plan = plan_of([*others, *_flat(mine)])
    for problem in plan.problems:
        if text := by_number.get(problem.line):
            column = f"{problem.column}: " if problem.column else ""
            bulk.refused.setdefault(text, f"{column}{problem.expected}.")
    passed = {text: rows for text, rows in mine.items() if text not in bulk.refused}
    if words := _refusal(held, by, [*others, *_flat(passed)]):
        if _refusal(held, by, others):
            raise Refused([words])
        trials = iter(range(MOST_TRIALS))
        bulk.refused |= _refused_in(held, by, others, passed, words, trials)
    gone = [row.pk for text, rows in mine.items() if text in bulk.refused for row in rows]
    held.rows.filter(pk__in=gone).delete()


def _refused_in(
    held: ChangeSet,
    by: User,
    others: Sequence[ProposedRow],
    records: Mapping[str, Sequence[ProposedRow]],
    words: str,
    trials: Iterator[int],
) -> dict[str, str]:
    """Of records that are refused together, those that are refused by themselves, found by halves.

    Where each half passes alone, they stand in each other's way: then all of them are refused.
    """
    if len(records) == 1:
        return dict.fromkeys(records, words)
    texts = list(records)
    found: dict[str, str] = {}
    for half in (texts[: len(texts) // 2], texts[len(texts) // 2 :]):
        some = {text: records[text] for text in half}
        if next(trials, None) is None:
            found |= dict.fromkeys(half, f"One of {len(records)} is refused: {words}")
        elif refusal := _refusal(held, by, [*others, *_flat(some)]):
            found |= _refused_in(held, by, others, some, refusal, trials)
    return found or dict.fromkeys(records, f"Together: {words}")


def _flat(records: Mapping[str, Sequence[ProposedRow]]) -> list[ProposedRow]:
    return [row for rows in records.values() for row in rows]


def _refusal(held: ChangeSet, by: User, rows: Sequence[ProposedRow]) -> str:
    """Why the rows cannot be written together; empty where they can."""
    try:
        with sealed_trial(change_set=held, by=by, rows=rows):
            """Written, checked, and rolled back."""
    except DatabaseError as error:
        return str(refused_by_database(error))
    except RegistryError as error:
        return str(error)
    return ""
