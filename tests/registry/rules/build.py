"""Short builders of plain values for the rules; everything is made up and says so."""

import datetime as dt

from registry.rules.values import (
    Dossier,
    Evidence,
    Group,
    Line,
    Product,
    Question,
    Record,
    Route,
    Substance,
)
from registry.vocabulary import Effect, EndKind, Lifecycle, RouteScope

INTRADERMAL = Route("intradermal", "Intradermal", True)
INTRALESIONAL = Route("intralesional", "Intralesional", True)
INTRAVENOUS = Route("intravenous", "Intravenous", True)
ORAL = Route("oral", "Oral", False)
TOPICAL = Route("topical", "Topical", False)
ROUTES = (INTRADERMAL, INTRALESIONAL, INTRAVENOUS, ORAL, TOPICAL)

TODAY = dt.date(2020, 6, 15)
PAPER = Evidence("example-paper", "Example paper", "", "2019-01-01")

SUBSTANCES = {
    "base": Substance("base", "Example base"),
    "salt": Substance("salt", "Example salt", "base"),
    "hydrate": Substance("hydrate", "Example hydrate", "base"),
    "other": Substance("other", "Example other"),
}
PRODUCTS = {
    "plain": Product("plain", "Example plain", "medicine", actives=frozenset({"base"})),
    "salted": Product("salted", "Example salted", "medicine", actives=frozenset({"salt"})),
    "combined": Product(
        "combined", "Example combined", "medicine", actives=frozenset({"base", "other"})
    ),
    "cream": Product("cream", "Example cream", "cosmetic", of_unknown_role=frozenset({"base"})),
    "filler": Product("filler", "Example filler", "device", actives=frozenset({"other"})),
}
GROUPS = {
    "members": Group("members", "Example members", "members", members=frozenset({"base"})),
    "cosmetics": Group("cosmetics", "Example cosmetics", "regulatory-class", "cosmetic"),
    "injections": Group("injections", "Example injections", "every-injection"),
    "unregistered": Group("unregistered", "Example unregistered", "unregistered"),
}

BASE = Line(ingredient="base")
SALT = Line(ingredient="salt")
HYDRATE = Line(ingredient="hydrate")
OTHER = Line(ingredient="other")
UNRESOLVED = Line()


def record(id="example-record", *, about=("ingredient", "base"), routes=(INTRADERMAL,), **values):
    """A valid grant of a medicine in the made-up jurisdiction XA, unless told otherwise."""
    scope = values.pop("route_scope", RouteScope.LISTED)
    defaults = {
        "jurisdiction": "XA",
        "authority": "example-authority",
        "regulatory_class": "medicine",
        "pathway": "EXAMPLE",
        "effect": Effect.GRANTED,
        "lifecycle": Lifecycle.VALID,
        "valid_from": "2000-01-01",
        "valid_to_kind": EndKind.DATE if values.get("valid_to") else EndKind.OPEN,
        "documents": (PAPER,),
    }
    return Record(
        id=id,
        subject_kind=about[0],
        subject=about[1],
        route_scope=scope,
        routes=tuple(routes) if scope == RouteScope.LISTED else (),
        **{**defaults, **values},
    )


def dossier(*records):
    """Everything on record, with the made-up family, products and groups above."""
    return Dossier(tuple(records), SUBSTANCES, PRODUCTS, GROUPS)


def question(*lines, route=INTRADERMAL, on=TODAY, purpose="hair-loss", is_mixed=True):
    """May the base, or these lines, be injected?"""
    return Question(route, on, purpose, lines or (BASE,), is_mixed)
