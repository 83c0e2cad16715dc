"""What a complete register lets us say about a substance that is not in it: “not found”, and never more."""

from collections.abc import Mapping, Sequence

from django.db import connection

from registry.facts.reader import Absence

_NOT_FOUND = """
WITH copy AS (
    SELECT DISTINCT ON (c.register) c.id, c.register, c.title, c.published_on, c.counts, d.url
    FROM registry_registercopy c
    LEFT JOIN registry_document d ON d.id = c.document_id
    WHERE c.edition_id IS NOT NULL AND c.is_complete
      AND (c.jurisdiction_id = %(place)s
           OR c.jurisdiction_id = ANY(%(above)s) AND (NOT c.jurisdiction_id = ANY(%(unions)s)
                                                      OR c.is_union_wide))
    ORDER BY c.register, c.edition_id DESC
), asked AS (
    SELECT ingredient, array_agg(name) AS names
    FROM unnest(%(ingredients)s::text[], %(names)s::text[]) AS named (ingredient, name)
    GROUP BY ingredient
)
SELECT asked.ingredient, copy.register, copy.title, copy.published_on, coalesce(copy.url, ''),
       coalesce((copy.counts ->> 'rejected')::integer, 0)
FROM asked CROSS JOIN copy
WHERE NOT EXISTS (
    SELECT 1 FROM registry_registerentry e
    WHERE e.register = copy.register AND e.names && asked.names AND e.gone_in_id IS NULL
)
ORDER BY asked.ingredient, copy.register
"""


def not_found(
    *,
    place: int,
    above: Sequence[int],
    unions: Sequence[int],
    names: Mapping[str, Sequence[str]],
) -> dict[str, list[Absence]]:
    """By ingredient: the complete registers of a place, as last applied, that name it in no entry.

    `names` are all normalised names of each ingredient and of its base and forms: a register that has one
    of these has the substance. One query, however many ingredients.
    """
    pairs = [(slug, name) for slug, known in names.items() for name in known]
    found: dict[str, list[Absence]] = {slug: [] for slug in names}
    with connection.cursor() as cursor:
        cursor.execute(
            _NOT_FOUND,
            {
                "place": place,
                "above": list(above),
                "unions": list(unions),
                "ingredients": [slug for slug, _ in pairs],
                "names": [name for _, name in pairs],
            },
        )
        for slug, *absence in cursor.fetchall():
            found[slug].append(Absence(*absence))
    return found
