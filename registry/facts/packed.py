"""Records and what belongs to them as lists of plain values, for a shelf, and back again."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from msgspec.structs import astuple

from formulary.rules.mixing import Interaction
from registry.rules.values import Evidence, Group, Product, Record, Route
from registry.vocabulary import Effect, EndKind, Lifecycle, RouteScope

_EFFECTS = {word.value: word for word in Effect}
_LIFECYCLES = {word.value: word for word in Lifecycle}
_SCOPES = {word.value: word for word in RouteScope}
_ENDS = {word.value: word for word in EndKind}


LISTED, EXCLUDED, DOCUMENTS, WIDE = 14, 15, 20, 22
"""Where these fields stand in a packed record."""


def unpack_record(
    packed: list[Any], route: Callable[[str], Route], document: Callable[[int], Evidence]
) -> Record:
    """The record, whose fields are packed in their order; routes by their codes, documents by their places."""
    packed[7] = _EFFECTS[packed[7]]
    packed[8] = _LIFECYCLES[packed[8]]
    packed[9] = _SCOPES[packed[9]]
    packed[LISTED] = tuple([route(code) for code in packed[LISTED]])
    packed[EXCLUDED] = tuple([route(code) for code in packed[EXCLUDED]])
    packed[16] = tuple(packed[16])
    packed[19] = _ENDS[packed[19]]
    packed[DOCUMENTS] = tuple([document(place) for place in packed[DOCUMENTS]])
    packed[25] = _day(packed[25])
    return Record(*packed)


def pack_product(product: Product) -> list[Any]:
    return [
        product.slug,
        product.name,
        product.regulatory_class,
        sorted(product.actives),
        sorted(product.of_unknown_role),
        sorted(product.excipients),
        product.has_other_actives,
    ]


def unpack_product(packed: list[Any]) -> Product:
    slug, name, regulatory_class, actives, unknown, excipients, has_others = packed
    return Product(
        slug,
        name,
        regulatory_class,
        frozenset(actives),
        frozenset(unknown),
        frozenset(excipients),
        has_others,
    )


def pack_group(group: Group) -> list[Any]:
    return [group.slug, group.name, group.reach, group.regulatory_class, sorted(group.members)]


def unpack_group(packed: list[Any]) -> Group:
    slug, name, reach, regulatory_class, members = packed
    return Group(slug, name, reach, regulatory_class, frozenset(members))


def pack_interaction(interaction: Interaction) -> list[Any]:
    return list(astuple(interaction))


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def unpack_document(packed: list[Any]) -> Evidence:
    slug, title, url, published_on, retrieved_on, due = packed
    return Evidence(slug, title, url, published_on, retrieved_on, _day(due))


def pack_document(document: Evidence) -> list[Any]:
    due = document.review_due_on
    return [
        document.slug,
        document.title,
        document.url,
        document.published_on,
        document.retrieved_on,
        due and due.isoformat(),
    ]
