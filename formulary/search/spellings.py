"""Which names that were ever written down are like a text: one query, however many texts."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection, transaction

from formulary.rules.likeness import phrases, relatives

_LIKE = "SELECT * FROM spellings_like(%(texts)s::text[], %(owners)s::text[], %(names)s::text[], %(everything)s)"
_BEGUN = "SELECT * FROM spellings_begun(%(texts)s::text[], %(everything)s)"

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


def beginning_with(text: str, *, everything: bool) -> set[str]:
    """Names that begin with a normalised text, or of which the second or third word does."""
    return _ask(_BEGUN, {"texts": [text], "everything": everything})[text]


def like(texts: Collection[str], *, everything: bool) -> dict[str, set[str]]:
    """For each normalised text: names within two slips of it, names in it, and names that begin with it.

    Only names in the formulary, or `everything` that a look-up table has besides.
    """
    pairs = [(text, name) for text in texts for name in {*phrases(text), *relatives(text)}]
    asked = {
        "texts": list(texts),
        "owners": [text for text, _ in pairs],
        "names": [name for _, name in pairs],
        "everything": everything,
    }
    return _ask(_LIKE, asked)


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


def _ask(query: str, asked: dict[str, Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        for text, name in cursor.fetchall():
            found[text].add(name)
    return found
