"""One record, one status: what it says for the asked route and day (docs/verdict.md, step 3)."""

import datetime as dt
from dataclasses import dataclass

from formulary.vocabulary import RegulatoryClass
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """The status of one record, or None with the reason why it has none.

    `is_elsewhere` marks an uncertainty about another route than the asked one: it is shown as
    uncertain, but decides only when hardly anything else does.
    """

    status: Status | None
    flags: frozenset[Flag] = frozenset()
    is_elsewhere: bool = False
    why_none: str = ""


def covers(record: Record, route: Route) -> bool:
    """Whether it lists the route, or its scope includes it. “Injection” alone covers nothing."""
    if is_excluded(record, route):
        return False
    if record.route_scope == RouteScope.PARENTERAL:
        return route.is_parenteral
    return record.route_scope == RouteScope.ANY or any(r.code == route.code for r in record.routes)


def is_excluded(record: Record, route: Route) -> bool:
    """Whether the label forbids the route, which is more than not listing it."""
    return any(r.code == route.code for r in record.routes_excluded)


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


def is_in_force(record: Record, on: dt.date) -> bool:
    """Whether a rule or a ban holds: from the first day it may have begun to the last it may end."""
    return not _has_not_begun(record, on) and not _ban_has_ended(record, on)


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
    if record.regulatory_class == RegulatoryClass.DEVICE and covers(record, route):
        return Outcome(Status.DEVICE_ONLY)
    if record.regulatory_class in (RegulatoryClass.COSMETIC, RegulatoryClass.SUPPLEMENT):
        if route.is_parenteral:
            return Outcome(Status.COSMETIC_ONLY)
        if covers(record, route):
            return Outcome(Status.AUTHORISED)
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
    if route.is_parenteral and not any(granted.is_parenteral for granted in record.routes):
        return Outcome(Status.NON_INJECTABLE_ONLY)
    return Outcome(Status.OTHER_ROUTE, held)


def _by_time(record: Record, route: Route, on: dt.date, found: Outcome) -> Outcome:
    if _has_not_begun(record, on):
        return Outcome(None, why_none=f"It begins on {record.valid_from}.")
    flags = found.flags if record.start else found.flags | {Flag.START_UNKNOWN}
    if record.effect in FORBIDDING:
        if _ban_has_ended(record, on):
            return Outcome(None, why_none="It forbade, and has ended.")
        if record.valid_to_kind not in (EndKind.OPEN, EndKind.DATE):
            flags |= {Flag.END_UNKNOWN}
        return Outcome(found.status, flags)
    if _permission_has_ended(record, on):
        return Outcome(Status.WITHDRAWN, flags)
    if record.lifecycle in (Lifecycle.SUSPENDED, Lifecycle.REVOKED):
        return Outcome(Status.SUSPENDED, flags)
    if record.lifecycle in (Lifecycle.WITHDRAWN, Lifecycle.EXPIRED):
        return Outcome(Status.WITHDRAWN, flags)
    end_unknown = _end_is_unknown(record, on)
    if end_unknown:
        flags |= {Flag.END_UNKNOWN}
    if (
        end_unknown
        or record.lifecycle == Lifecycle.UNKNOWN
        or _is_inside_a_partial_date(record, on)
    ):
        return Outcome(Status.UNCERTAIN, flags, is_elsewhere=not covers(record, route))
    return Outcome(found.status, flags)


def _no_milder_than_known(record: Record, route: Route, found: Outcome) -> Outcome:
    """A record that rests on general knowledge decides nothing milder than uncertain."""
    if found.status is None or not record.rests_on_general_knowledge:
        return found
    if rank(found.status) >= rank(Status.UNCERTAIN):
        return found
    return Outcome(Status.UNCERTAIN, found.flags, is_elsewhere=not covers(record, route))


def _has_not_begun(record: Record, on: dt.date) -> bool:
    return record.start is not None and on < record.start.first


def _permission_has_ended(record: Record, on: dt.date) -> bool:
    """Half open: the day of an exact end is out; inside a partial end it is not yet certain."""
    if record.valid_to_kind == EndKind.UNKNOWN_PAST:
        return True
    end = record.end
    return end is not None and (on >= end.first if end.is_exact() else on > end.last)


def _ban_has_ended(record: Record, on: dt.date) -> bool:
    """What forbids holds to the last day of a partial end, and while its end is not known.

    A ban that “has ended, day unknown” has certainly ended once the oldest evidence of that was there.
    Its lifecycle does not matter: only an end lifts a ban.
    """
    if record.valid_to_kind == EndKind.UNKNOWN_PAST:
        return record.oldest_evidence is not None and on >= record.oldest_evidence
    return _permission_has_ended(record, on)


def _end_is_unknown(record: Record, on: dt.date) -> bool:
    """An unknown end has not come up to the oldest date among the documents; later, nobody knows."""
    if record.valid_to_kind not in (EndKind.UNKNOWN, EndKind.UNKNOWN_AFTER_EVIDENCE):
        return False
    return record.oldest_evidence is None or on > record.oldest_evidence


def _is_inside_a_partial_date(record: Record, on: dt.date) -> bool:
    spans = (record.start, record.end)
    return any(span is not None and not span.is_exact() and on in span for span in spans)
