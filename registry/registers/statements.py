"""What an applied plan writes to the approvals: new records, corrections, and periods that end and begin.

New records come straight from the plan, under the keys in `register_made`. All others are first collected in a temporary
table with their primary keys, then written set by set.
"""

from typing import Any

from django.db import connection

from registry.errors import BaseMoved
from registry.models import Document, Edition, RegisterCopy
from registry.registers.words import STATE

_TABLE = """
DROP TABLE IF EXISTS register_statement;
CREATE TEMPORARY TABLE register_statement (
    id bigint DEFAULT nextval(pg_get_serial_sequence('registry_approval', 'id')),
    row_id bigint, kind text, supersedes bigint, keeps_of bigint, takes_routes boolean, record text,
    product_id bigint, regulatory_class text, pathway text, effect text, lifecycle text, holder text,
    route_scope text, purposes text[], valid_from text, valid_to text, valid_to_kind text,
    paraphrase text, is_disputed boolean, confidence text, review_due_on date
)
"""

_CORRECTIONS = """
INSERT INTO register_statement (row_id, kind, supersedes, keeps_of, takes_routes, record, product_id,
    regulatory_class, pathway, effect, lifecycle, holder, route_scope, purposes, valid_from, valid_to,
    valid_to_kind, paraphrase, is_disputed, confidence, review_due_on)
SELECT r.id, 'correction', a.id, a.id, r.changes ? 'routes', a.record, a.product_id,
       CASE WHEN r.changes ? 'regulatory_class' THEN r.regulatory_class ELSE a.regulatory_class END,
       CASE WHEN r.changes ? 'pathway' THEN r.pathway ELSE door.code END,
       CASE WHEN r.changes ? 'effect' THEN r.effect ELSE a.effect END,
       CASE WHEN r.changes ? 'lifecycle' THEN r.lifecycle ELSE a.lifecycle END,
       CASE WHEN r.changes ? 'holder' THEN r.holder ELSE a.holder END,
       CASE WHEN r.changes ? 'routes' THEN r.route_scope ELSE a.route_scope END,
       CASE WHEN r.changes ? 'purposes' THEN r.purposes ELSE a.purposes END,
       CASE WHEN r.changes ? 'valid_from' THEN r.valid_from ELSE a.valid_from END,
       CASE WHEN r.changes ? 'valid_to' THEN r.valid_to ELSE a.valid_to END,
       CASE WHEN r.changes ? 'valid_to' THEN r.valid_to_kind ELSE a.valid_to_kind END,
       a.paraphrase || ' ' || said.words, a.is_disputed, a.confidence, a.review_due_on
FROM registry_registerrow r
JOIN register_words said ON said.row_id = r.id
JOIN registry_approval a ON a.id = r.approval_id
JOIN registry_pathway door ON door.id = a.pathway_id
WHERE r.copy_id = %(copy)s AND r.step = 'correction'
"""

