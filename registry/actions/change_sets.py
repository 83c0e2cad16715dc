"""The way of a change set up to its decision: drafted, edited, talked about, submitted, withdrawn."""

from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from formulary.desk.refusals import in_words
from registry.actions.editions import decide, lock_editions
from registry.actions.trials import plan_of, sealed_trial
from registry.change_set_errors import AlreadyDecided, NothingProposed, NotYours, Refused, Stale
from registry.exchange.plan import Plan
from registry.exchange.tables import TABLES
from registry.models import ChangeSet, Comment, Edition, ProposedRow, User
from registry.vocabulary import ChangeSetKind, ChangeSetState

MODELS: list[type[Model]] = [
    *(table.model for table in TABLES.values()),
    *(parts.model for table in TABLES.values() for parts in table.parts),
    Edition,
    ChangeSet,
]
"""Whose constraints may speak when the rows of a change set are written."""


def open_draft(*, by: User, reason: str, kind: ChangeSetKind = ChangeSetKind.EDIT) -> ChangeSet:
    """A new draft without rows."""
    return ChangeSet.objects.create(kind=kind, reason=reason, proposed_by=by, last_edited_by=by)


def locked(change_set: ChangeSet) -> ChangeSet:
    """The change set as it stands, undecided, and held until the end of the transaction. Raises AlreadyDecided."""
    found = ChangeSet.objects.select_for_update(of=("self",)).select_related(
        "proposed_by", "last_edited_by", "decided_by"
    )
    held = found.get(pk=change_set.pk)
    if held.is_decided:
        raise AlreadyDecided(held)
    return held


def take_up(*, change_set: ChangeSet, by: User) -> ChangeSet:
    """Hold a change set to edit it, and say who does. What was submitted is a draft again: its review is void."""
    held = locked(change_set)
    held.state, held.submitted_at, held.content_hash = ChangeSetState.DRAFT, None, ""
    held.last_edited_by = by
    held.save(update_fields=["state", "submitted_at", "content_hash", "last_edited_by"])
    return held


@transaction.atomic
def explain(*, change_set: ChangeSet, by: User, reason: str) -> ChangeSet:
    """Give another reason. An edit like any other: it voids a submission."""
    held = take_up(change_set=change_set, by=by)
    held.reason = reason
    held.save(update_fields=["reason"])
    return held


def comment(*, change_set: ChangeSet, by: User, text: str) -> Comment:
    """Say something about a change set. It stays, and edits nothing."""
    return Comment.objects.create(change_set=change_set, by=by, text=text)


@transaction.atomic
def submit(*, change_set: ChangeSet, by: User) -> ChangeSet:
    """Freeze a draft for review, after the checks and the database have judged it in a trial.

    Raises AlreadyDecided, NothingProposed, Stale and Refused; then it is a draft as before.
    """
    lock_editions()
    held = locked(change_set)
    if held.state == ChangeSetState.SUBMITTED:
        return held
    if held.kind in (ChangeSetKind.EDIT, ChangeSetKind.IMPORT):
        judge(held, by)
    held.state, held.submitted_at = ChangeSetState.SUBMITTED, timezone.now()
    held.save(update_fields=["state", "submitted_at"])
    held.refresh_from_db(fields=["content_hash"])  # which the database has computed
    return held


def judge(change_set: ChangeSet, by: User) -> None:
    """Have the checks and the database judge a draft in a trial. Raises NothingProposed, Stale and Refused."""
    rows = list(change_set.rows.all())
    if not rows:
        raise NothingProposed
    refuse_stale(rows, plan_of(rows))
    try:
        with sealed_trial(change_set=change_set, by=by):
            """The rows are written and checked; nothing else is wanted of them."""
    except DatabaseError as error:
        raise refused_by_database(error) from error


def refused_by_database(error: DatabaseError) -> Refused:
    """What a constraint or trigger says, in its own words."""
    detail = getattr(getattr(error.__cause__, "diag", None), "message_detail", None)
    words = in_words(error, MODELS)
    return Refused(
        [f"{words} ({detail})" if detail and words.startswith("The database") else words]
    )


def refuse_stale(rows: list[ProposedRow], plan: Plan) -> None:
    """Raise Stale if the registry says something else of a row by now than when the change was proposed."""
    in_force = cells_in_force(plan)
    stale = [f"“{row.key}” ({row.table})" for row in rows if row.base != in_force.get(row.pk)]
    if stale:
        raise Stale(stale)


def cells_in_force(plan: Plan) -> dict[int, dict[str, str]]:
    """What the registry says of the rows of a draft, by their numbers; what it does not have is left out."""
    return {
        step.row.line: step.row.table.cells(step.stored.values)
        for steps in plan.steps.values()
        for step in steps
        if step.stored
    }


def content_hash(change_set: ChangeSet) -> str:
    """SHA-256 of what a reviewer decides about, as the database computes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT change_set_hash(%s)", [change_set.pk])
        return str(cursor.fetchone()[0])


@transaction.atomic
def withdraw(*, change_set: ChangeSet, by: User, reason: str) -> ChangeSet:
    """Take a proposal back, for good. Raises AlreadyDecided and NotYours."""
    held = locked(change_set)
    if held.proposed_by_id != by.pk:
        raise NotYours(held)
    decide(change_set=held, state=ChangeSetState.WITHDRAWN, by=by, reason=reason)
    return held
