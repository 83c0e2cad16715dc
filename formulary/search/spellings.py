"""Which names that were ever written down are like a text."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction

from formulary.rules.likeness import phrases, relatives
from formulary.rules.probes import probes
from formulary.search.dictionary import (
    EVERYTHING,
    LONGEST,
    MOST_BEGUN,
    SECOND,
    THIRD,
    WHOLE,
    Dictionary,
    Scope,
    hashed,
    tail,
)

_ALIKE = """
SELECT asked.text, s.normalised, s.likeness
FROM unnest(%(texts)s::text[]) AS asked (text)
CROSS JOIN LATERAL (
    SELECT normalised, word_similarity(asked.text, normalised) AS likeness FROM formulary_spelling
    WHERE since IS NOT NULL AND asked.text <%% normalised
    ORDER BY likeness DESC, normalised LIMIT 20
) AS s
"""
_THRESHOLD = "0.45"
"""Of the trigrams of a text: one wrong letter in a word of eight leaves so many."""
_OF_A_PART = 0.9
"""What a part of a name that is like the text is worth: less than a whole name that is."""


@dataclass(slots=True)
class Found:
    """Names that may be like a text: those within a few slips of it, and others that begin as it does or stand in it."""

    near: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)


def like(text: str, held: Sequence[Dictionary], scope: Scope) -> Found:
    """For a normalised text: names within two slips of it, names in it, and names that begin with it."""
    found = Found(others=begun(text, held, scope))
    hashes = [*hashed(probes(text))]
    named = {*phrases(text), *relatives(text)}
    for names in held:
        found.near.update(names.having(hashes, scope))
        found.others.update(names.known(named, scope))
    return found


def begun(text: str, held: Sequence[Dictionary], scope: Scope) -> set[str]:
    """Names that begin with a normalised text, or of which the second or third word does.

    From each word on, the shortest: whatever is typed, few are read.
    """
    found: set[str] = set()
    for order in (WHOLE, SECOND, THIRD, EVERYTHING) if scope.everything else (WHOLE, SECOND, THIRD):
        all_begun = {name for names in held for name in names.begun(text, order, scope)}
        if len(all_begun) > MOST_BEGUN:
            ranked = sorted(
                all_begun, key=lambda name: (min(len(name), LONGEST), tail(name, order), name)
            )
            all_begun = set(ranked[:MOST_BEGUN])
        found |= all_begun
    return found


def alike(texts: Iterable[str]) -> dict[str, dict[str, float]]:
    """For texts that are hardly like any whole name: curated names with words that share many trigrams, and how many.

    Slow over hundreds of thousands of names, so it is the last resort.
    """
    found: dict[str, dict[str, float]] = defaultdict(dict)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [_THRESHOLD]
        )
        cursor.execute(_ALIKE, {"texts": list(texts)})
        for text, name, likeness in cursor.fetchall():
            found[text][name] = round(_OF_A_PART * likeness, 3)
    return found
