"""The search: names and codes, tier by tier, each thing once with the name that matched best."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from msgspec.structs import replace

from formulary.rules.abbreviations import spelled_out
from formulary.rules.identifiers import clean_atc, identifier
from formulary.rules.likeness import Tier, likeness, promising
from formulary.rules.names import normalise
from formulary.rules.value import Value
from formulary.search.source import DATABASE, Source
from formulary.search.spellings import Found
from formulary.search.things import OF_THE_LIST, Named, ThingKind

CURATED: tuple[ThingKind, ...] = ("ingredient", "product", "cocktail")
EVERY_KIND: tuple[ThingKind, ...] = (*CURATED, "known-substance")

_MOST_SPELLINGS = 300
"""The nearest names whose things are looked up: more than any answer shows."""
_TIERS = list(Tier)
_SHORTEST_ATC = 3
_SHORTEST_PART = 4
_NOT_AS_TYPED = 0.99
_LIKELY = 0.65
"""A whole name that scores so much is what was meant; below, words within names are looked at too."""


class Hit(Value, frozen=True):
    """A thing that a text may mean, and the name or code of it that matched."""

    thing: Named
    tier: Tier
    score: float

    @property
    def rank(self) -> tuple[float, int, bool, str, str]:
        """Best first; among equals the surer tier, what is in the formulary, then a fixed order."""
        kind, key = self.thing.key
        return -self.score, _TIERS.index(self.tier), kind == "known-substance", kind, key


def search(
    text: str, *, kinds: Collection[ThingKind], limit: int, source: Source = DATABASE
) -> list[Hit]:
    """What a text may mean, best first."""
    coded = by_code(text, kinds, source)
    asked = normalise(text)
    written_out = spelled_out(asked)
    found = near({asked, written_out}, kinds=kinds, source=source)
    meant = map(_not_as_typed, found[written_out]) if written_out != asked else ()
    return _best([*coded, *found[asked], *meant])[:limit]


def _not_as_typed(hit: Hit) -> Hit:
    """The hit of a text that was written shortly: never as sure as the name itself."""
    if hit.tier in (Tier.EXACT, Tier.SYNONYM):
        return replace(hit, tier=Tier.FUZZY, score=_NOT_AS_TYPED)
    return hit


def suggest(
    text: str, *, kinds: Collection[ThingKind], limit: int, source: Source = DATABASE
) -> list[Hit]:
    """What the name that somebody is typing may become."""
    asked = normalise(text)
    found = source.beginning_with(asked, everything="known-substance" in kinds)
    return _hits({asked: _graded(asked, found)}, kinds, source)[asked][:limit]


def by_code(text: str, kinds: Collection[ThingKind], source: Source = DATABASE) -> list[Hit]:
    """What has the text as its slug or identifier."""
    bare = text.strip()
    code, atc = identifier(bare), _atc(bare)
    if not (code or atc or "-" in bare):
        return []  # no code, and no slug that says more than a name does
    found = source.with_code(slug=bare.lower(), code=code, atc=atc, kinds=kinds)
    return [Hit(thing, Tier.EXACT, 1.0) for thing in found]


def near(
    texts: Iterable[str], *, kinds: Collection[ThingKind], source: Source = DATABASE
) -> dict[str, list[Hit]]:
    """For each normalised text what it may mean, best first. Two or three queries at most, however many texts."""
    wanted = {text for text in texts if text}
    everything = "known-substance" in kinds
    found = source.like(wanted, everything=everything) if wanted else {}
    graded = {text: _graded(text, found[text]) for text in wanted}
    strange = [text for text in wanted if _is_strange(text, graded[text])]
    for text, names in (source.alike(strange) if strange else {}).items():
        parts = {name: (Tier.FUZZY, score) for name, score in names.items()}
        graded[text] = parts | graded[text]
    return defaultdict(list, _hits(graded, kinds, source))


_Graded = dict[str, tuple[Tier, float]]


def _is_strange(text: str, graded: _Graded) -> bool:
    """Whether no whole name is like the text, and it is long enough to be a part of one."""
    best = max((score for _, score in graded.values()), default=0)
    return best < _LIKELY and len(text) >= _SHORTEST_PART


def _graded(asked: str, found: Found) -> _Graded:
    """The names that are like the text, with their tier and score: the best of them, in a fixed order."""
    close = promising(asked, found.near, found.others)
    graded = [(name, grade) for name in close if (grade := likeness(asked, name))]
    graded.sort(key=lambda each: (-each[1][1], each[0]))
    return dict(graded[:_MOST_SPELLINGS])


def _hits(
    graded: dict[str, _Graded], kinds: Collection[ThingKind], source: Source
) -> dict[str, list[Hit]]:
    by_spelling: dict[str, list[Named]] = defaultdict(list)
    for thing in source.named_by(set().union(*graded.values()), kinds):
        if thing.kind in kinds:
            by_spelling[thing.normalised].append(thing)
    return {
        text: _best(
            Hit(thing, _tier(thing, tier), score)
            for spelling, (tier, score) in names.items()
            for thing in by_spelling[spelling]
        )
        for text, names in graded.items()
    }


def _tier(thing: Named, tier: Tier) -> Tier:
    """The whole name, of a synonym, is a match of its own tier."""
    is_synonym = thing.name_kind in ("synonym", OF_THE_LIST)
    return Tier.SYNONYM if tier is Tier.EXACT and is_synonym else tier


def _best(hits: Iterable[Hit]) -> list[Hit]:
    """Each thing once, by the name that matched best; a name of ours before the same in a look-up table."""
    best: dict[tuple[str, str], Hit] = {}
    for hit in sorted(hits, key=_order):
        best.setdefault(hit.thing.key, hit)
    return sorted(best.values(), key=lambda hit: hit.rank)


def _order(hit: Hit) -> tuple[object, ...]:
    thing = hit.thing
    return hit.rank, thing.name_kind == OF_THE_LIST, thing.name_kind, thing.language, thing.text


def _atc(text: str) -> str:
    try:
        code = clean_atc(text)
    except ValueError:
        return ""
    return code if len(code) >= _SHORTEST_ATC else ""
