"""Approvals: what the database checks when an edition is sealed, on the row that causes it."""

import datetime as dt

from formulary.vocabulary import RegulatoryClass
from registry.exchange.book import Book, Row
from registry.exchange.checks.references import Words
from registry.exchange.tables_of_registry import SUBJECTS
from registry.rules.partial_date import PartialDate
from registry.vocabulary import GENERAL_KNOWLEDGE, Effect, JurisdictionKind, RouteScope


def check_approvals(book: Book) -> None:
    """Subjects exist, periods last, and each record is whole."""
    parenteral = {key[0] for key, values, _ in book["routes"].after() if values.get("parenteral")}
    unions = {
        key[0]
        for key, values, _ in book["jurisdictions"].after()
        if values.get("kind", JurisdictionKind.UNION) == JurisdictionKind.UNION
    }
    words = {word: Words(book[table]) for word, (_, table) in SUBJECTS.items()}
    for row in book["approvals"].rows:
        _check_subject(row, words)
        _check_period(row)
        _check_evidence(row)
        _check_routes(row, parenteral)
        values = row.values
        if values.get("union_wide") and values.get("jurisdiction", "") not in {*unions, ""}:
            row.refuse("union_wide", "expected no: only a union's record is union-wide")


def _check_subject(row: Row, words: dict[str, Words]) -> None:
    word, subject = row.values.get("subject_type"), row.values.get("subject")
    if word and subject and words[word].lack(subject):
        row.refuse("subject", words[word].expected_instead_of(subject))


def _check_period(row: Row) -> None:
    """The end, as late as it may be, comes after the beginning, as early as it may be."""
    if not {"valid_from", "valid_to"} <= row.values.keys():
        return
    start = PartialDate.parse(row.values["valid_from"])
    end = PartialDate.parse(row.values["valid_to"])
    if start and end:
        out = end.first if end.is_exact() else end.last + dt.timedelta(days=1)
        if start.first >= out:
            row.refuse("valid_to", f"expected a day after the beginning, {row.cells['valid_from']}")


def _check_evidence(row: Row) -> None:
    values = row.values
    if not values.get("documents", True) and values.get("confidence") != GENERAL_KNOWLEDGE:
        expected = f"expected a document, or exactly “{GENERAL_KNOWLEDGE}” as confidence"
        row.refuse("documents", expected)


def _check_routes(row: Row, parenteral: set[str]) -> None:
    scope, routes = row.values.get("route_scope"), row.values.get("routes")
    if scope is None or routes is None:
        return
    if scope == RouteScope.LISTED and not routes:
        row.refuse("routes", "expected at least one route, as the route scope is “listed”")
    if scope != RouteScope.LISTED and routes:
        row.refuse("routes", f"expected empty, as the route scope is “{scope}”")
    for route in set(routes) & set(row.values.get("routes_excluded", ())):
        row.refuse("routes_excluded", "expected a route that is not listed as well", route)
    if (
        row.values.get("effect") == Effect.GRANTED
        and row.values.get("regulatory_class") == RegulatoryClass.COSMETIC
    ):
        for route in sorted(set(routes) & parenteral):
            row.refuse("routes", "a cosmetic is never granted by a parenteral route", route)
