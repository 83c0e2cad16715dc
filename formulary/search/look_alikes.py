"""Which of the things that a search found are easily taken for each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from formulary.rules.likeness import Tier
from formulary.rules.look_alike import confusion
from formulary.rules.names import normalise
from formulary.search.find import Hit
from formulary.search.things import Named

_SUBSTANCES = ("ingredient", "known-substance")
_MOST = 10


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Two names that are easily confused, whose they are, and how they differ.

    Both may belong to one substance: its label name and its own name then say more and less.
    """

    a: str
    b: str
    of_a: Named
    of_b: Named
    difference: str


def look_alikes(text: str, hits: Sequence[Hit]) -> list[LookAlike]:
    """The pairs among the substances found of which at least one is in the formulary, the best found first."""
    found: list[LookAlike] = []
    substances = [hit for hit in hits if hit.thing.kind in _SUBSTANCES]
    for position, hit in enumerate(substances):
        own = normalise(hit.thing.name)
        if hit.tier in (Tier.EXACT, Tier.SYNONYM) and (told := confusion(normalise(text), own)):
            told += f" The name “{text.strip()}” is on record for {hit.thing.name}: make sure which is meant."
            found.append(LookAlike(text.strip(), hit.thing.name, hit.thing, hit.thing, told))
        for other in substances[position + 1 :]:
            if pair := _pair(hit.thing, other.thing):
                found.append(pair)
    return found[:_MOST]


def _pair(one: Named, other: Named) -> LookAlike | None:
    """By the names that matched, else by the names that the substances go by."""
    if "ingredient" not in (one.kind, other.kind) or _are_kin(one, other):
        return None
    for a, b in ((one.text, other.text), (one.name, other.name)):
        if told := confusion(normalise(a), normalise(b)):
            return LookAlike(
                a, b, one, other, f"{told} They are two substances{_codes(one, other)}."
            )
    return None


def _are_kin(one: Named, other: Named) -> bool:
    """A substance and its own salt, or two salts of one: alike because they belong together."""
    return bool(one.slug and other.slug) and (one.base or one.slug) == (other.base or other.slug)


def _codes(one: Named, other: Named) -> str:
    return f": UNII {one.unii} and {other.unii}" if one.unii and other.unii else ""
