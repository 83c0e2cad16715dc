"""From the substance names of a copy to ingredients: exactly one, or a person's decision, or neither."""

from django.db import connection

_MEANINGS = """
DROP TABLE IF EXISTS register_meaning;
CREATE TEMPORARY TABLE register_meaning AS
WITH named AS (
    SELECT s.id, asked.position, n.ingredient_id
    FROM register_substance s
    CROSS JOIN LATERAL unnest(s.names) WITH ORDINALITY AS asked (name, position)
    JOIN formulary_ingredientname n ON n.normalised = asked.name
), first AS (
    SELECT id, min(position) AS position FROM named GROUP BY id
), listed AS (
    SELECT s.id, i.id AS ingredient_id
    FROM register_substance s
    CROSS JOIN LATERAL (
        SELECT u.normalised, min(u.unii) AS unii, min(u.kind) AS kind, count(*) AS uniis
        FROM unnest(s.names) WITH ORDINALITY AS asked (name, position)
        JOIN formulary_uniiname u ON u.normalised = asked.name
        GROUP BY u.normalised ORDER BY min(asked.position) LIMIT 1
    ) AS list
    JOIN formulary_ingredient i ON i.unii = list.unii AND i.category <> 'plant-extract'
    WHERE list.uniis = 1 AND list.kind IN ('of', 'cn', 'sys')
      AND list.normalised !~ '^vitamin [a-z] ?[0-9]*$'
      AND NOT EXISTS (SELECT 1 FROM first WHERE first.id = s.id)
      AND NOT EXISTS (SELECT 1 FROM registry_substancename decided
                      WHERE decided.normalised = left(s.key, 500) AND decided.decision <> 'undecided')
), candidate AS (
    SELECT named.id, named.ingredient_id FROM named JOIN first USING (id, position)
    UNION
    SELECT id, ingredient_id FROM listed
    UNION
    SELECT s.id, i.id FROM register_substance s
    JOIN formulary_ingredient i ON s.identifier IN (i.unii, i.cas)
    WHERE s.identifier <> ''
), found AS (
    SELECT id, min(ingredient_id) AS ingredient_id, count(*) AS candidates
    FROM candidate GROUP BY id
)
SELECT s.id, s.key, s.printed,
       CASE WHEN found.candidates = 1 THEN found.ingredient_id
            ELSE decided.ingredient_id END AS ingredient_id,
       found.candidates IS DISTINCT FROM 1
           AND decided.decision IS NOT DISTINCT FROM 'outside' AS is_outside,
       coalesce(found.candidates, 0) > 1 AS is_ambiguous
FROM register_substance s
LEFT JOIN found USING (id)
LEFT JOIN registry_substancename decided ON decided.normalised = left(s.key, 500);
CREATE UNIQUE INDEX ON register_meaning (id);
ANALYZE register_meaning
"""
"""The first of a substance's names that any ingredient has counts, and its UNII or CAS number; where these
lead to two ingredients, a person decides.

Where no ingredient has any of the names and nobody has decided, the first of them that FDA's list has counts: if it is
the name of one UNII only, which is an ingredient's. A brand or a code of the list is no name of a substance, a plant is
not its extract, and “vitamin K” is a group: these wait for a person."""

