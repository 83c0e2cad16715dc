"""Which staged rows say anything new, and which approval of the registry each of them is about."""

from typing import Any

from django.db import connection

_TWICE = """
DELETE FROM register_staged r
USING (SELECT number, name, min(id) AS first FROM register_staged
       GROUP BY number, name HAVING count(*) > 1) AS twice
WHERE r.number = twice.number AND r.name = twice.name AND r.id > twice.first
RETURNING r.file, r.line, r.number, r.name
"""

_ABSENT = """
DROP TABLE IF EXISTS register_absent, register_renamed;
CREATE TEMPORARY TABLE register_absent AS
SELECT e.id, e.number
FROM registry_registerentry e
LEFT JOIN register_staged r ON r.number = e.number AND r.name = e.name
WHERE e.register = %(register)s AND e.gone_in_id IS NULL AND r.id IS NULL;
CREATE TEMPORARY TABLE register_renamed AS
SELECT min(r.id) AS id, min(absent.id) AS entry_id
FROM register_absent absent
JOIN register_staged r ON r.number = absent.number
WHERE NOT EXISTS (
    SELECT 1 FROM registry_registerentry e
    WHERE e.register = %(register)s AND e.number = r.number AND e.name = r.name
)
GROUP BY r.number
HAVING count(DISTINCT r.id) = 1 AND count(DISTINCT absent.id) = 1;
DELETE FROM register_absent absent USING register_renamed renamed
WHERE renamed.entry_id = absent.id;
ANALYZE register_absent, register_renamed
"""
"""A number of which one product is missing and one is new is that product under a new name."""

_FRESH = """
DROP TABLE IF EXISTS register_fresh;
CREATE TEMPORARY TABLE register_fresh AS
WITH judged AS (
    SELECT r.id, r.number, r.name, r.normalised, r.effect, r.digest, t.lines,
           coalesce(t.has_other_actives, false) AS has_other_actives,
           coalesce(t.state, 'outside') AS state
    FROM register_staged r LEFT JOIN register_touched t USING (composition)
), shared AS (
    SELECT number, count(*) AS products FROM register_staged GROUP BY number HAVING count(*) > 1
)
SELECT judged.id, judged.number, judged.name, judged.normalised, judged.effect, judged.state,
       coalesce(shared.products, 1) AS sharing,
       e.id AS entry_id, e.product_id AS known_product_id
FROM judged
LEFT JOIN shared ON shared.number = judged.number
LEFT JOIN register_renamed renamed ON renamed.id = judged.id
LEFT JOIN registry_registerentry e
    ON e.register = %(register)s AND e.number = judged.number
    AND (e.id = renamed.entry_id OR (renamed.id IS NULL AND e.name = judged.name))
WHERE e.id IS NULL
   OR (NOT %(is_older)s AND (
       e.digest <> judged.digest OR e.gone_in_id IS NOT NULL OR e.state = 'waiting'
       OR e.lines IS DISTINCT FROM judged.lines
       OR e.has_other_actives <> judged.has_other_actives
       OR (e.state = 'product' AND e.product_id IS NULL)
       OR e.state <> judged.state
   ));
ANALYZE register_fresh (id, number, effect, entry_id, known_product_id, sharing)
"""
"""Only what tells these rows from the others: what they say stays in `register_staged`. Of a copy that is older than what is known, only what was never seen says anything new."""

