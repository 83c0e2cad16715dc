"""The plan of an official list, as rows that can be read and then applied. What changes nothing is only counted."""

from collections.abc import Iterator, Sequence

from formulary.models import Ingredient
from registry.models import Approval, RegisterCopy, RegisterRow
from registry.registers import fitness
from registry.registers.authorisation import Rejected
from registry.registers.list_entry import ListEntry
from registry.registers.plan import sentence
from registry.registers.stage import slug_of
from registry.registers.substance_statements import (
    Matched,
    Pair,
    difference,
    evidence_of,
    has_ended,
    latest,
    missing,
    said_before,
)
from registry.vocabulary import EndKind, Lifecycle, PlannedStep, RowOutcome


def planned_rows(
    *, copy: RegisterCopy, scheme: str, matched: Matched, rejected: Sequence[Rejected]
) -> list[RegisterRow]:
    """Every row of the plan; counts their outcomes in `matched.outcomes`."""
    live = latest(authority=copy.authority_id, scheme=scheme)
    made = said_before(register=copy.register, scheme=scheme)
    is_older = bool(copy.follows and copy.published_on < copy.follows.published_on)
    rows = list(_said(copy, matched, live, made, is_older))
    # What stands in a row that cannot be read is not gone; an older copy ends nothing.
    if not rejected and not is_older:
        rows += (_missing(copy, row, made) for row in missing(matched, live))
    rows += (_of(copy, entry, RowOutcome.WAITING, reason=why) for entry, why in matched.waiting)
    rows += (rejected_row(copy, fault) for fault in rejected)
    matched.outcomes.update(str(row.outcome) for row in rows)
    return rows


def _said(
    copy: RegisterCopy,
    matched: Matched,
    live: dict[Pair, Approval],
    made: dict[str, Approval],
    is_older: bool,
) -> Iterator[RegisterRow]:
    slugs = dict(Ingredient.objects.values_list("pk", "slug"))
    for (number, pk), entry in matched.entries.items():
        record = live.get((number, pk))
        slug = slug_of(copy.jurisdiction.code, f"{number} {slugs[pk]}")
        row = _of(copy, entry, RowOutcome.CREATED, ingredient=pk, slug=slug, step=PlannedStep.NEW)
        if record is not None and has_ended(record) and not is_older:
            row.slug = f"{slug}-since-{copy.published_on}"
            row.valid_from = copy.published_on
            row.reason = f"It is in the list again; it had ended on {record.valid_to}."
        elif record is not None:
            changes = difference(entry, record, made.get(record.record))
            if is_older or not changes or evidence_of(record) > copy.published_on:
                matched.outcomes[RowOutcome.UNCHANGED] += 1
                continue
            row.outcome, row.step = RowOutcome.CHANGED, PlannedStep.CORRECTION
            row.approval, row.slug, row.changes = record, record.record, changes
        yield row


def _of(
    copy: RegisterCopy,
    entry: ListEntry,
    outcome: RowOutcome,
    *,
    ingredient: int | None = None,
    slug: str = "",
    step: str = "",
    reason: str = "",
) -> RegisterRow:
    return RegisterRow(
        copy=copy,
        file=entry.file,
        line=entry.line,
        outcome=outcome,
        reason=reason,
        step=step,
        slug=slug,
        number=entry.number,
        name=fitness.shortened(entry.printed, fitness.LONGEST_NAME),
        regulatory_class=entry.regulatory_class,
        pathway=entry.pathway,
        effect=entry.effect,
        lifecycle=Lifecycle.VALID,
        route_scope=entry.route_scope,
        purposes=list(entry.purposes),
        valid_from=entry.valid_from,
        valid_to_kind=EndKind.OPEN,
        remark=entry.paraphrase,
        lines=[{"ingredient": ingredient, "role": "", "strength": ""}] if ingredient else None,
    )


def _missing(copy: RegisterCopy, record: Approval, made: dict[str, Approval]) -> RegisterRow:
    """What an import wrote ends with the copy that lacks it; what a person wrote waits for a person."""
    row = RegisterRow(
        copy=copy,
        number=record.number,
        name=str(record.ingredient),
        slug=record.record,
        approval=record,
        effect=record.effect,
        lines=[{"ingredient": record.ingredient_id, "role": "", "strength": ""}],
    )
    if record.record in made:
        row.outcome, row.step = RowOutcome.GONE, PlannedStep.CORRECTION
        row.changes = {"valid_to": ["", copy.published_on]}
        row.last_seen_on = copy.follows.published_on if copy.follows else ""
    else:
        row.outcome = RowOutcome.WAITING
        row.reason = "A person entered this record, and the list does not name it so."
    return row


def rejected_row(copy: RegisterCopy, fault: Rejected) -> RegisterRow:
    """A row that could not be read, and why."""
    return RegisterRow(
        copy=copy,
        file=fault.file,
        line=fault.line,
        outcome=RowOutcome.REJECTED,
        reason=sentence(fault),
    )
