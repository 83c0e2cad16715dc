"""What is here already and like a record that somebody is about to add: two records of one thing would give two answers.

Exactly the same name, identifier, address or number; or nearly the same name. Candidates for a person to look at:
nothing is taken for anything else.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from formulary.desk.links import change_url
from formulary.models import Ingredient, Product
from formulary.names import Asked, Kind, resolve
from formulary.rules.names import normalise
from registry.exchange.cells import Name
from registry.exchange.table import Values
from registry.exchange.tables import TABLES
from registry.facts.records import record as plain
from registry.models import Approval, Document, ProposedRow
from registry.presenters import approval_sentence

MOST = 5
"""How many records are offered for each."""

FEW = 50
"""Of drafts that add more records of a kind than this, nobody reads what each is like."""

NEAR = 0.5
"""Titles that share less of their trigrams than this are not called near."""

NEARLY = 0.65
"""Nor are names that the search scores less."""


DISTINGUISHING = ("holder", "country", "publisher", "published_on")


@dataclass(frozen=True, slots=True)
class Alike:
    """A record that is here, and what it has in common with the new one."""

    record: Model
    why: str

    @property
    def address(self) -> str:
        """Of its page at the desk."""
        return change_url(self.record)

    @property
    def name(self) -> str:
        """What it is called, with what tells it from another of the same name."""
        if isinstance(self.record, Approval):
            number = f", no. {self.record.number}" if self.record.number else ""
            return f"{approval_sentence(plain(self.record))}{number}"
        found = (getattr(self.record, name, "") for name in DISTINGUISHING)
        more = ", ".join(str(text) for text in found if text)
        return f"{self.record} ({more})" if more else str(self.record)


def alike(table: str, said: Sequence[Values]) -> list[list[Alike]]:
    """For each record of a table, by the values that are known of it: what is like it, the most alike first.

    The number of queries does not grow with the records. Of tables without a finder nothing is alike.
    """
    find = FINDERS.get(table)
    if not find or not said:
        return [[] for _ in said]
    return [found[:MOST] for found in find(said)]


def alike_of(rows: Sequence[ProposedRow]) -> dict[int, list[Alike]]:
    """By the key of each row that adds a record: what is like it. Nothing of drafts that add very many."""
    found: dict[int, list[Alike]] = {}
    for table in FINDERS:
        new = [row for row in rows if row.table == table and row.base is None]
        if len(new) <= FEW:
            said = alike(table, [TABLES[table].values(row.cells) for row in new])
            found |= {row.pk: some for row, some in zip(new, said, strict=True) if some}
    return found


def _ingredients(said: Sequence[Values]) -> list[list[Alike]]:
    texts = [_distinct(_texts_of(values)) for values in said]
    named = _named("ingredient", texts)
    slugs = {slug for found in named for slug in found}
    records = Ingredient.objects.in_bulk(slugs, field_name="slug")
    return [[Alike(records[slug], why) for slug, why in found.items()] for found in named]


def _texts_of(values: Values) -> Iterable[str]:
    """All by which an ingredient may be known already."""
    for column in ("unii", "cas", "slug"):
        yield values.get(column) or ""
    for name in (
        *map(values.get, ("preferred_name", "inn", "inci_name")),
        *values.get("names", ()),
    ):
        yield name.text if isinstance(name, Name) else ""


def _products(said: Sequence[Values]) -> list[list[Alike]]:
    """By name; those of the same holder come first."""
    named = _named("product", [_distinct([values.get("name") or ""]) for values in said])
    slugs = {slug for found in named for slug in found}
    records = Product.objects.in_bulk(slugs, field_name="slug")
    offered = []
    for values, found in zip(said, named, strict=True):
        holder = normalise(values.get("holder") or "")
        is_same = {slug: holder and normalise(records[slug].holder) == holder for slug in found}
        offered.append(
            [
                Alike(
                    records[slug],
                    f"{found[slug]}, and this holder" if is_same[slug] else found[slug],
                )
                for slug in sorted(found, key=lambda slug: not is_same[slug])
            ]
        )
    return offered


def _distinct(texts: Iterable[str]) -> list[str]:
    """Texts that fold to something, each once."""
    return list({normalise(text): text for text in texts if normalise(text)}.values())


def _named(kind: Kind, texts: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    """For each record: slugs of what its texts name, exactly and then nearly, and why."""
    resolved = iter(resolve([Asked(kind, text) for of_one in texts for text in of_one]))
    named = []
    for of_one in texts:
        exact: dict[str, str] = {}
        near: dict[str, tuple[float, str]] = {}
        for text, resolution in zip(of_one, resolved, strict=False):
            matches = [resolution.match] if resolution.match else resolution.candidates
            for match in matches:
                if match.tier == "exact":
                    exact.setdefault(match.slug, f"is found by “{text}”")
                elif match.kind == kind and match.score >= NEARLY:
                    words = (match.score, f"is called nearly like “{text}”")
                    near[match.slug] = max(words, near.get(match.slug, words))
        by_nearness = sorted(near.items(), key=lambda one: (-one[1][0], one[0]))
        named.append(exact | {slug: why for slug, (_, why) in by_nearness if slug not in exact})
    return named


_DOCUMENTS = r"""
SELECT asked.number, found.id, found.is_same
FROM unnest(%(numbers)s::int[], %(addresses)s::text[], %(titles)s::text[])
     AS asked (number, address, title)
