"""What is wrong with an approval as typed, in words, before the database is asked."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Func, QuerySet, Value

from formulary.vocabulary import RegulatoryClass
from registry.models import Approval
from registry.rules.partial_date import PartialDate
from registry.vocabulary import (
    GENERAL_KNOWLEDGE,
    Effect,
    EndKind,
    JurisdictionKind,
    RouteScope,
)

SUBJECTS = ("ingredient", "product", "ingredient_class")
Typed = Mapping[str, Any]
Complaint = tuple[str, str]
"""The field it is about, and what is wrong."""


def complaints(typed: Typed) -> Iterator[Complaint]:
    """Everything that would keep this approval from being published."""
    yield from _about_the_subject(typed)
    yield from _about_routes(typed)
    yield from _about_days(typed)
    if not typed.get("documents") and typed.get("confidence") != GENERAL_KNOWLEDGE:
        yield (
            "documents",
            f"Name the document it rests on, or write exactly “{GENERAL_KNOWLEDGE}” as confidence.",
        )


def _about_the_subject(typed: Typed) -> Iterator[Complaint]:
    if sum(bool(typed.get(subject)) for subject in SUBJECTS) != 1:
        yield "ingredient", "Name exactly one subject: an ingredient, a product or a class."
    place = typed.get("jurisdiction")
    if typed.get("is_union_wide") and place and place.kind != JurisdictionKind.UNION:
        yield "is_union_wide", f"Only a union's record is union-wide, and {place} is not a union."


def _about_routes(typed: Typed) -> Iterator[Complaint]:
    scope, routes = typed.get("route_scope"), typed.get("routes") or ()
    is_grant = typed.get("effect") == Effect.GRANTED
    if scope == RouteScope.LISTED and not routes:
        yield "routes", "The scope is “listed”: list at least one route."
    if scope != RouteScope.LISTED and routes:
        yield "routes", "Routes are listed for the scope “listed” only."
    if is_grant and scope == RouteScope.PARENTERAL:
        yield "route_scope", "A grant lists its routes: only rules speak of any parenteral route."
    if both := set(routes) & set(typed.get("routes_excluded") or ()):
        names = ", ".join(sorted(map(str, both)))
        yield "routes_excluded", f"Listed and excluded at once: {names}."
    parenteral = ", ".join(str(route) for route in routes if route.is_parenteral)
    if is_grant and typed.get("regulatory_class") == RegulatoryClass.COSMETIC and parenteral:
        yield "routes", f"A cosmetic is never granted by a parenteral route: {parenteral}."


def _about_days(typed: Typed) -> Iterator[Complaint]:
    kind, end = typed.get("valid_to_kind"), typed.get("valid_to", "")
    if kind == EndKind.DATE and not end:
        yield "valid_to", "The end is a date: give it."
    if kind and kind != EndKind.DATE and end:
        yield "valid_to_kind", "You gave a date for the end: choose “Ends on a date”."
    first, last = _read(typed.get("valid_from", "")), _read(end)
    if first and last and first.first >= last.last:
        yield "valid_to", "The end must come after the beginning."


def _read(text: str) -> PartialDate | None:
    """The date, if it is one: what is none is refused by the field itself."""
    try:
        return PartialDate.parse(text)
    except ValueError:
        return None


def same_period(approvals: QuerySet[Approval], typed: Typed) -> Approval | None:
    """An approval with the same authority, number and subject, for days that overlap.

    One authorisation has one record a period, so a second for the same days says nothing new.
    """
    if not typed.get("number") or not typed.get("authority"):
        return None
    days = (typed.get("valid_from", ""), typed.get("valid_to", ""))
    if any(day and _read(day) is None for day in days):
        return None
    overlapping = Func(
        *map(Value, days), function="partial_date_range", output_field=DateRangeField()
    )
    subject = {name: typed.get(name) for name in SUBJECTS}
    return approvals.filter(
        authority=typed["authority"],
        number=typed["number"],
        valid_to_kind=typed.get("valid_to_kind", ""),
        valid__overlap=overlapping,
        **subject,
    ).first()
