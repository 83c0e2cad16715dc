"""Which questions a draft may answer otherwise: cocktails, places and routes. Read in the draft's trial."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from formulary.models import CocktailVersion, Ingredient, IngredientClass, ProductLine, Route
from formulary.vocabulary import Reach
from registry.exchange.tables import TABLES
from registry.models import Approval, Jurisdiction, Membership, ProposedRow
from registry.rules.values import Line
from registry.vocabulary import JurisdictionKind

INTRADERMAL = "intradermal"

Touched = dict[str, set[str]]
"""Slugs and codes, by table; places and routes besides."""


@dataclass(frozen=True, slots=True)
class Cocktail:
    """A published version, or one of the draft, with what it is asked as."""

    reference: str
    name: str
    lines: tuple[Line, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class Scope:
    cocktails: Sequence[Cocktail]
    places: Sequence[str]
    routes: Sequence[str]


def scope_of(rows: Sequence[ProposedRow], on: dt.date) -> Scope:
    """What is asked on both sides of a draft.

    A statement changes answers where its authority speaks; any other row, wherever somebody speaks of its subject.
    """
    touched = _touched(rows)
    elsewhere = _touched([row for row in rows if row.table != "approvals"])
    places = touched["places"] | set(
        _approvals(elsewhere).values_list("jurisdiction__code", flat=True).distinct()
    )
    spoken_of = _approvals(touched).values_list("approval_routes__route__code", flat=True)
    routes = Route.objects.filter(
        is_parenteral=True, code__in={*spoken_of.distinct(), *touched["routes"]}
    )
    others = routes.exclude(code=INTRADERMAL).order_by("code").values_list("code", flat=True)
    return Scope(
        cocktails=_cocktails(touched),
        places=_reached(places, on),
        routes=[INTRADERMAL, *others],
    )


def _approvals(touched: Touched) -> QuerySet[Approval]:
    """The live approvals about what is touched."""
    subjects = (
        Q(ingredient__slug__in=touched["ingredients"])
        | Q(product__slug__in=touched["products"])
        | Q(product__lines__ingredient__slug__in=touched["ingredients"])
        | Q(ingredient_class__slug__in=touched["classes"])
    )
    return Approval.objects.live().filter(subjects).order_by()


def _touched(rows: Iterable[ProposedRow]) -> Touched:
    """The slugs and codes that the rows speak of, on either side, with the relatives and members of them."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        table = TABLES[row.table]
        for cells in filter(None, (row.cells, row.base)):
            first = cells.get(table.key[0], "")
            if row.table in ("ingredients", "products", "classes", "cocktails"):
                found[row.table].add(first)
            if row.table == "jurisdictions":
                found["places"].add(first)
            for column in table.columns:
                if row.table != "approvals" and column.name in cells and column.refers_to:
                    words = column.named(column.read(cells[column.name]))
                    found[column.refers_to].update(words)
            if row.table == "approvals":
                _touched_by_approval(cells, found)
    members = Ingredient.objects.filter(classes__slug__in=found["classes"])
    found["ingredients"].update(members.values_list("slug", flat=True))
    found["ingredients"].update(_family(found["ingredients"]))
    return found


def _touched_by_approval(cells: dict[str, str], found: Touched) -> None:
    columns = {column.name: column for column in TABLES["approvals"].columns}
    found["places"].add(cells.get("jurisdiction", ""))
    for name in ("routes", "routes_excluded"):
        found["routes"].update(columns[name].read(cells.get(name, "")))
    for other, word in TABLES["approvals"].points_at(dict(cells)):
        found[other].add(word)


def _family(slugs: set[str]) -> Iterable[str]:
    """The ingredients, their bases and every form of either."""
    pks = Ingredient.objects.filter(slug__in=slugs).values_list("pk", flat=True)
    return Ingredient.objects.family_of(list(pks)).values_list("slug", flat=True)


def _cocktails(touched: Touched) -> list[Cocktail]:
    """The published versions that hold what is touched; all of them where a class reaches by another way."""
    holding = ProductLine.objects.filter(ingredient__slug__in=touched["ingredients"])
    wanted = CocktailVersion.objects.published()
    by_rule = IngredientClass.objects.filter(slug__in=touched["classes"])
    if not by_rule.exclude(reach=Reach.MEMBERS).exists():
        wanted = wanted.filter(
            Q(lines__ingredient__slug__in=touched["ingredients"])
            | Q(lines__product__in=holding.values("product"))
            | Q(lines__product__slug__in=touched["products"])
            | Q(cocktail__slug__in=touched["cocktails"])
        )
    versions = CocktailVersion.objects.filter(pk__in=wanted.values("pk")).for_api()
    return [
        Cocktail(
            reference=f"{version.cocktail.slug}@{version.version}",
            name=str(version),
            lines=tuple(
                Line(ingredient=line.ingredient.slug)
                if line.ingredient
                else Line(product=line.product.slug)
                for line in version.lines.all()
            ),
            is_new=version.pk < 0,  # as trials number what is new
        )
        for version in versions.order_by("cocktail__slug", "version")
    ]


def _reached(codes: set[str], on: dt.date) -> list[str]:
    """Countries whose answers the places may change: members of a union, and parts of a country."""
    places = Jurisdiction.objects.filter(code__in=codes)
    unions = [place.pk for place in places if place.kind == JurisdictionKind.UNION]
    members = Membership.objects.filter(union__in=unions, valid__contains=on).values("member")
    own = [place.pk for place in places if place.kind != JurisdictionKind.UNION]
    reached = Jurisdiction.objects.filter(
        Q(pk__in=own) | Q(pk__in=members) | Q(part_of__in=own) | Q(part_of__in=members)
    ).exclude(kind=JurisdictionKind.UNION)
    return list(reached.order_by("code").values_list("code", flat=True))
