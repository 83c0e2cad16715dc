"""How near a name is to what was typed: the tier of a match, and its score from 0 to 1."""

from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum

from rapidfuzz import process
from rapidfuzz.distance import OSA

MOST_WORDS = 40
"""Of a text: no name has as many, and a pasted page would cost time."""
LONGEST_PHRASE = 5
PARTICLES = (
    *("d", "l", "dl", "dex", "levo", "rac", "cis", "trans", "iso", "nor", "des", "homo", "epi"),
    *("mono", "di", "tri", "hydroxy", "methyl", "acetyl", "cyano", "pseudo", "cyclo", "pro"),
)
"""Beginnings that make another substance of a name: dexpanthenol is not panthenol."""


class Tier(StrEnum):
    """In what way a name matches, the surest first."""

    EXACT = "exact"
    SYNONYM = "synonym"
    PREFIX = "prefix"
    FUZZY = "fuzzy"


def squeeze(name: str) -> str:
    """The name without its blanks: “dex panthenol” is spelled like “dexpanthenol”."""
    return name.replace(" ", "")


def slips(a: str, b: str) -> int:
    """Letters left out, added, changed, or swapped with their neighbour, whatever the blanks."""
    return OSA.distance(squeeze(a), squeeze(b))


_MOST_SLIPS = 3


def bearable(size: int) -> int:
    """How many slips a name of so many letters may have and still be offered."""
    return 0 if size < 3 else 1 if size < 5 else 2 if size < 15 else _MOST_SLIPS


def likeness(asked: str, name: str) -> tuple[Tier, float] | None:
    """How the normalised `name` matches the normalised text, or None where it does not.

    1 is the same name. A name that begins with the text scores from 0.5 up, by the share that is typed; one of
    which a later word does, from 0.4. A misspelt name scores by the share of its letters that are right. A name
    that stands in the text as words scores by its share of the text.
    """
    if asked == name:
        return Tier.EXACT, 1.0
    found = [grade for grade in (_begun(asked, name), _misspelt(asked, name)) if grade]
    if not found and f" {name} " in f" {asked} ":
        return Tier.FUZZY, round(0.9 * len(name) / len(asked), 3)
    return max(found, key=lambda grade: grade[1], default=None)


def promising(asked: str, near: Collection[str], others: Iterable[str]) -> list[str]:
    """Those of the names that `likeness` may match: the rest is sorted out without a look at each in Python.

    `near` are names of about as many letters, which match by their slips or not at all.
    """
    listed = list(near)
    found = process.extract(
        squeeze(asked),
        [squeeze(name) for name in listed],
        scorer=OSA.distance,
        score_cutoff=_MOST_SLIPS,
        limit=None,
    )
    return list(dict.fromkeys([*(listed[place] for _, _, place in found), *others]))


def _begun(asked: str, name: str) -> tuple[Tier, float] | None:
    share = len(asked) / len(name)
    if name.startswith(asked):
        return Tier.PREFIX, round(0.5 + share / 2, 3)
    if f" {asked}" in name:
        return Tier.PREFIX, round(0.4 + share / 2, 3)
    return None


def _misspelt(asked: str, name: str) -> tuple[Tier, float] | None:
    a, b = squeeze(asked), squeeze(name)
    most = bearable(len(b))
    distance = OSA.distance(a, b, score_cutoff=most)
    if distance <= most:
        return Tier.FUZZY, round(min(1 - distance / max(len(a), len(b)), 0.99), 3)
    if particle(a, b):
        return Tier.FUZZY, round(min(len(a), len(b)) / max(len(a), len(b)), 3)
    return None


def particle(a: str, b: str) -> str:
    """The beginning that one of two squeezed names has more than the other; empty where that is not it."""
    short, long = (a, b) if len(a) < len(b) else (b, a)
    if len(short) < 4 or not long.endswith(short):
        return ""
    extra = long.removesuffix(short)
    return extra if extra in PARTICLES else ""


def relatives(asked: str) -> Iterator[str]:
    """Names that differ from this one by a beginning that makes another substance of it."""
    for extra in PARTICLES:
        yield f"{extra}{asked}"
        yield f"{extra} {asked}"
        bare = asked.removeprefix(extra).lstrip()
        if bare != asked and len(bare) > 3:
            yield bare


def phrases(asked: str) -> Iterator[str]:
    """The runs of words in a text that may be names: longer than two letters, and not all of the text."""
    words = asked.split()[:MOST_WORDS]
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST_PHRASE, len(words)) + 1):
            phrase = " ".join(words[start:end])
            if phrase != asked and len(phrase) > 2 and not phrase.replace(" ", "").isdigit():
                yield phrase
