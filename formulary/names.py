"""From what somebody wrote to what it names: exactly one thing, or candidates and none taken."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db import connection
from django.db.models import Q

from formulary.models import Ingredient, IngredientName, Product
from formulary.rules.identifiers import identifier
from formulary.rules.names import normalise

Kind = Literal["ingredient", "product"]
KINDS: tuple[Kind, ...] = ("ingredient", "product")


@dataclass(frozen=True, slots=True)
class Asked:
    """A line as somebody wrote it: a kind and a slug, an identifier or a name."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """An ingredient or product that a text names (`exact`) or may mean (`fuzzy`), with its nearness."""

    kind: Kind
    slug: str
    name: str
    tier: Literal["exact", "fuzzy"]
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a text was taken for, or the candidates of which none was taken."""

    match: Match | None = None
    candidates: tuple[Match, ...] = ()


_NEAR = 10
"""How many candidates of each kind are offered."""

_CANDIDATES = """
SELECT asked.text, found.kind, found.slug, found.name, found.score
FROM unnest(%(texts)s::text[]) AS asked (text)
CROSS JOIN LATERAL (
    (SELECT 'ingredient' AS kind, i.slug, i.preferred_name AS name,
            max(greatest(similarity(n.normalised, asked.text),
                         word_similarity(asked.text, n.normalised))) AS score
     FROM formulary_ingredientname n JOIN formulary_ingredient i ON i.id = n.ingredient_id
     WHERE n.normalised %% asked.text OR asked.text <%% n.normalised
     GROUP BY i.id, i.slug, i.preferred_name ORDER BY score DESC, i.slug LIMIT %(near)s)
    UNION ALL
    (SELECT 'product', p.slug, p.name,
            greatest(similarity(p.normalised, asked.text),
                     word_similarity(asked.text, p.normalised))
     FROM formulary_product p
     WHERE p.normalised %% asked.text OR asked.text <%% p.normalised
     ORDER BY 4 DESC, p.slug LIMIT %(near)s)
) AS found
"""


def resolve(asked: Sequence[Asked], *, offer: bool = True) -> list[Resolution]:
    """What each text names. Four queries, however many texts: one of them only for what is unknown.

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
    near = _candidates(unknown) if unknown and offer else {}
    return [
        Resolution(match=matches[0])
        if len(matches) == 1
        else Resolution(candidates=_offer(matches, near.get(a.text, [])))
        for a, matches in zip(asked, found, strict=True)
    ]


def _offer(exact: list[Match], near: list[Match]) -> tuple[Match, ...]:
    """Those that share the exact name first, then the nearest."""
    taken = {(match.kind, match.slug) for match in exact}
    return (*exact, *(match for match in near if (match.kind, match.slug) not in taken))


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
    """The nearest ingredients and products by trigrams, best first, for each text."""
    normalised = {text: normalise(text) for text in texts}
    near: dict[str, list[Match]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, {"texts": sorted(set(normalised.values())), "near": _NEAR})
        for text, kind, slug, name, score in cursor.fetchall():
            near[text].append(Match(kind, slug, name, "fuzzy", round(score, 3)))
    for matches in near.values():
        matches.sort(key=lambda match: (-match.score, match.kind, match.slug))
    return {text: near[folded] for text, folded in normalised.items()}
