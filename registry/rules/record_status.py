"""One record, one status: what it says for the asked route and day (docs/verdict.md, step 3)."""

import datetime as dt

from formulary.rules.value import Value
from formulary.vocabulary import RegulatoryClass
from registry.rules.force import (
    ban_has_ended,
    end_is_unknown,
    has_not_begun,
    is_inside_a_partial_date,
    permission_has_ended,
)
from registry.rules.status import rank
from registry.rules.values import Record, Route
from registry.vocabulary import Effect, EndKind, Flag, Lifecycle, RouteScope, Status

PERMITTING = frozenset(
    {Effect.GRANTED, Effect.TOLERATED, Effect.SPECIAL_ACCESS, Effect.COMPOUNDING_PERMITTED}
)
FORBIDDING = frozenset({Effect.COMPOUNDING_CLOSED, Effect.NOT_AUTHORISED, Effect.PROHIBITED})

_BY_EFFECT = {
    Effect.TOLERATED: Status.UNAPPROVED_MARKETED,
    Effect.SPECIAL_ACCESS: Status.SPECIAL_ACCESS,
    Effect.COMPOUNDING_PERMITTED: Status.COMPOUNDING_ONLY,
    Effect.COMPOUNDING_CLOSED: Status.COMPOUNDING_CLOSED,
    Effect.NOT_AUTHORISED: Status.NOT_AUTHORISED,
    Effect.PROHIBITED: Status.PROHIBITED,
}
_MEDICINES = frozenset({RegulatoryClass.MEDICINE, RegulatoryClass.BIOLOGIC})
_BY_CLASS: dict[str, Status] = {
    RegulatoryClass.DEVICE: Status.DEVICE_ONLY,
    RegulatoryClass.COSMETIC: Status.AUTHORISED,
    RegulatoryClass.SUPPLEMENT: Status.AUTHORISED,
}


class Outcome(Value, frozen=True):
    """The status of one record, or None with the reason why it has none.

    `is_elsewhere` marks an uncertainty about another route than the asked one: it is shown as
    uncertain, but decides only when hardly anything else does.
    """

    status: Status | None
    flags: frozenset[Flag] = frozenset()
    is_elsewhere: bool = False
    why_none: str = ""


def covers(record: Record, route: Route) -> bool:
    """Whether it lists the route, or its scope includes it. “Injection” alone, or silence, covers nothing."""
    if is_excluded(record, route):
        return False
    if record.route_scope == RouteScope.PARENTERAL:
        return route.is_parenteral
    return record.route_scope == RouteScope.ANY or route in record.routes


def is_excluded(record: Record, route: Route) -> bool:
    """Whether the label forbids the route, which is more than not listing it."""
    return route in record.routes_excluded


def outcome(
    record: Record,
    route: Route,
    on: dt.date,
    *,
    is_other_purpose: bool = False,
    is_in_combination: bool = False,
) -> Outcome:
    """What `record` says for `route` on the day `on`: first by route, then by time.

    `is_other_purpose`: it is a grant limited to another purpose than the asked one.
    `is_in_combination`: the product has other active substances and the line does not name it.
    """
    if record.lifecycle in (Lifecycle.PENDING, Lifecycle.REJECTED):
        return Outcome(None, why_none=f"The application is {record.lifecycle.label.lower()}.")
    by_route = _by_route(record, route, is_other_purpose, is_in_combination)
    if by_route.status is None:
        return by_route
    return _no_milder_than_known(record, route, _by_time(record, route, on, by_route))


def _by_route(record: Record, route: Route, other_purpose: bool, combination: bool) -> Outcome:
    if record.effect in (Effect.REQUIREMENT, Effect.RULE_SUSPENDED):
        return Outcome(None, why_none="A rule that gives no verdict by itself.")
    if record.effect == Effect.GRANTED:
        granted = _granted(record, route, other_purpose, combination)
    elif covers(record, route):
        granted = Outcome(_BY_EFFECT[record.effect])
    else:
        granted = Outcome(None, why_none=f"It does not cover the route {route.name.lower()}.")
    if granted.status is not None and record.is_disputed and covers(record, route):
        return Outcome(Status.CONTESTED, granted.flags)
    return granted


