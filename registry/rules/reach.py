"""Which records bear on a line, and how (docs/verdict.md, step 2)."""

from enum import Enum, auto

from formulary.rules.value import Value
from formulary.vocabulary import Reach, RegulatoryClass
from registry.rules.values import Dossier, Group, Line, Product, Record, Route
from registry.vocabulary import SENSITIVITY_TEST, SOLD_AS_COSMETIC, Effect, Lifecycle

_OF_A_PRODUCT = frozenset({Effect.GRANTED, Effect.TOLERATED, Effect.SPECIAL_ACCESS})
_RULES = frozenset({Effect.REQUIREMENT, Effect.RULE_SUSPENDED})
_MEDICINES = frozenset({RegulatoryClass.MEDICINE, RegulatoryClass.BIOLOGIC})


class Way(Enum):
    """The way by which a record comes to a line."""

    ITSELF = auto()
    """It is about what the line names, or about a class that holds it."""
    FROM_BASE = auto()
    """It is about the base of which this is a form: only a ban goes down."""
    FROM_FORM = auto()
    """It is about a form of this base: only a grant goes up."""
    BANS_AND_RULES = auto()
    """It is about a substance of the named product: only bans, closed doors and rules count."""
    ABSENCE = auto()
    """It speaks of what has no record: a note on such a line."""
    NOT_AT_ALL = auto()
    """It is about a relative and does not move: a note."""


class Connection(Value, frozen=True):
    """How a record is connected to a line."""

    way: Way
    is_in_combination: bool = False
    why_none: str = ""


def connect(record: Record, line: Line, dossier: Dossier, route: Route) -> Connection | None:
    """The connection of a record to a line, or None where there is none."""
    if record.subject_kind == "class":
        return _with_class(dossier.groups[record.subject], line, dossier, route)
    if line.product is not None:
        return _with_named_product(record, dossier.products[line.product], dossier)
    if line.ingredient is None:
        return None
    if record.subject_kind == "ingredient":
        way = _kinship(record.subject, line.ingredient, dossier)
        return Connection(way) if way else None
    return _with_product_of_ingredient(record, line.ingredient, dossier)


def asked_purposes(line: Line, purpose: str, dossier: Dossier) -> frozenset[str]:
    """The asked purpose, and `sold-as-cosmetic` for a line that names a cosmetic product."""
    product = dossier.products.get(line.product or "")
    if product and product.regulatory_class == RegulatoryClass.COSMETIC:
        return frozenset({purpose, SOLD_AS_COSMETIC})
    return frozenset({purpose})


def is_limited_elsewhere(record: Record, purposes: frozenset[str]) -> bool:
    """Whether it is limited to purposes of which none was asked."""
    return bool(record.purposes) and purposes.isdisjoint(record.purposes)


def shows_that_a_product_exists(record: Record) -> bool:
    """Whether a record limited to another purpose still counts: a medicine's grant, no test dose."""
    return (
        record.effect == Effect.GRANTED
        and record.regulatory_class in _MEDICINES
        and record.subject_kind != "class"
        and set(record.purposes) != {SENSITIVITY_TEST}
    )


def _kinship(about: str, asked: str, dossier: Dossier) -> Way | None:
    """How a statement about one ingredient stands to another."""
    if about == asked:
        return Way.ITSELF
    base, base_of_about = dossier.base_of(asked), dossier.base_of(about)
    if about == base:
        return Way.FROM_BASE
    if base_of_about is None:
        return None
    if base_of_about == asked:
        return Way.FROM_FORM
    return Way.NOT_AT_ALL if base_of_about == base else None


def _with_product_of_ingredient(record: Record, asked: str, dossier: Dossier) -> Connection | None:
    """A product counts for an ingredient that is active in it, with what permits it alone."""
    product = dossier.products[record.subject]
    actives = product.actives
    kin = {slug: way for slug in actives if (way := _kinship(slug, asked, dossier))}
    if not kin:
        return None
    same = {slug for slug, way in kin.items() if way in (Way.ITSELF, Way.FROM_FORM)}
    if not same:
        return Connection(Way.NOT_AT_ALL, why_none="It is a product of a related substance.")
    if record.effect not in _OF_A_PRODUCT:
        return Connection(Way.NOT_AT_ALL, why_none="It is about one product, not the substance.")
    way = Way.ITSELF if asked in same else Way.FROM_FORM
    return Connection(way, is_in_combination=bool(actives - same) or product.has_other_actives)


def _with_named_product(record: Record, product: Product, dossier: Dossier) -> Connection | None:
    if record.subject_kind == "product":
        return Connection(Way.ITSELF) if record.subject == product.slug else None
    return _with_substances(frozenset({record.subject}), product, dossier)


def _with_substances(
    about: frozenset[str], product: Product, dossier: Dossier
) -> Connection | None:
    """Statements above product level about what is active, or may be, in the named product."""
    within = product.maybe_active
    if about & within:
        return Connection(
            Way.BANS_AND_RULES, why_none="It opens a substance, which opens no product."
        )
    if about & {dossier.base_of(slug) for slug in within}:
        return Connection(Way.FROM_BASE)
    return None


def _with_class(group: Group, line: Line, dossier: Dossier, route: Route) -> Connection | None:
    if group.reach == Reach.UNREGISTERED:
        return Connection(Way.ABSENCE)
    if group.reach == Reach.EVERY_INJECTION:
        return Connection(Way.ITSELF) if route.is_parenteral else None
    if group.reach == Reach.REGULATORY_CLASS:
        product = dossier.products.get(line.product or "")
        holds = product is not None and product.regulatory_class == group.regulatory_class
        return Connection(Way.ITSELF) if holds else None
    if line.product is not None:
        return _with_substances(group.members, dossier.products[line.product], dossier)
    ways = {_kinship(member, line.ingredient or "", dossier) for member in group.members}
    for way in (Way.ITSELF, Way.FROM_BASE):
        if way in ways:
            return Connection(way)
    return Connection(Way.NOT_AT_ALL) if ways - {None} else None


def moves(way: Way, record: Record, is_ban: bool) -> bool:
    """Whether what a record says holds for the line to which it came by `way`.

    Bans go down, grants go up, and nothing else moves. `is_ban`: on this day it forbids, or suspends
    above product level.
    """
    match way:
        case Way.ITSELF:
            return True
        case Way.FROM_BASE:
            return is_ban
        case Way.FROM_FORM:
            suspends = record.lifecycle in (Lifecycle.SUSPENDED, Lifecycle.REVOKED)
            is_grant = record.effect == Effect.GRANTED
            return is_grant and not (suspends and record.is_above_product_level)
        case Way.BANS_AND_RULES:
            return is_ban or record.effect in _RULES
        case _:
            return False
