"""Contested facts: two documents that disagree are two records marked as disputed, until a reviewer has decided.

Both steps are drafts like any other. A second person publishes them, and the draft's reason is why.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from registry.actions.proposals import propose
from registry.change_set_errors import ChangeSetError, NothingProposed
from registry.exchange.kinds import KINDS, RowKey
from registry.models import Approval, ChangeSet, ProposedRow, User


class NotDisputed(ChangeSetError):
    """Nothing is to be settled."""

    def __init__(self, record: str):
        super().__init__(f"“{record}” is not in dispute any more: open it again.")


class NamedAlready(ChangeSetError):
    """The other document is to have a record of its own, under an id of its own."""

    def __init__(self, record: str):
        super().__init__(f"A record “{record}” exists: give the new one another id.")


class NotAnother(ChangeSetError):
    """A record does not disagree with what it rests on itself."""

    def __init__(self, document: str):
        super().__init__(
            f"The record rests on “{document}” itself. If it was read wrongly, propose a change instead."
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """What another document says: the id of its record, the slug of the document, the effect and the words."""

    record: str
    document: str
    effect: str
    paraphrase: str


@transaction.atomic
def contest(
    *, change_set: ChangeSet, by: User, approval: Approval, claim: Claim
) -> list[ProposedRow]:
    """Propose the record of a document that says otherwise, with both sides marked as disputed; its row.

    It begins as a copy of the first, to be edited in the draft. Raises NamedAlready, NotAnother, and what `propose`
    raises.
    """
    stored, cells = _stored(approval)
    if Approval.objects.filter(record=claim.record).exists():
        raise NamedAlready(claim.record)
    if claim.document in cells["documents"].split("|"):
        raise NotAnother(claim.document)
    if cells["disputed"] != "yes":
        (key,) = stored
        wanted = {key: {**cells, "disputed": "yes"}}
        propose(change_set=change_set, by=by, stored=stored, wanted=wanted)
    otherwise = {
        **cells,
        "id": claim.record,
        "documents": claim.document,
        "effect": claim.effect,
        "paraphrase": claim.paraphrase,
        "disputed": "yes",
        "confidence": "retrieved",
        "review_due_on": "",
    }
    key = ("approvals", claim.record)
    return propose(change_set=change_set, by=by, stored={}, wanted={key: otherwise})


@transaction.atomic
def settle(*, change_set: ChangeSet, by: User, stays: Mapping[Approval, bool]) -> None:
    """Propose how a dispute ends: what stays is disputed no more, and what does not is taken back.

    Sides that are not named go on disagreeing; a single one that was left so is refused (a trigger on editions). Raises
    NotDisputed, NothingProposed, and what `propose` raises.
    """
    if not stays:
        raise NothingProposed("Nothing is settled yet: say of a side whether it stays.")
    for approval, is_right in stays.items():
        stored, cells = _stored(approval)
        if cells["disputed"] != "yes":
            raise NotDisputed(approval.record)
        (key,) = stored
        wanted = {key: {**cells, "disputed": "no"}} if is_right else {}
        propose(change_set=change_set, by=by, stored=stored, wanted=wanted)


def _stored(approval: Approval) -> tuple[dict[RowKey, dict[str, str]], dict[str, str]]:
    """The record in force, as a draft files it, and its cells."""
    kind = KINDS[Approval]
    _, stored = kind.stored(kind.key_of(approval))
    if not stored:
        raise NotDisputed(approval.record)
    return stored, next(iter(stored.values()))