_PERIODS = """
WITH turned AS (
    SELECT r.*, said.words,
           coalesce(nullif(r.changed_on, ''), %(published_on)s) AS begins_on,
           coalesce(nullif(r.changed_on, ''), (r.last_seen_on::date + 1)::text) AS ends_on,
           regexp_replace(a.record, '(-gone|-(since|between-copies)(-[0-9]+){1,3})$', '') AS stem,
           a.valid_to_kind NOT IN ('date', 'unknown_past') AS is_running
    FROM registry_registerrow r
    JOIN register_words said ON said.row_id = r.id
    JOIN registry_approval a ON a.id = r.approval_id
    WHERE r.copy_id = %(copy)s AND r.step = 'period'
), period AS (
    SELECT t.*, 'ended' AS kind FROM turned t WHERE is_running
    UNION ALL
    SELECT t.*, 'between' FROM turned t WHERE is_running AND ends_on < begins_on
    UNION ALL
    SELECT t.*, 'since' FROM turned t
)
INSERT INTO register_statement (row_id, kind, supersedes, keeps_of, takes_routes, record, product_id,
    regulatory_class, pathway, effect, lifecycle, holder, route_scope, purposes, valid_from, valid_to,
    valid_to_kind, paraphrase, is_disputed, confidence, review_due_on)
SELECT p.id, p.kind, CASE p.kind WHEN 'ended' THEN a.id END, a.id,
       p.kind = 'since' AND p.changes ? 'routes',
       CASE p.kind WHEN 'ended' THEN a.record
                   WHEN 'between' THEN p.stem || '-between-copies-' || p.begins_on
                   ELSE p.stem || '-since-' || p.begins_on END,
       a.product_id,
       CASE WHEN p.kind = 'since' AND p.changes ? 'regulatory_class'
            THEN p.regulatory_class ELSE a.regulatory_class END,
       CASE WHEN p.kind = 'since' AND p.changes ? 'pathway' THEN p.pathway ELSE door.code END,
       CASE WHEN p.kind = 'since' AND p.changes ? 'effect' THEN p.effect ELSE a.effect END,
       CASE p.kind WHEN 'ended' THEN a.lifecycle WHEN 'between' THEN 'unknown'
            ELSE CASE WHEN p.changes ? 'lifecycle' OR p.outcome = 'gone'
                      THEN p.lifecycle ELSE a.lifecycle END END,
       CASE WHEN p.kind = 'since' AND p.changes ? 'holder' THEN p.holder ELSE a.holder END,
       CASE WHEN p.kind = 'since' AND p.changes ? 'routes' THEN p.route_scope ELSE a.route_scope END,
       CASE WHEN p.kind = 'since' AND p.changes ? 'purposes' THEN p.purposes ELSE a.purposes END,
       CASE p.kind WHEN 'ended' THEN a.valid_from WHEN 'between' THEN p.ends_on ELSE p.begins_on END,
       CASE p.kind WHEN 'ended' THEN p.ends_on WHEN 'between' THEN p.begins_on
            ELSE CASE WHEN p.valid_to > p.begins_on THEN p.valid_to ELSE '' END END,
       CASE WHEN p.kind <> 'since' OR p.valid_to > p.begins_on THEN 'date'
            WHEN p.outcome = 'gone' OR p.valid_to_kind = 'date' THEN 'open'
            ELSE p.valid_to_kind END,
       CASE p.kind
            WHEN 'ended' THEN a.paraphrase || CASE WHEN p.changed_on = ''
                THEN ' It was so in the copy of ' || p.last_seen_on || ', and otherwise in the copy of '
                     || %(published_on)s || '. The day of the change is not in the register.'
                ELSE ' The register gives the day of the change.' END
            WHEN 'between' THEN 'One state in the copy of ' || p.last_seen_on || ', another in the copy of '
                || %(published_on)s || '; what held between the two is not known.'
            ELSE p.words || CASE WHEN p.changed_on = ''
                THEN ' The day it changed is not in the register: valid_from is the day of the first copy '
                     || 'that shows it.' ELSE '' END
       END,
       a.is_disputed, a.confidence, a.review_due_on
FROM period p
JOIN registry_approval a ON a.id = p.approval_id
JOIN registry_pathway door ON door.id = a.pathway_id
"""

_SUPERSEDE = """
UPDATE registry_approval a SET superseded_in_id = %(edition)s
FROM register_statement s WHERE a.id = s.supersedes AND a.superseded_in_id IS NULL
"""

_NEW_APPROVALS = f"""
INSERT INTO registry_approval (id, record, published_in_id, product_id, jurisdiction_id, authority_id,
    regulatory_class, pathway_id, effect, lifecycle, number, holder, route_scope, purposes, is_union_wide,
    valid_from, valid_to, valid_to_kind, is_disputed, paraphrase, confidence)
SELECT made.approval_id, r.slug, %(edition)s, made.product_id, %(jurisdiction)s, %(authority)s,
       r.regulatory_class, door.id, r.effect, r.lifecycle, r.number, r.holder, r.route_scope, r.purposes,
       %(is_union_wide)s, r.valid_from, r.valid_to, r.valid_to_kind, false, {STATE}, 'retrieved'
FROM register_made made
JOIN registry_registerrow r ON r.id = made.row_id
JOIN registry_pathway door ON door.code = r.pathway
WHERE made.approval_id IS NOT NULL
"""  # noqa: S608

_NEW_ROUTES = """
INSERT INTO registry_approvalroute (approval_id, route_id, is_excluded, position)
SELECT made.approval_id, route.id, false, listed.position
FROM register_made made
JOIN registry_registerrow r ON r.id = made.row_id
CROSS JOIN LATERAL unnest(r.routes) WITH ORDINALITY AS listed (code, position)
JOIN formulary_route route ON route.code = listed.code
WHERE made.approval_id IS NOT NULL
"""

