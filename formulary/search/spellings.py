"""Which names that were ever written down are like a text: one query, however many texts."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection, transaction

from formulary.rules.likeness import phrases, relatives

_THRESHOLD = 0.5
"""Of the trigrams, below which a name is nothing like the text."""

_LIKE = "SELECT * FROM spellings_like(%(texts)s::text[], %(owners)s::text[], %(names)s::text[], %(everything)s)"
_BEGUN = "SELECT * FROM spellings_begun(%(texts)s::text[], %(everything)s)"

_ALIKE = """
SELECT asked.text, s.normalised, s.likeness
FROM unnest(%(texts)s::text[]) AS asked (text)
CROSS JOIN LATERAL (
    SELECT normalised, similarity(normalised, asked.text) AS likeness FROM formulary_spelling
    WHERE since IS NOT NULL AND normalised %% asked.text
    ORDER BY likeness DESC, normalised LIMIT 20
) AS s
"""


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
    """For texts that are like no name otherwise: curated names that share many trigrams, with their nearness.

    Slow over hundreds of thousands of names, so it is the last resort.
    """
    found: dict[str, dict[str, float]] = defaultdict(dict)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(_THRESHOLD)]
        )
        cursor.execute(_ALIKE, {"texts": list(texts)})
        for text, name, likeness in cursor.fetchall():
            found[text][name] = round(likeness, 3)
    return found


def _ask(query: str, asked: dict[str, Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        for text, name in cursor.fetchall():
            found[text].add(name)
    return found
