"""Jurisdictions, ingredients and classes: what no constraint of one row can say."""

import datetime as dt
from collections import defaultdict
from itertools import pairwise

from formulary.rules.names import normalise
from formulary.vocabulary import Reach
from registry.exchange.book import Book, Row
from registry.exchange.cells import Stay
from registry.vocabulary import JurisdictionKind


def check_jurisdictions(book: Book) -> None:
    """Unions have members, countries have subdivisions, and stays in one union lie apart."""
    after = {key[0]: (values, row) for key, values, row in book["jurisdictions"].after()}
    kinds = {code: values.get("kind") for code, (values, _) in after.items()}
    for code, (values, row) in after.items():
        stays = values.get("member_of", ())
        for column, word, kind in (
            ("part_of", values.get("part_of"), JurisdictionKind.COUNTRY),
            *(("member_of", stay.union, JurisdictionKind.UNION) for stay in stays),
        ):
            blamed = row or (after[word][1] if word in after else None)
            if word and kinds.get(word, kind) not in (kind, None) and blamed:
                expected = f"expected a {kind}: {word} is a {kinds[word]}"
                blamed.refuse(column if row else "kind", expected, word if row else None)
        if row:
            _check_stays(row, code, stays)


def _check_stays(row: Row, code: str, stays: tuple[Stay, ...]) -> None:
    by_union = defaultdict(list)
    for stay in stays:
        by_union[stay.union].append((stay.start or dt.date.min, stay.end or dt.date.max))
    for union, periods in by_union.items():
        periods.sort()
        if union == code:
            row.refuse("member_of", "a jurisdiction is not a member of itself", union)
        if any(end > start for (_, end), (start, _) in pairwise(periods)):
            row.refuse("member_of", "expected periods of one union that do not overlap", union)


def check_ingredients(book: Book) -> None:
    """Forms make no chain, and no ingredient has a name twice."""
    after = {key[0]: (values, row) for key, values, row in book["ingredients"].after()}
    for slug, (values, row) in after.items():
        base, of_base = after.get(values.get("form_of"), ({}, None))
        beyond = base.get("form_of")
        if beyond and values["form_of"] != slug:
            if row:
                row.refuse("form_of", f"expected a base: this is itself a form, of “{beyond}”")
            elif of_base:
                of_base.refuse(
                    "form_of", f"“{slug}” is a form of this, so it cannot be a form itself"
                )
        if row:
            _check_names(row)


def _check_names(row: Row) -> None:
    seen: dict[str, str] = {}
    for _, text in row.values.get("names", ()):
        folded = normalise(text)
        if folded in seen:
            same = f"expected each name once: it is the same name as “{seen[folded]}”"
            row.refuse("names", same, text)
        seen.setdefault(folded, text)


def check_classes(book: Book) -> None:
    """Only a class that reaches by its members names some."""
    for row in book["classes"].rows:
        if (
            row.values.get("ingredients")
            and row.values.get("reach", Reach.MEMBERS) != Reach.MEMBERS
        ):
            row.refuse("ingredients", "expected empty: only the reach “members” has ingredients")