_TOUCHED = """
DROP TABLE IF EXISTS register_touched;
CREATE TEMPORARY TABLE register_touched AS
WITH ours AS (
    SELECT DISTINCT c.id
    FROM register_composition c
    CROSS JOIN LATERAL unnest(c.substance_ids) AS held (substance)
    JOIN register_meaning m ON m.id = held.substance
    WHERE m.ingredient_id IS NOT NULL
), counted AS (
    SELECT c.id,
           count(*) FILTER (WHERE m.ingredient_id IS NOT NULL AND held.role <> 'excipient') AS ours,
           count(*) FILTER (WHERE m.is_outside AND held.role <> 'excipient') AS outside,
           string_agg(m.printed, '; ' ORDER BY held.position) FILTER (
               WHERE m.ingredient_id IS NULL AND NOT m.is_outside AND held.role <> 'excipient'
           ) AS undecided,
           jsonb_agg(
               jsonb_build_object(
                   'ingredient', m.ingredient_id, 'role', held.role, 'strength', held.strength
               ) ORDER BY held.position
           ) FILTER (WHERE m.ingredient_id IS NOT NULL) AS lines
    FROM ours
    JOIN register_composition c USING (id)
    CROSS JOIN LATERAL unnest(c.substance_ids, c.roles, c.strengths)
        WITH ORDINALITY AS held (substance, role, strength, position)
    JOIN register_meaning m ON m.id = held.substance
    GROUP BY c.id
)
SELECT id AS composition,
       CASE WHEN undecided IS NULL THEN 'product' ELSE 'waiting' END AS state,
       undecided, lines, outside > 0 AS has_other_actives
FROM counted WHERE ours > 0;
CREATE UNIQUE INDEX ON register_touched (composition);
ANALYZE register_touched
"""
"""The compositions of which an active substance is ours. A product of which another is undecided waits: it must
never look like a product of ours alone."""

_QUEUE = """
WITH held AS (
    SELECT c.id AS composition, left(m.key, 500) AS normalised, min(m.printed) AS printed,
           bool_or(m.is_ambiguous) AS is_ambiguous
    FROM register_composition c
    CROSS JOIN LATERAL unnest(c.substance_ids, c.roles) AS part (substance, role)
    JOIN register_meaning m ON m.id = part.substance
    WHERE m.ingredient_id IS NULL AND NOT m.is_outside AND part.role <> 'excipient'
    GROUP BY 1, 2
), made AS (
    SELECT composition, count(*) AS products FROM register_staged GROUP BY composition
), met AS (
    SELECT held.normalised, min(held.printed) AS printed, bool_or(held.is_ambiguous) AS is_ambiguous,
           sum(made.products)::integer AS products,
           coalesce(sum(made.products) FILTER (WHERE t.state = 'waiting'), 0)::integer AS blocks
    FROM held
    JOIN made USING (composition)
    LEFT JOIN register_touched t USING (composition)
    GROUP BY held.normalised
)
INSERT INTO registry_substancename AS known
    (normalised, printed, is_ambiguous, counts, blocks, products, decision)
SELECT normalised, left(printed, 1000), is_ambiguous,
       jsonb_build_object(%(register)s::text, jsonb_build_array(blocks, products)),
       blocks, products, 'undecided'
FROM met
ON CONFLICT (normalised) DO UPDATE SET
    is_ambiguous = EXCLUDED.is_ambiguous,
    counts = known.counts || EXCLUDED.counts,
    blocks = (SELECT sum((value ->> 0)::integer)
              FROM jsonb_each(known.counts || EXCLUDED.counts)),
    products = (SELECT sum((value ->> 1)::integer)
                FROM jsonb_each(known.counts || EXCLUDED.counts))
WHERE known.counts -> %(register)s::text IS DISTINCT FROM EXCLUDED.counts -> %(register)s::text
   OR known.is_ambiguous <> EXCLUDED.is_ambiguous
"""

_NO_LONGER_MET = """
UPDATE registry_substancename known SET
    counts = known.counts - %(register)s::text,
    blocks = known.blocks - (known.counts -> %(register)s::text ->> 0)::integer,
    products = known.products - (known.counts -> %(register)s::text ->> 1)::integer
WHERE known.counts ? %(register)s::text AND known.decision = 'undecided' AND NOT EXISTS (
    SELECT 1 FROM register_meaning m
    WHERE left(m.key, 500) = known.normalised AND m.ingredient_id IS NULL AND NOT m.is_outside
)
"""


def match() -> None:
    """Make `register_meaning` and `register_touched` from the staged rows."""
    with connection.cursor() as cursor:
        cursor.execute(_MEANINGS)
        cursor.execute(_TOUCHED)


def queue_names(*, register: str) -> None:
    """Put the names that nobody has decided into the queue, with how many products each blocks."""
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, {"register": register})
        cursor.execute(_NO_LONGER_MET, {"register": register})
