"""What a second pharmacist decides."""

from django.db import transaction

from registry.actions.change_sets import content_hash, locked
from registry.actions.editions import decide, lock_editions
from registry.change_set_errors import (
    ContentMoved,
    NotAllowed,
    NotProposed,
    NotSubmitted,
    SamePerson,
    SystemAccount,
)
from registry.errors import BaseMoved
from registry.models import ChangeSet, RegisterCopy, User
from registry.vocabulary import ChangeSetKind, ChangeSetState


def held_for_decision(*, change_set: ChangeSet, by: User, reviewed: str) -> ChangeSet:
    """The change set, held, if this person may decide about what they reviewed; `reviewed` is its hash.

    Raises AlreadyDecided, NotSubmitted, SamePerson, NotAllowed, SystemAccount and ContentMoved.
    """
    lock_editions()
    held = locked(change_set)
    if held.state != ChangeSetState.SUBMITTED:
        raise NotSubmitted(held)
    if held.kind != ChangeSetKind.STARTER:
        if by.pk in (held.proposed_by_id, held.last_edited_by_id):
            raise SamePerson(held, by)
        if not by.has_perm("registry.publish_changeset"):
            raise NotAllowed(by)
        if not by.has_usable_password():
            raise SystemAccount(by)
    # Of a register's plan, which may have a million rows, the database computes it once more when it is published.
    is_register = held.kind == ChangeSetKind.REGISTER
    if held.content_hash != reviewed or not (is_register or content_hash(held) == reviewed):
        raise ContentMoved(held)
    return held


def held_copy(copy: RegisterCopy, by: User, reviewed: str) -> tuple[RegisterCopy, ChangeSet]:
    """A copy of a register and the change set that proposes its plan, both held for publication.

    Raises BaseMoved where another plan of the same files has taken its place, NotProposed, and what
    `held_for_decision` raises.
    """
    lock_editions()
    held = RegisterCopy.objects.select_for_update(of=("self",)).filter(pk=copy.pk).first()
    if held is None:
        raise BaseMoved(copy)
    if held.change_set is None:
        raise NotProposed(held)
    return held, held_for_decision(change_set=held.change_set, by=by, reviewed=reviewed)


@transaction.atomic
def refuse(*, change_set: ChangeSet, by: User, reason: str, reviewed: str) -> ChangeSet:
    """Turn a proposal down, for good. Raises what `held_for_decision` raises."""
    held = held_for_decision(change_set=change_set, by=by, reviewed=reviewed)
    decide(change_set=held, state=ChangeSetState.REFUSED, by=by, reason=reason)
    return held
