"""What happens when the lines of a question meet in one syringe. Never a part of the legal answer."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from formulary.rules.value import Value
from formulary.vocabulary import Rating

UNTESTED = "untested"
"""What is said of a pair of which nothing is recorded: never that it is compatible."""

_SEVERITY = {Rating.COMPATIBLE: 0, UNTESTED: 1, Rating.CAUTION: 2, Rating.INCOMPATIBLE: 3}


class Interaction(Value, frozen=True):
    """A recorded interaction of ingredient `a` with ingredient `b`, or with a `factor` such as pH."""

    a: str
    b: str | None
    factor: str
    rating: str
    mechanism: str
    effect: str
    source: str
    confidence: str


class Pair(Value, frozen=True):
    """An interaction found between two lines, by their positions from 0."""

    lines: tuple[int, int]
    interaction: Interaction


class Mixing(Value, frozen=True):
    """The worst of all pairs of lines, the interactions found, and the factors to mind."""

    rating: str
    pairs: tuple[Pair, ...]
    factors: tuple[Interaction, ...]


UNKNOWN_MIX = Mixing(UNTESTED, (), ())
"""Of lines about which no interaction is recorded."""


def mix(
    lines: Sequence[frozenset[str]],
    interactions: Sequence[Interaction],
    bases: Mapping[str, str],
) -> Mixing:
    """Rate every pair of lines; `lines` are the ingredients in each, `bases` the base of each form.

    A warning about one salt or hydrate holds for its relatives too; that one is compatible says nothing
    of another. A pair without a record is untested, and a mix is compatible only if every pair is.
    """
    if not interactions:
        return UNKNOWN_MIX
    pairs: list[Pair] = []
    ratings: list[str] = []
    for (i, left), (j, right) in combinations(enumerate(lines), 2):
        found = [it for it in interactions if _meet(it, left, right, bases)]
        pairs.extend(Pair((i, j), interaction) for interaction in found)
        ratings.append(max((it.rating for it in found), key=_severity, default=UNTESTED))
    return Mixing(
        rating=max(ratings, key=_severity, default=UNTESTED),
        pairs=tuple(pairs),
        factors=tuple(it for it in interactions if _minds_factor(it, lines, bases)),
    )


def _severity(rating: str) -> int:
    return _SEVERITY[rating]


def _meet(
    it: Interaction, left: frozenset[str], right: frozenset[str], bases: Mapping[str, str]
) -> bool:
    return it.b is not None and (
        (_holds(it, it.a, left, bases) and _holds(it, it.b, right, bases))
        or (_holds(it, it.a, right, bases) and _holds(it, it.b, left, bases))
    )


def _minds_factor(
    it: Interaction, lines: Sequence[frozenset[str]], bases: Mapping[str, str]
) -> bool:
    return it.b is None and any(_holds(it, it.a, line, bases) for line in lines)


def _holds(it: Interaction, slug: str, line: frozenset[str], bases: Mapping[str, str]) -> bool:
    """Whether the line holds the ingredient or, for a warning, a relative of it."""
    if it.rating == Rating.COMPATIBLE:
        return slug in line
    root = bases.get(slug, slug)
    return any(bases.get(held, held) == root for held in line)
