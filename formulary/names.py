"""From what somebody wrote to what it names: exactly one thing, or candidates and none taken."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from django.db.models import Q

from formulary.models import Ingredient, IngredientName, Product
from formulary.rules.identifiers import identifier
from formulary.rules.names import normalise
from formulary.rules.value import Value
from formulary.search.find import Hit, near

Kind = Literal["ingredient", "product"]
KINDS: tuple[Kind, ...] = ("ingredient", "product")


class Asked(Value, frozen=True):
    """A line as somebody wrote it: a kind and a slug, an identifier or a name."""

    kind: Kind
    text: str


class Match(Value, frozen=True):
    """An ingredient or product that a text names (`exact`) or may mean (`fuzzy`), with its nearness."""

    kind: Kind
    slug: str
    name: str
    tier: Literal["exact", "fuzzy"]
    score: float = 1.0


class Resolution(Value, frozen=True):
    """What a text was taken for, or the candidates of which none was taken."""

    match: Match | None = None
    candidates: tuple[Match, ...] = ()


_NEAR = 10
"""How many candidates of each kind are offered."""


def resolve(asked: Sequence[Asked], *, offer: bool = True) -> list[Resolution]:
    """What each text names. Three queries, however many texts, and two or three more for what is unknown.

    Without `offer` only those are candidates that share the exact name.
    """
    exact = {
        "ingredient": _ingredients(a.text for a in asked if a.kind == "ingredient"),
        "product": _products(a.text for a in asked if a.kind == "product"),
    }
    return settle(asked, [exact[a.kind][a.text] for a in asked], offer=offer)


def settle(
    asked: Sequence[Asked], found: Sequence[list[Match]], *, offer: bool = True
) -> list[Resolution]:
    """From all that have exactly the asked name to what is taken, or offered: one query, if any is not known."""
    unknown = [a.text for a, matches in zip(asked, found, strict=True) if len(matches) != 1]
    offered = _candidates(unknown) if unknown and offer else {}
    return [
        Resolution(match=matches[0])
        if len(matches) == 1
        else Resolution(candidates=_offer(matches, offered.get(a.text, [])))
        for a, matches in zip(asked, found, strict=True)
    ]


def _offer(exact: list[Match], close: list[Match]) -> tuple[Match, ...]:
    """Those that share the exact name first, then the nearest."""
    taken = {(match.kind, match.slug) for match in exact}
    return (*exact, *(match for match in close if (match.kind, match.slug) not in taken))


def _ingredients(texts: Iterable[str]) -> dict[str, list[Match]]:
    """By slug, else by UNII or CAS, else by exact normalised name in any language."""
    wanted = sorted(set(texts))
    codes = {text: identifier(text) for text in wanted}
    by_slug: dict[str, list[Match]] = {}
    by_code: dict[str, list[Match]] = defaultdict(list)
    for slug, unii, cas, name in Ingredient.objects.filter(
        Q(slug__in=wanted)
        | Q(unii__in=[code for code in codes.values() if code])
        | Q(cas__in=[code for code in codes.values() if code])
    ).values_list("slug", "unii", "cas", "preferred_name"):
        match = Match("ingredient", slug, name, "exact")
        by_slug[slug] = [match]
        for code in {unii, cas} - {"", slug}:
            by_code[code].append(match)
    by_name: dict[str, dict[str, Match]] = defaultdict(dict)
    for normalised, slug, name in IngredientName.objects.filter(
        normalised__in={normalise(text) for text in wanted}
    ).values_list("normalised", "ingredient__slug", "ingredient__preferred_name"):
        by_name[normalised][slug] = Match("ingredient", slug, name, "exact")
    found = {}
    for text in wanted:
        own, coded = by_slug.get(text, []), by_code[codes[text]] if codes[text] else []
        own = own + coded if codes[text] == text else own or coded
        found[text] = own or list(by_name[normalise(text)].values())
    return found


def _products(texts: Iterable[str]) -> dict[str, list[Match]]:
    """By slug, else by exact normalised name."""
    wanted = sorted(set(texts))
    by_slug: dict[str, list[Match]] = defaultdict(list)
    by_name: dict[str, list[Match]] = defaultdict(list)
    for slug, name, normalised in (
        Product.objects.filter(
            Q(slug__in=wanted) | Q(normalised__in={normalise(text) for text in wanted})
        )
        .order_by("slug")
        .values_list("slug", "name", "normalised")
    ):
        match = Match("product", slug, name, "exact")
        by_slug[slug].append(match)
        by_name[normalised].append(match)
    return {text: by_slug[text] or by_name[normalise(text)] for text in wanted}


def _candidates(texts: Iterable[str]) -> dict[str, list[Match]]:
    """The nearest ingredients and products, best first, for each text: at most `_NEAR` of each kind."""
    normalised = {text: normalise(text) for text in texts}
    found = near(normalised.values(), kinds=("ingredient", "product"))
    return {text: list(_offered(found[folded])) for text, folded in normalised.items()}


def _offered(hits: Iterable[Hit]) -> Iterator[Match]:
    left = {"ingredient": _NEAR, "product": _NEAR}
    for hit in hits:
        kind: Kind = "product" if hit.thing.kind == "product" else "ingredient"
        if left[kind]:
            left[kind] -= 1
            yield Match(kind, hit.thing.slug, hit.thing.name, "fuzzy", hit.score)
