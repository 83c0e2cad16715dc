"""Importing official lists of substances: a copy is read and planned, the plan is stored, and applied once or not at all.

As with registers (`registry.actions.registers`), but what a list says is about ingredients and needs no product.
"""

from collections.abc import Callable

from django.db import transaction

from registry.actions.approvals import supersede, write
from registry.actions.copies import carry_out, document_of, new_copy, take_place_of_earlier
from registry.actions.list_statements import statements_of
from registry.models import Edition, RegisterCopy, RegisterRow, User
from registry.registers.authorisation import Rejected
from registry.registers.list_entry import ListEntry, SubstanceList
from registry.registers.progress import APPLYING_A_LIST, PLANNING_A_LIST, Steps, Tell, tell_nobody
from registry.registers.refusals import check_age, check_base, check_pathways, check_share
from registry.registers.source import Source
from registry.registers.statement_rows import planned_rows
from registry.registers.substance_statements import match
from registry.vocabulary import DocumentKind, RowOutcome

_TOLD_EVERY = 100
"""Entries."""


@transaction.atomic
def plan_statements(
    *,
    adapter: SubstanceList,
    source: Source,
    by: User,
    published_on: str = "",
    tell: Tell = tell_nobody,
) -> RegisterCopy:
    """Read a copy of the list and store what it would change. Publishes nothing.

    Raises BadSource when the files are not this list, DateMissing, and AdapterMistaken.
    """
    copy = new_copy(adapter=adapter, source=source, by=by, published_on=published_on)
    steps = Steps(tell, PLANNING_A_LIST)
    entries, rejected = _read(adapter, source, steps)
    check_pathways(adapter, {entry.pathway for entry in entries})
    take_place_of_earlier(copy)
    steps.begin("comparing with the registry")
    matched = match(entries)
    rows = planned_rows(copy=copy, scheme=adapter.scheme, matched=matched, rejected=rejected)
    steps.begin("storing the plan")
    RegisterRow.objects.bulk_create(rows)
    copy.counts = {"read": len(entries), **matched.outcomes}
    copy.save(update_fields=["counts"])
    return copy


def check_statements(*, copy: RegisterCopy, override_reason: str = "") -> None:
    """Whether the plan may be proposed and published. Raises AlreadyApplied, BaseMoved, OlderCopy and TooManyGone.

    `override_reason` lets an older copy pass, and one in which much is missing.
    """
    check_base(copy)
    if not override_reason:
        _check_sanity(copy)


def apply_statements(
    *, copy: RegisterCopy, by: User, reason: str, reviewed: str, tell: Tell = tell_nobody
) -> RegisterCopy:
    """Publish the plan of a proposed copy, in one transaction; its `edition` is None if no approval changes.

    Raises what `carry_out` and `check_statements` raise; then nothing has happened, and the copy says why.
    """
    steps = Steps(tell, APPLYING_A_LIST)

    def prepare(held: RegisterCopy) -> Callable[[Edition], None] | None:
        steps.begin("checking the plan")
        check_statements(copy=held, override_reason=held.override_reason)
        steps.begin("writing the approvals")
        rows = list(held.rows.exclude(step="").select_related("approval"))
        return (lambda edition: _write(held, edition, rows)) if rows else None

    return carry_out(copy=copy, by=by, reason=reason, reviewed=reviewed, prepare=prepare)


def _write(copy: RegisterCopy, edition: Edition, rows: list[RegisterRow]) -> None:
    copy.document = document_of(copy, DocumentKind.LIST)
    supersede(edition=edition, rows=[row.approval for row in rows if row.approval])
    write(edition=edition, statements=statements_of(copy, rows))


def _check_sanity(copy: RegisterCopy) -> None:
    """Against the copy before: all its entries, and those that are about our ingredients."""
    if copy.follows is None:
        return
    check_age(copy)
    read = copy.follows.counts["read"]
    gone = copy.counts.get(RowOutcome.GONE, 0)
    ours = gone + copy.counts.get(RowOutcome.CHANGED, 0) + copy.counts.get(RowOutcome.UNCHANGED, 0)
    check_share(copy, read - copy.counts["read"], read)
    check_share(copy, gone, ours)


def _read(
    adapter: SubstanceList, source: Source, steps: Steps
) -> tuple[list[ListEntry], list[Rejected]]:
    entries: list[ListEntry] = []
    rejected: list[Rejected] = []
    tell = steps.reading(source.meter)
    for number, found in enumerate(adapter.read(source), 1):
        if isinstance(found, Rejected):
            rejected.append(found)
        else:
            entries.append(found)
        if number % _TOLD_EVERY == 0:
            tell(number)
    tell(len(entries) + len(rejected))
    return entries, rejected
