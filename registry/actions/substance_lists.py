"""Importing official lists of substances: a copy is read and planned, the plan is stored, and applied once or not at all.

As with registers (`registry.actions.registers`), but what a list says is about ingredients and needs no product.
"""

from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from registry.actions.approvals import supersede, write
from registry.actions.editions import publish_edition
from registry.actions.list_statements import document_of, statements_of
from registry.errors import (
    AdapterMistaken,
    AlreadyApplied,
    BaseMoved,
    DateMissing,
    OlderCopy,
    PlanFailed,
    RegistryError,
    TooManyGone,
)
from registry.models import (
    Approval,
    Authority,
    Edition,
    Jurisdiction,
    Pathway,
    RegisterCopy,
    RegisterRow,
    User,
)
from registry.models.triggers import EDITION_LOCK
from registry.registers.authorisation import Rejected
from registry.registers.list_entry import ListEntry, SubstanceList
from registry.registers.source import Source
from registry.registers.statement_rows import planned_rows
from registry.registers.substance_statements import match
from registry.rules.partial_date import PartialDate
from registry.vocabulary import (
    ChangeSetKind,
    CopyState,
    RowOutcome,
)

VANISHING_SHARE = 0.05
"""The share of the entries of the copy before that a copy may lack until somebody has to say why."""


@transaction.atomic
def plan_statements(
    *, adapter: SubstanceList, source: Source, by: User, published_on: str = ""
) -> RegisterCopy:
    """Read a copy of the list and store what it would change. Publishes nothing.

    Raises BadSource when the files are not this list, DateMissing, and AdapterMistaken.
    """
    copy = RegisterCopy(
        register=adapter.name,
        title=adapter.title,
        publisher=adapter.publisher,
        authority=Authority.objects.get(slug=adapter.authority),
        jurisdiction=Jurisdiction.objects.get(code=adapter.jurisdiction),
        is_union_wide=adapter.is_union_wide,
        is_complete=False,  # of authorisations: it lists none
        files=list(source.names()),
        sha256=source.sha256,
        published_on=_day_of(adapter, source, published_on),
        read_by=by,
        base=Edition.objects.sealed().order_by("-number").first(),
        follows=RegisterCopy.objects.applied().filter(register=adapter.name).first(),
    )
    entries, rejected = _read(adapter, source)
    RegisterCopy.objects.filter(register=copy.register, sha256=copy.sha256).exclude(
        state=CopyState.APPLIED
    ).delete()
    copy.save()
    matched = match(entries)
    rows = planned_rows(copy=copy, scheme=adapter.scheme, matched=matched, rejected=rejected)
    RegisterRow.objects.bulk_create(rows)
    copy.counts = {"read": len(entries), **matched.outcomes}
    copy.save(update_fields=["counts"])
    return copy


def apply_statements(*, copy: RegisterCopy, by: User, override_reason: str = "") -> RegisterCopy:
    """Carry out the stored plan, in one transaction; its `edition` is None if no approval changes.

    Raises AlreadyApplied, BaseMoved, OlderCopy, TooManyGone and PlanFailed; then nothing has happened, and
    the copy says why. `override_reason` lets an older copy pass, and one in which much is missing.
    """
    try:
        with transaction.atomic():
            return _apply(copy, by, override_reason)
    except DatabaseError as error:
        words = getattr(getattr(error.__cause__, "diag", None), "message_primary", None)
        refusal: RegistryError = PlanFailed(copy, words or str(error))
        _refuse(copy, refusal)
        raise refusal from error
    except RegistryError as error:
        _refuse(copy, error)
        raise


def _apply(copy: RegisterCopy, by: User, override_reason: str) -> RegisterCopy:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [EDITION_LOCK])
    held = RegisterCopy.objects.select_for_update(of=("self",)).filter(pk=copy.pk).first()
    if held is None:  # another plan of the same files has taken its place
        raise BaseMoved(copy)
    copy = held
    _check_base(copy)
    if not override_reason:
        _check_sanity(copy)
    rows = list(copy.rows.exclude(step="").select_related("approval"))
    if rows:
        reason = f"{copy.title}, copy of {copy.published_on} (sha256 {copy.sha256})"
        if override_reason:
            reason += f". {override_reason}"
        with publish_edition(by=by, reason=reason, kind=ChangeSetKind.IMPORT) as edition:
            copy.document = document_of(copy)
            supersede(edition=edition, rows=[row.approval for row in rows if row.approval])
            write(edition=edition, statements=statements_of(copy, rows))
            copy.edition = edition
    copy.state, copy.refusal, copy.override_reason = CopyState.APPLIED, "", override_reason
    copy.applied_at, copy.applied_by = timezone.now(), by
    copy.save()
    return copy


def _refuse(copy: RegisterCopy, error: RegistryError) -> None:
    RegisterCopy.objects.filter(pk=copy.pk).exclude(state=CopyState.APPLIED).update(
        state=CopyState.REFUSED, refusal=str(error)
    )


def _check_base(copy: RegisterCopy) -> None:
    if copy.state == CopyState.APPLIED:
        raise AlreadyApplied(copy)
    newest = RegisterCopy.objects.applied().filter(register=copy.register).first()
    base = copy.base_id or 0
    touched = Approval.objects.filter(authority=copy.authority_id).filter(
        Q(published_in__gt=base) | Q(superseded_in__gt=base)
    )
    if (newest.pk if newest else None) != copy.follows_id or touched.exists():
        raise BaseMoved(copy)


def _check_sanity(copy: RegisterCopy) -> None:
    if copy.follows is None:
        return
    if copy.published_on < copy.follows.published_on:
        raise OlderCopy(copy, copy.follows)
    read = copy.follows.counts["read"]
    gone = copy.counts.get(RowOutcome.GONE, 0)
    ours = gone + copy.counts.get(RowOutcome.CHANGED, 0) + copy.counts.get(RowOutcome.UNCHANGED, 0)
    for missing, known in ((read - copy.counts["read"], read), (gone, ours)):
        if missing > VANISHING_SHARE * known:
            raise TooManyGone(copy, missing, known, VANISHING_SHARE)


def _read(adapter: SubstanceList, source: Source) -> tuple[list[ListEntry], list[Rejected]]:
    entries: list[ListEntry] = []
    rejected: list[Rejected] = []
    for found in adapter.read(source):
        if isinstance(found, Rejected):
            rejected.append(found)
        else:
            entries.append(found)
    unknown = {entry.pathway for entry in entries} - set(
        Pathway.objects.values_list("code", flat=True)
    )
    if unknown:
        raise AdapterMistaken(adapter.name, "pathways", sorted(unknown))
    return entries, rejected


def _day_of(adapter: SubstanceList, source: Source, named: str) -> str:
    """The day of the copy, from the files if they tell it; it may be a month or a year."""
    day = adapter.published_on(source) or named
    try:
        if PartialDate.parse(day) is None:
            raise DateMissing(adapter.name)
    except ValueError as error:
        raise DateMissing(adapter.name, str(error)) from error
    return day
