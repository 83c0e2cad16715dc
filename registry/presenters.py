"""Rows as plain words for pages. Values in, text out: no database, no clock."""

from registry.rules.values import Record
from registry.vocabulary import EndKind, Lifecycle, RouteScope

ROUTE_SCOPES = {
    RouteScope.ANY: "any route",
    RouteScope.PARENTERAL: "injection",
    RouteScope.UNSPECIFIED: "injection, route not stated",
    RouteScope.UNSTATED: "route not stated",
}

ENDS = {
    EndKind.OPEN: "",
    EndKind.UNKNOWN_PAST: "has ended, day not known",
    EndKind.UNKNOWN_AFTER_EVIDENCE: "end not known after the evidence",
    EndKind.UNKNOWN: "end not known",
}


def approval_sentence(record: Record) -> str:
    """An approval in one line.

    “US · FDA · GHK-Cu · injection · compounding closed, 2023-09-29 to 2026-04-22”
    """
    who = [record.jurisdiction, record.authority_name, record.subject_name]
    parts = [*who, routes(record), statement(record)]
    return f"{' · '.join(parts)}, {period(record)}"


def routes(record: Record) -> str:
    """By which routes: “intradermal, subcutaneous”, “any route but intravenous”."""
    if record.route_scope == RouteScope.LISTED:
        words = ", ".join(_in_a_sentence(route.name) for route in record.routes)
    else:
        words = ROUTE_SCOPES[record.route_scope]
    excluded = ", ".join(_in_a_sentence(route.name) for route in record.routes_excluded)
    return f"{words} but not {excluded}" if excluded else words


def statement(record: Record) -> str:
    """What the authority says: “granted for submental-fat (suspended)”, “prohibited, disputed”."""
    words = record.effect.label.lower()
    if record.purposes:
        words += f" for {', '.join(record.purposes)}"
    if record.lifecycle == Lifecycle.UNKNOWN:
        words += " (state not known)"
    elif record.lifecycle != Lifecycle.VALID:
        words += f" ({record.lifecycle.label.lower()})"
    return f"{words}, disputed" if record.is_disputed else words


def period(record: Record) -> str:
    """When it holds: “2023-09-29 to 2026-04-22”, “since 2004”, “dates not known”."""
    if record.valid_to:
        return f"{record.valid_from or 'unknown day'} to {record.valid_to}"
    end = ENDS[record.valid_to_kind]
    if record.valid_from:
        return f"since {record.valid_from}, {end}" if end else f"since {record.valid_from}"
    return f"start not known, {end}" if end else "start not known"


def _in_a_sentence(name: str) -> str:
    """A name without its capital, unless its second letter is one too (“IV”)."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