_HELD = """
DROP TABLE IF EXISTS register_held, register_paired;
CREATE TEMPORARY TABLE register_held AS
WITH wanted AS (
    SELECT number FROM register_fresh WHERE effect <> ''
    UNION
    SELECT number FROM register_absent
)
SELECT DISTINCT ON (a.number, a.product_id)
       a.id, a.record, a.number, a.product_id, p.normalised, a.holder, a.regulatory_class,
       door.code AS pathway, a.effect, a.lifecycle, a.route_scope, a.purposes, a.valid_from,
       a.valid_to, a.valid_to_kind,
       count(*) OVER (PARTITION BY a.number, a.product_id) AS periods,
       ARRAY(SELECT r.code FROM registry_approvalroute l JOIN formulary_route r ON r.id = l.route_id
             WHERE l.approval_id = a.id AND NOT l.is_excluded ORDER BY r.code COLLATE "C"
       )::text[] AS routes,
       coalesce((
           SELECT max(coalesce(nullif(d.published_on, ''), d.retrieved_on) COLLATE "C")
           FROM registry_approvaldocument l JOIN registry_document d ON d.id = l.document_id
           WHERE l.approval_id = a.id), '') AS evidence_on,
       EXISTS (
           SELECT 1 FROM registry_approvaldocument l JOIN registry_document d ON d.id = l.document_id
           WHERE l.approval_id = a.id AND d.kind <> 'register') AS has_other_documents
FROM wanted
JOIN registry_approval a
    ON a.authority_id = %(authority)s AND a.number = wanted.number AND a.superseded_in_id IS NULL
JOIN formulary_product p ON p.id = a.product_id
JOIN registry_pathway door ON door.id = a.pathway_id
ORDER BY a.number, a.product_id, a.valid_from COLLATE "C" DESC, a.record;
CREATE INDEX ON register_held (number);
ANALYZE register_held
"""
"""The latest period of every authorisation that the registry holds under one of these numbers."""

_PAIRED = """
CREATE TEMPORARY TABLE register_paired AS
WITH decided AS (
    SELECT f.id, d.decision, d.product_id
    FROM register_fresh f JOIN registry_pairing d
        ON d.register = %(register)s AND d.number = f.number AND d.name = f.name
        AND d.decision <> 'undecided' AND f.known_product_id IS NULL
), candidate AS (
    SELECT f.id, h.id AS approval_id, f.sharing,
           f.known_product_id IS NOT NULL AS is_known, d.decision IS NOT NULL AS is_decided,
           h.normalised = f.normalised AS is_namesake,
           count(*) OVER (PARTITION BY f.id) AS candidates,
           count(*) FILTER (WHERE h.normalised = f.normalised) OVER (PARTITION BY f.id) AS namesakes
    FROM register_fresh f JOIN register_held h ON h.number = f.number
    LEFT JOIN decided d ON d.id = f.id
    WHERE f.effect <> '' AND CASE
        WHEN f.known_product_id IS NOT NULL THEN h.product_id = f.known_product_id
        WHEN d.decision = 'new' OR h.product_id <> d.product_id THEN false
        ELSE NOT EXISTS (
            SELECT 1 FROM registry_registerentry e
            WHERE e.register = %(register)s AND e.number = f.number
              AND e.product_id = h.product_id AND e.id IS DISTINCT FROM f.entry_id)
        END
), chosen AS (
    SELECT DISTINCT ON (approval_id) id, approval_id FROM candidate
    WHERE is_known OR is_decided OR (candidates = 1 AND sharing = 1)
       OR (is_namesake AND namesakes = 1)
    ORDER BY approval_id, is_decided DESC, is_namesake DESC, id
)
SELECT id, approval_id FROM chosen
UNION
SELECT c.id, NULL::bigint FROM candidate c
WHERE NOT EXISTS (SELECT 1 FROM chosen WHERE chosen.id = c.id)
  AND NOT EXISTS (SELECT 1 FROM chosen WHERE chosen.approval_id = c.approval_id)
UNION
SELECT d.id, NULL FROM decided d
WHERE d.decision = 'record' AND NOT EXISTS (SELECT 1 FROM chosen WHERE chosen.id = d.id);
CREATE INDEX ON register_paired (id);
ANALYZE register_paired
"""
"""By the number alone where it tells one product on either side; else by a person's decision, or by the product's
name too. What may be one of several records, and nobody has said which, is paired with none: it waits. So does what was
said to be a record that is not there any more."""


def drop_repeated() -> list[tuple[str, int, str, str]]:
    """Take out what stands twice in the copy: (file, line, number, product) of each later one."""
    with connection.cursor() as cursor:
        cursor.execute(_TWICE)
        return cursor.fetchall()


def find_fresh(*, register: str, authority: int, is_older: bool) -> None:
    """Make `register_absent`, `register_fresh`, `register_held` and `register_paired`."""
    values: dict[str, Any] = {"register": register, "authority": authority, "is_older": is_older}
    with connection.cursor() as cursor:
        for statement in (_ABSENT, _FRESH, _HELD, _PAIRED):
            cursor.execute(statement, values)
