"""Why a copy cannot be planned, or its plan not applied: each check raises an error that says what to do."""

from django.db import connection
from django.db.models import Q

from formulary.models import Route
from registry.errors import (
    AdapterMistaken,
    AlreadyApplied,
    BaseMoved,
    DateMissing,
    OlderCopy,
    TooManyGone,
)
from registry.models import Approval, Pathway, RegisterCopy, RegisterEntry
from registry.registers.adapters import AnyAdapter
from registry.registers.authorisation import Adapter
from registry.registers.source import Source
from registry.rules.partial_date import PartialDate
from registry.vocabulary import CopyState, RowOutcome

VANISHING_SHARE = 0.05
"""The share of what is known (authorisations, entries, names) that a copy may lack before somebody has to say why."""


def check_base(copy: RegisterCopy) -> None:
    if copy.state == CopyState.APPLIED:
        raise AlreadyApplied(copy)
    newest = RegisterCopy.objects.applied().filter(register=copy.register).first()
    base = copy.base_id or 0
    touched = Approval.objects.filter(authority=copy.authority_id).filter(
        Q(published_in__gt=base) | Q(superseded_in__gt=base)
    )
    if (newest.pk if newest else None) != copy.follows_id or touched.exists():
        raise BaseMoved(copy)


def check_sanity(copy: RegisterCopy) -> None:
    """Of a register of products: against every authorisation that it had."""
    check_age(copy)
    known = RegisterEntry.objects.filter(register=copy.register, gone_in=None).count()
    check_share(copy, copy.counts.get(RowOutcome.GONE, 0), known)


def check_age(copy: RegisterCopy) -> None:
    if copy.follows and copy.published_on < copy.follows.published_on:
        raise OlderCopy(copy, copy.follows)


def check_share(copy: RegisterCopy, gone: int, known: int) -> None:
    if gone > VANISHING_SHARE * known:
        raise TooManyGone(copy, gone, known, VANISHING_SHARE)


def day_of(adapter: AnyAdapter, source: Source, named: str) -> str:
    """The day of the copy, from the files if they tell it; it may be a month or a year."""
    day = adapter.published_on(source) or named
    try:
        if PartialDate.parse(day) is None:
            raise DateMissing(adapter.name)
    except ValueError as error:
        raise DateMissing(adapter.name, str(error)) from error
    return day


def check_routes(adapter: Adapter) -> None:
    """Whether every route of the adapter's table exists: a typing error would lose routes silently."""
    unknown = set(adapter.routes.values()) - set(Route.objects.values_list("code", flat=True))
    if unknown:
        raise AdapterMistaken(adapter.name, "routes", sorted(unknown))


def pathways_staged() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT pathway FROM register_staged WHERE effect <> ''")
        return {code for (code,) in cursor.fetchall()}


def check_pathways(adapter: AnyAdapter, used: set[str]) -> None:
    unknown = used - set(Pathway.objects.values_list("code", flat=True))
    if unknown:
        raise AdapterMistaken(adapter.name, "pathways", sorted(unknown))
