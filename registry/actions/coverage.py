"""Counts of what has been assessed, made once for each edition and jurisdiction it touches."""

from django.db import connection

from registry.models import Edition

_COUNT = """
WITH recomposed AS (
    SELECT product_id FROM formulary_productline WHERE since = %(edition)s
    UNION
    SELECT product_id FROM formulary_productline_history WHERE until = %(edition)s
), touched AS (
    SELECT jurisdiction_id FROM registry_approval
    WHERE published_in_id = %(edition)s OR superseded_in_id = %(edition)s
    UNION
    SELECT a.jurisdiction_id FROM registry_approval a JOIN recomposed USING (product_id)
    WHERE a.superseded_in_id IS NULL
), live AS (
    SELECT a.jurisdiction_id, a.id, a.ingredient_id, a.product_id
    FROM registry_approval a JOIN touched USING (jurisdiction_id)
    WHERE a.superseded_in_id IS NULL
), assessed AS (
    SELECT jurisdiction_id, ingredient_id FROM live WHERE ingredient_id IS NOT NULL
    UNION
    SELECT live.jurisdiction_id, line.ingredient_id
    FROM live JOIN formulary_productline line USING (product_id)
    WHERE line.role = 'active'
)
INSERT INTO registry_coverage (edition_id, jurisdiction_id, approvals, ingredients, products)
SELECT %(edition)s, touched.jurisdiction_id,
       (SELECT count(*) FROM live WHERE live.jurisdiction_id = touched.jurisdiction_id),
       (SELECT count(*) FROM assessed WHERE assessed.jurisdiction_id = touched.jurisdiction_id),
       (SELECT count(DISTINCT product_id) FROM live
        WHERE live.jurisdiction_id = touched.jurisdiction_id)
FROM touched
"""


def count_coverage(*, edition: Edition) -> None:
    """Write the coverage of every jurisdiction in which the open `edition` changes an approval, or what is in a
    product that has one."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"edition": edition.pk})
