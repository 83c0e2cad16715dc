"""What every import does with its copy, whatever it reads: begin it, carry its plan out, cite it."""

from collections.abc import Callable

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from registry.actions.editions import decide, lock_editions, publish_edition
from registry.actions.reviews import held_copy
from registry.change_set_errors import ChangeSetError
from registry.errors import PlanFailed, RegistryError
from registry.models import (
    Authority,
    ChangeSet,
    Document,
    Edition,
    Jurisdiction,
    RegisterCopy,
    User,
)
from registry.registers.adapters import AnyAdapter
from registry.registers.refusals import day_of
from registry.registers.source import Source
from registry.vocabulary import ChangeSetState, CopyState, DocumentKind

Prepare = Callable[[RegisterCopy], Callable[[Edition], None] | None]
"""Checks a plan, and gives what writes its edition; None if it changes nothing that editions keep."""


def new_copy(*, adapter: AnyAdapter, source: Source, by: User, published_on: str) -> RegisterCopy:
    """A copy, not yet saved, and what its plan starts from: the edition in force and the copy applied before.

    Raises DateMissing.
    """
    return RegisterCopy(
        register=adapter.name,
        title=adapter.title,
        publisher=adapter.publisher,
        authority=Authority.objects.get(slug=adapter.authority),
        jurisdiction=Jurisdiction.objects.get(code=adapter.jurisdiction),
        is_union_wide=adapter.is_union_wide,
        # A list of substances lists no authorisations, and is no complete list of them.
        is_complete=getattr(adapter, "is_complete", False),
        files=list(source.names()),
        sha256=source.sha256,
        published_on=day_of(adapter, source, published_on),
        read_by=by,
        base=Edition.objects.sealed().order_by("-number").first(),
        follows=RegisterCopy.objects.applied().filter(register=adapter.name).first(),
    )


def take_place_of_earlier(copy: RegisterCopy) -> None:
    """Save a copy; other plans of the same files are gone, and what proposed them is withdrawn."""
    plans = RegisterCopy.objects.filter(register=copy.register, sha256=copy.sha256)
    earlier = plans.exclude(state=CopyState.APPLIED)
    of_earlier = Q(register_copy__in=earlier) | Q(replaced_by__in=earlier)
    replaced = list(ChangeSet.objects.filter(of_earlier).distinct())
    if replaced:
        lock_editions()  # nobody publishes one of them meanwhile
    for change_set in replaced:
        _withdraw_replaced(change_set, copy)
    earlier.delete()
    copy.save()
    copy.replaces.set(replaced)


def _withdraw_replaced(change_set: ChangeSet, copy: RegisterCopy) -> None:
    held = ChangeSet.objects.select_for_update().get(pk=change_set.pk)
    if not held.is_decided:
        reason = (
            f"{copy.read_by} had the same files planned again: the plan that this proposed is gone."
        )
        decide(change_set=held, state=ChangeSetState.WITHDRAWN, by=copy.read_by, reason=reason)


def carry_out(
    *, copy: RegisterCopy, by: User, reason: str, reviewed: str, prepare: Prepare
) -> RegisterCopy:
    """Publish the plan of a proposed copy in one transaction; its `edition` is None if no edition had to be written.

    `prepare` checks the plan of the copy, taken anew and under lock, and gives what writes its edition, if one is needed.
    Raises what `held_copy` and `prepare` raise, and PlanFailed. When the plan is refused in any way, nothing has
    happened, and the copy says why.
    """
    try:
        with transaction.atomic():
            held, change_set = held_copy(copy, by, reviewed)
            write = prepare(held)
            if write is None:
                decide(change_set=change_set, state=ChangeSetState.PUBLISHED, by=by, reason=reason)
            else:
                with publish_edition(change_set=change_set, by=by, reason=reason) as edition:
                    write(edition)
                    held.edition = edition
            held.state, held.refusal = CopyState.APPLIED, ""
            held.applied_at, held.applied_by = timezone.now(), by
            held.save()
            return held
    except DatabaseError as error:
        words = getattr(getattr(error.__cause__, "diag", None), "message_primary", None)
        refusal = PlanFailed(copy, words or str(error))
        _refuse(copy, refusal)
        raise refusal from error
    except ChangeSetError:  # not the plan is at fault
        raise
    except RegistryError as error:
        _refuse(copy, error)
        raise


def _refuse(copy: RegisterCopy, error: RegistryError) -> None:
    RegisterCopy.objects.filter(pk=copy.pk).exclude(state=CopyState.APPLIED).update(
        state=CopyState.REFUSED, refusal=str(error)
    )


def reason_of(copy: RegisterCopy, override_reason: str) -> str:
    """What its change set says of itself."""
    reason = f"{copy.title}, copy of {copy.published_on} (sha256 {copy.sha256})"
    return f"{reason}. {override_reason}" if override_reason else reason


def document_of(copy: RegisterCopy, kind: DocumentKind) -> Document:
    """The evidence that everything written cites: this copy."""
    note = f"sha256 {copy.sha256}; files: {', '.join(copy.files)}"
    slug = f"{copy.register}-{copy.published_on}"
    if Document.objects.filter(slug=slug).exclude(note=note).exists():
        slug = f"{slug}-{copy.sha256[:12]}"
    document, _ = Document.objects.get_or_create(
        slug=slug,
        defaults={
            "title": f"{copy.title}, copy of {copy.published_on}",
            "publisher": copy.publisher,
            "url": copy.authority.register_url,
            "published_on": copy.published_on,
            "kind": kind,
            "note": note,
        },
    )
    return document
