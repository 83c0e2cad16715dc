"""Publication: the rows of a submitted change set become an edition, by the hand of a second pharmacist."""

from collections.abc import Callable
from pathlib import Path

from django.db import DatabaseError, transaction

from registry.actions.change_sets import refuse_stale, refused_by_database
from registry.actions.editions import publish_edition
from registry.actions.exchange_rows import write_tables
from registry.actions.imports import apply_import
from registry.actions.reviews import held_for_decision
from registry.actions.trials import ask_deferred_triggers, plan_of, refuse_problems
from registry.errors import BaseMoved
from registry.models import ChangeSet, Edition, RegisterCopy, User
from registry.vocabulary import ChangeSetKind


@transaction.atomic
def publish_change_set(
    *,
    change_set: ChangeSet,
    by: User,
    reason: str,
    reviewed: str,
    files: Path | None = None,
    tell: Callable[[str], None] = lambda line: None,
) -> Edition | None:
    """Publish what was reviewed (`reviewed` is its hash), as one edition: all of it or nothing.

    None for a copy of a register that changes nothing curated; the list of names is read from its `files` again. Who calls has had the password entered again.
    Raises what `held_for_decision` raises, Stale and Refused, and the errors of registers.
    """
    if change_set.kind == ChangeSetKind.REGISTER:
        copy = RegisterCopy.objects.filter(change_set=change_set).first()
        if copy is None:  # another plan of the same files has taken its place
            raise BaseMoved(change_set)
        applied = apply_import(copy=copy, by=by, reason=reason, reviewed=reviewed, files=files)
        return applied.edition
    held = held_for_decision(change_set=change_set, by=by, reviewed=reviewed)
    rows = list(held.rows.all())
    plan = plan_of(rows)
    refuse_stale(rows, plan)
    refuse_problems(plan)
    try:
        with publish_edition(change_set=held, by=by, reason=reason) as edition:
            write_tables(edition=edition, plan=plan, tell=tell)
        ask_deferred_triggers(but="")
    except DatabaseError as error:
        raise refused_by_database(error) from error
    return edition
