"""Importing registers: a copy is read and planned, the plan is stored, and applied once or not at all."""

from collections.abc import Mapping

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from formulary.vocabulary import RegulatoryClass
from registry.actions.editions import publish_edition
from registry.errors import (
    BaseMoved,
    PlanFailed,
    RegistryError,
)
from registry.models import (
    Authority,
    Document,
    Edition,
    Jurisdiction,
    Pathway,
    RegisterCopy,
    User,
)
from registry.models.triggers import EDITION_LOCK
from registry.registers.authorisation import Adapter, Rejected
from registry.registers.comparison import compare
from registry.registers.entries import write_entries
from registry.registers.errors import BadSource
from registry.registers.fresh import drop_repeated, find_fresh
from registry.registers.match import match, queue_names
from registry.registers.plan import counts, store_rows
from registry.registers.products import write_products
from registry.registers.refusals import (
    check_base,
    check_pathways,
    check_routes,
    check_sanity,
    day_of,
)
from registry.registers.source import Source
from registry.registers.stage import Tell, stage
from registry.registers.statements import collect_statements, write_statements
from registry.registers.words import write_words
from registry.vocabulary import ChangeSetKind, CopyState, DocumentKind, RowOutcome

_STATISTICS = """
ANALYZE registry_registerrow (id, copy_id, outcome, step, slug, entry_id, approval_id, product_id),
        formulary_product (id, slug)
"""
"""Rows that were written a moment ago have no statistics yet, and joins are planned by them. Only of what
is joined: an ANALYZE takes its time for every column."""

_ENTRY_STATISTICS = (
    "ANALYZE registry_registerentry (id, register, number, name, product_id, gone_in_id)"
)
"""For the next plan."""


@transaction.atomic
def plan_register(
    *,
    adapter: Adapter,
    source: Source,
    by: User,
    published_on: str = "",
    tell: Tell = lambda rows: None,
) -> RegisterCopy:
    """Read a copy and store what it would change. Publishes nothing.

    Raises BadSource when the files are not this register, DateMissing, and AdapterMistaken.
    """
    day = day_of(adapter, source, published_on)
    check_routes(adapter)
    copy = _new_copy(adapter, source, by, day)
    RegisterCopy.objects.filter(register=copy.register, sha256=copy.sha256).exclude(
        state=CopyState.APPLIED
    ).delete()
    copy.save()
    try:
        staged = stage(adapter=adapter, source=source, tell=tell)
    except UnicodeDecodeError as error:
        raise BadSource(source.name, f"text in {error.encoding}", str(error)) from error
    repeated = [
        Rejected(file, line, "number", f"{number}, {name}", "each authorisation once")
        for file, line, number, name in drop_repeated()
    ]
    _make_pathways(adapter, copy.jurisdiction)
    check_pathways(adapter)
    match()
    queue_names(register=copy.register)
    previous = copy.follows.published_on if copy.follows else ""
    find_fresh(register=copy.register, authority=copy.authority_id, is_older=day < previous)
    compare(published_on=day, previous=previous)
    store_rows(copy=copy, rejected=[*staged.rejected, *repeated], previous=previous)
    copy.counts = counts(copy=copy, read=staged.rows - len(repeated))
    copy.unknown_routes = dict(staged.unknown_routes.most_common())
    copy.save(update_fields=["counts", "unknown_routes"])
    return copy


def _new_copy(adapter: Adapter, source: Source, by: User, published_on: str) -> RegisterCopy:
    """The copy, and what its plan starts from: the edition in force and the copy applied before."""
    return RegisterCopy(
        register=adapter.name,
        title=adapter.title,
        publisher=adapter.publisher,
        authority=Authority.objects.get(slug=adapter.authority),
        jurisdiction=Jurisdiction.objects.get(code=adapter.jurisdiction),
        is_union_wide=adapter.is_union_wide,
        is_complete=adapter.is_complete,
        files=list(source.names()),
        sha256=source.sha256,
        published_on=published_on,
        read_by=by,
        base=Edition.objects.sealed().order_by("-number").first(),
        follows=RegisterCopy.objects.applied().filter(register=adapter.name).first(),
    )


def _make_pathways(adapter: Adapter, jurisdiction: Jurisdiction) -> None:
    """The doors that only this register knows, with their names; they change nothing by themselves."""
    own: Mapping[str, str] = getattr(adapter, "own_pathways", {})
    for code, name in own.items():
        Pathway.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "regulatory_class": RegulatoryClass.MEDICINE,
                "jurisdiction": jurisdiction,
            },
        )


def apply_copy(*, copy: RegisterCopy, by: User, override_reason: str = "") -> RegisterCopy:
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


def _refuse(copy: RegisterCopy, error: RegistryError) -> None:
    RegisterCopy.objects.filter(pk=copy.pk).exclude(state=CopyState.APPLIED).update(
        state=CopyState.REFUSED, refusal=str(error)
    )


def _apply(copy: RegisterCopy, by: User, override_reason: str) -> RegisterCopy:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [EDITION_LOCK])
        cursor.execute(_STATISTICS)
    held = RegisterCopy.objects.select_for_update(of=("self",)).filter(pk=copy.pk).first()
    if held is None:  # another plan of the same files has taken its place
        raise BaseMoved(copy)
    copy = held
    check_base(copy)
    if not override_reason:
        check_sanity(copy)
    write_words(copy=copy)
    collect_statements(copy=copy)
    if copy.rows.exclude(step="").exists() or copy.rows.filter(outcome=RowOutcome.CREATED).exists():
        reason = f"{copy.title}, copy of {copy.published_on} (sha256 {copy.sha256})"
        if override_reason:
            reason += f". {override_reason}"
        with publish_edition(by=by, reason=reason, kind=ChangeSetKind.IMPORT) as edition:
            write_products(copy=copy)
            copy.document = _document(copy)
            write_statements(copy=copy, edition=edition, document=copy.document)
            copy.edition = edition
    else:
        write_products(copy=copy)
    write_entries(copy=copy)
    with connection.cursor() as cursor:
        cursor.execute(_ENTRY_STATISTICS)
    copy.state, copy.refusal, copy.override_reason = CopyState.APPLIED, "", override_reason
    copy.applied_at, copy.applied_by = timezone.now(), by
    copy.save()
    return copy


def _document(copy: RegisterCopy) -> Document:
    """The evidence that everything written cites: this copy of the register."""
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
            "kind": DocumentKind.REGISTER,
            "note": note,
        },
    )
    return document