_NEW_DOCUMENTS = """
INSERT INTO registry_approvaldocument (approval_id, document_id, position)
SELECT approval_id, %(document)s, 1000 FROM register_made WHERE approval_id IS NOT NULL
"""

_APPROVALS = """
INSERT INTO registry_approval (id, record, published_in_id, product_id, jurisdiction_id, authority_id,
    regulatory_class, pathway_id, effect, lifecycle, number, holder, route_scope, purposes, is_union_wide,
    valid_from, valid_to, valid_to_kind, is_disputed, paraphrase, confidence, review_due_on)
SELECT s.id, s.record, %(edition)s, s.product_id, coalesce(a.jurisdiction_id, %(jurisdiction)s),
       %(authority)s, s.regulatory_class, door.id, s.effect, s.lifecycle, r.number, s.holder,
       s.route_scope, s.purposes, coalesce(a.is_union_wide, %(is_union_wide)s), s.valid_from, s.valid_to,
       s.valid_to_kind, s.is_disputed, s.paraphrase, s.confidence, s.review_due_on
FROM register_statement s
JOIN registry_registerrow r ON r.id = s.row_id
JOIN registry_pathway door ON door.code = s.pathway
LEFT JOIN registry_approval a ON a.id = s.keeps_of
"""

_ROUTES = """
INSERT INTO registry_approvalroute (approval_id, route_id, is_excluded, position)
SELECT s.id, route.id, false, listed.position
FROM register_statement s
JOIN registry_registerrow r ON r.id = s.row_id
CROSS JOIN LATERAL unnest(r.routes) WITH ORDINALITY AS listed (code, position)
JOIN formulary_route route ON route.code = listed.code
WHERE s.takes_routes AND NOT EXISTS (
    SELECT 1 FROM registry_approvalroute kept
    WHERE kept.approval_id = s.keeps_of AND kept.route_id = route.id AND kept.is_excluded
)
UNION ALL
SELECT s.id, kept.route_id, kept.is_excluded, kept.position
FROM register_statement s
JOIN registry_approvalroute kept ON kept.approval_id = s.keeps_of
WHERE NOT s.takes_routes OR kept.is_excluded
"""

_DOCUMENTS = """
INSERT INTO registry_approvaldocument (approval_id, document_id, position)
SELECT s.id, kept.document_id, kept.position
FROM register_statement s
JOIN registry_approvaldocument kept ON kept.approval_id = s.keeps_of
JOIN registry_document d ON d.id = kept.document_id
WHERE d.id <> %(document)s AND (s.kind <> 'since' OR d.kind <> 'register')
UNION ALL
SELECT s.id, %(document)s, 1000 FROM register_statement s WHERE s.kind <> 'ended'
"""

_OF_NEW = (_NEW_APPROVALS, _NEW_ROUTES, _NEW_DOCUMENTS)
_OF_OLD = (_APPROVALS, _ROUTES, _DOCUMENTS)

_COUNT_SUPERSEDED = "SELECT count(supersedes) FROM register_statement"


def collect_statements(*, copy: RegisterCopy) -> None:
    """Make `register_statement`: what happens to records that are there already."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        for statement in (_CORRECTIONS, _PERIODS):
            cursor.execute(statement, {"copy": copy.pk, "published_on": copy.published_on})


def write_statements(*, copy: RegisterCopy, edition: Edition, document: Document) -> None:
    """Write what the plan says of approvals into an open edition. Needs `register_made`. Raises BaseMoved if a row is not live."""
    values: dict[str, Any] = {
        "copy": copy.pk,
        "published_on": copy.published_on,
        "edition": edition.pk,
        "document": document.pk,
        "authority": copy.authority_id,
        "jurisdiction": copy.jurisdiction_id,
        "is_union_wide": copy.is_union_wide,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE register_statement (id, row_id, kind, supersedes, keeps_of, product_id)"
        )
        cursor.execute(_COUNT_SUPERSEDED)
        wanted = cursor.fetchone()[0]
        cursor.execute(_SUPERSEDE, values)
        if cursor.rowcount != wanted:
            raise BaseMoved(copy)
        for statement in (*_OF_NEW, *_OF_OLD):
            cursor.execute(statement, values)