def _granted(record: Record, route: Route, other_purpose: bool, combination: bool) -> Outcome:
    if record.subject_kind == "class":
        if record.regulatory_class == RegulatoryClass.COSMETIC and route.is_parenteral:
            return Outcome(Status.COSMETIC_ONLY)
        return Outcome(None, why_none="A classification of a whole class grants nothing.")
    if record.regulatory_class in _MEDICINES:
        return _granted_medicine(record, route, other_purpose, combination)
    granted = _BY_CLASS.get(record.regulatory_class)
    if granted == Status.AUTHORISED and route.is_parenteral:
        return Outcome(Status.COSMETIC_ONLY)
    if granted and covers(record, route):
        return Outcome(granted)
    if granted and record.route_scope == RouteScope.UNSTATED and not is_excluded(record, route):
        return _unstated(frozenset())
    return Outcome(None, why_none=f"It does not cover the route {route.name.lower()}.")


def _granted_medicine(
    record: Record, route: Route, other_purpose: bool, combination: bool
) -> Outcome:
    flags = {Flag.IN_COMBINATION: combination, Flag.OTHER_PURPOSE: other_purpose}
    held = frozenset(flag for flag, holds in flags.items() if holds)
    if is_excluded(record, route):
        return Outcome(Status.ROUTE_EXCLUDED)
    if covers(record, route):
        if other_purpose:
            return Outcome(Status.OTHER_PURPOSE, held)
        return Outcome(Status.IN_COMBINATION if combination else Status.AUTHORISED, held)
    if record.route_scope == RouteScope.UNSPECIFIED:
        return Outcome(Status.OTHER_ROUTE, held | {Flag.ROUTE_UNSPECIFIED})
    if record.route_scope == RouteScope.UNSTATED:
        return _unstated(held)
    if route.is_parenteral and not any(granted.is_parenteral for granted in record.routes):
        return Outcome(Status.NON_INJECTABLE_ONLY)
    return Outcome(Status.OTHER_ROUTE, held)


def _unstated(flags: frozenset[Flag]) -> Outcome:
    """It is granted, by the asked route or by any other: the register does not tell, and so nobody knows."""
    return Outcome(Status.UNCERTAIN, flags | {Flag.ROUTE_UNSTATED}, is_elsewhere=True)


def _by_time(record: Record, route: Route, on: dt.date, found: Outcome) -> Outcome:
    if has_not_begun(record, on):
        return Outcome(None, why_none=f"It begins on {record.valid_from}.")
    flags = found.flags if record.start else found.flags | {Flag.START_UNKNOWN}
    if record.effect in FORBIDDING:
        if ban_has_ended(record, on):
            return Outcome(None, why_none="It forbade, and has ended.")
        if record.valid_to_kind not in (EndKind.OPEN, EndKind.DATE):
            flags |= {Flag.END_UNKNOWN}
        return Outcome(found.status, flags)
    if permission_has_ended(record, on):
        return Outcome(Status.WITHDRAWN, flags)
    if record.lifecycle in (Lifecycle.SUSPENDED, Lifecycle.REVOKED):
        return Outcome(Status.SUSPENDED, flags)
    if record.lifecycle in (Lifecycle.WITHDRAWN, Lifecycle.EXPIRED):
        return Outcome(Status.WITHDRAWN, flags)
    end_unknown = end_is_unknown(record, on)
    if end_unknown:
        flags |= {Flag.END_UNKNOWN}
    if end_unknown or record.lifecycle == Lifecycle.UNKNOWN or is_inside_a_partial_date(record, on):
        return Outcome(Status.UNCERTAIN, flags, is_elsewhere=not covers(record, route))
    return Outcome(found.status, flags, found.is_elsewhere)


def _no_milder_than_known(record: Record, route: Route, found: Outcome) -> Outcome:
    """A record that rests on general knowledge decides nothing milder than uncertain."""
    if found.status is None or not record.rests_on_general_knowledge:
        return found
    if rank(found.status) >= rank(Status.UNCERTAIN):
        return found
    return Outcome(Status.UNCERTAIN, found.flags, is_elsewhere=not covers(record, route))
