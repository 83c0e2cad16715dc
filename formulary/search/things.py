"""What spellings name, at the edition that is to be seen: one query, however many spellings."""

from collections.abc import Collection
from typing import Literal

from django.db import connection

from formulary.rules.value import Value

ThingKind = Literal["ingredient", "product", "cocktail", "known-substance"]

OF_THE_LIST = "unii-list"
"""The kind of a name that FDA's list of UNII names gives to an ingredient of ours."""


class Named(Value, frozen=True, array_like=True):
    """A thing, and one of its names or codes as written. A known substance has no slug, only its UNII.

    As JSON it is a list of its fields.
    """

    kind: ThingKind
    slug: str
    name: str
    unii: str
    normalised: str
    text: str
    language: str
    name_kind: str
    base: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What tells it apart from other things."""
        return self.kind, self.slug or self.unii


def named_by(spellings: Collection[str], kinds: Collection[ThingKind]) -> list[Named]:
    """Everything of these kinds that one of the normalised spellings names."""
    if not spellings:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM things_named(%s::text[], %s::text[])", [list(spellings), list(kinds)]
        )
        return [Named(*row) for row in cursor.fetchall()]


_BY_CODE = """
SELECT 'ingredient', i.slug, i.preferred_name, i.unii, '', code.text, '', code.kind, base.slug
FROM formulary_ingredient i
LEFT JOIN formulary_ingredient base ON base.id = i.form_of_id
CROSS JOIN LATERAL (VALUES (i.slug, 'slug'), (i.unii, 'unii'), (i.cas, 'cas')) AS code (text, kind)
WHERE (i.slug = %(slug)s OR i.unii = %(code)s OR i.cas = %(code)s)
  AND code.text IN (%(slug)s, %(code)s) AND code.text <> ''
UNION ALL
SELECT 'product', slug, name, '', '', slug, '', 'slug', NULL
FROM formulary_product WHERE slug = %(slug)s
UNION ALL
SELECT 'cocktail', c.slug, v.name, '', '', c.slug, '', 'slug', NULL
FROM formulary_cocktailversion v JOIN formulary_cocktail c ON c.id = v.cocktail_id
WHERE v.published_at IS NOT NULL AND c.slug = %(slug)s
"""
_BY_ATC = """
UNION ALL
SELECT 'ingredient', i.slug, i.preferred_name, i.unii, '', %(atc)s, '', 'atc', base.slug
FROM formulary_ingredient i LEFT JOIN formulary_ingredient base ON base.id = i.form_of_id
WHERE %(atc)s = ANY(i.atc_codes)
"""
_KNOWN_BY_CODE = """
UNION ALL
SELECT * FROM (
    SELECT 'known-substance', '', u.display_name, u.unii, '', u.unii, '', 'unii', NULL
    FROM formulary_uniiname u
    WHERE u.unii = %(code)s
      AND NOT EXISTS (SELECT 1 FROM formulary_ingredient i WHERE i.unii = u.unii)
    LIMIT 1
) AS known
"""


def with_code(*, slug: str, code: str, atc: str, kinds: Collection[ThingKind]) -> list[Named]:
    """What has this slug, this UNII or CAS number, or this ATC code; empty ones are not asked for."""
    query = _BY_CODE + (_BY_ATC if atc else "")
    if code and "known-substance" in kinds:
        query += _KNOWN_BY_CODE
    with connection.cursor() as cursor:
        cursor.execute(query, {"slug": slug, "code": code, "atc": atc})
        return [found for row in cursor.fetchall() if (found := Named(*row)).kind in kinds]