CROSS JOIN LATERAL (
    SELECT d.id, d.address = asked.address AND d.address <> '' AS is_same,
           similarity(lower(d.title), asked.title) AS score
    FROM (
        SELECT id, title, rtrim(regexp_replace(lower(split_part(url, '#', 1)),
                                               '^[a-z]+://(www\.)?', ''), '/') AS address
        FROM registry_document
    ) d
    WHERE (d.address = asked.address AND d.address <> '')
          OR similarity(lower(d.title), asked.title) >= %(near)s
    ORDER BY 2 DESC, 3 DESC, d.id LIMIT %(most)s
) found
ORDER BY asked.number, found.is_same DESC, found.score DESC, found.id
"""


def _documents(said: Sequence[Values]) -> list[list[Alike]]:
    """By address, whatever its scheme, and by title."""
    asked = {
        "numbers": list(range(len(said))),
        "addresses": [_bare(values.get("url") or "") for values in said],
        "titles": [(values.get("title") or "").lower() for values in said],
        "near": NEAR,
        "most": MOST,
    }
    reasons = {True: "has this address", False: "has nearly this title"}
    return _found(_DOCUMENTS, asked, Document.objects.all(), reasons)


def _bare(url: str) -> str:
    """An address without what does not tell two documents apart."""
    return re.sub(r"^[a-z]+://(www\.)?", "", url.lower().partition("#")[0]).rstrip("/")


_APPROVALS = r"""
SELECT asked.number, found.id, found.is_same
FROM unnest(%(numbers)s::int[], %(authorities)s::text[], %(bare)s::text[], %(places)s::text[],
            %(types)s::text[], %(subjects)s::text[])
     AS asked (number, authority, bare, place, subject_type, subject)
CROSS JOIN LATERAL (
    SELECT row.id, row.is_same
    FROM (
        SELECT a.id, asked.bare <> ''
                     AND regexp_replace(lower(a.number), '[^[:alnum:]]', '', 'g') = asked.bare
                     AS is_same,
               j.code = asked.place AND CASE asked.subject_type WHEN 'ingredient' THEN i.slug
                   WHEN 'product' THEN p.slug ELSE c.slug END = asked.subject AS is_about_the_same
        FROM registry_approval a
        JOIN registry_authority u ON u.id = a.authority_id
        JOIN registry_jurisdiction j ON j.id = a.jurisdiction_id
        LEFT JOIN formulary_ingredient i ON i.id = a.ingredient_id
        LEFT JOIN formulary_product p ON p.id = a.product_id
        LEFT JOIN formulary_ingredientclass c ON c.id = a.ingredient_class_id
        WHERE a.superseded_in_id IS NULL AND u.slug = asked.authority
    ) row
    WHERE row.is_same OR row.is_about_the_same
    ORDER BY row.is_same DESC, row.id LIMIT %(most)s
) found
ORDER BY asked.number, found.is_same DESC, found.id
"""


def _approvals(said: Sequence[Values]) -> list[list[Alike]]:
    """Of the same authority: with this number, however it is written, or about this subject in this place."""
    asked = {
        "numbers": list(range(len(said))),
        "authorities": [values.get("authority") or "" for values in said],
        "bare": [re.sub(r"[\W_]", "", (values.get("number") or "").lower()) for values in said],
        "places": [values.get("jurisdiction") or "" for values in said],
        "types": [values.get("subject_type") or "" for values in said],
        "subjects": [values.get("subject") or "" for values in said],
        "most": MOST,
    }
    reasons = {True: "has this number", False: "is about this subject, here, by this authority"}
    return _found(_APPROVALS, asked, Approval.objects.for_api(), reasons)


def _found(
    statement: str, asked: dict[str, Any], rows: QuerySet[Any], reasons: dict[bool, str]
) -> list[list[Alike]]:
    """What a statement finds for each record that is asked about."""
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        found = cursor.fetchall()
    records = rows.in_bulk({pk for _, pk, _ in found})
    offered: dict[int, list[Alike]] = defaultdict(list)
    for number, pk, is_same in found:
        offered[number].append(Alike(records[pk], reasons[is_same]))
    return [offered[number] for number in asked["numbers"]]


FINDERS: dict[str, Callable[[Sequence[Values]], list[list[Alike]]]] = {
    "ingredients": _ingredients,
    "products": _products,
    "documents": _documents,
    "approvals": _approvals,
}
"""By the table of the records."""
