"""Authorisations that the registry holds, and the first copies of a register never had.

Nobody has said that they ended: a number may be mistyped, or of another register of the same authority. They are only
listed in the plan, so that a pharmacist looks.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from registry.models import RegisterCopy
from registry.registers.authorisation import Rejected

_HELD = """
DROP TABLE IF EXISTS register_unseen;
CREATE TEMPORARY TABLE register_unseen AS
SELECT DISTINCT ON (a.number, a.product_id, a.ingredient_id)
       a.id, a.number, a.lifecycle, a.valid_to, a.valid_to_kind
FROM registry_approval a
WHERE a.authority_id = %(authority)s AND a.superseded_in_id IS NULL AND a.number <> ''
  AND a.effect IN ('granted', 'tolerated') AND a.ingredient_class_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM registry_registerentry e
                  WHERE e.register = %(register)s AND e.product_id = a.product_id)
  AND NOT EXISTS (SELECT 1 FROM register_staged s WHERE s.number = a.number)
  AND NOT EXISTS (SELECT 1 FROM registry_registerentry e
                  WHERE e.register = %(register)s AND e.number = a.number)
ORDER BY a.number, a.product_id, a.ingredient_id, a.valid_from COLLATE "C" DESC, a.record;
DELETE FROM register_unseen
WHERE lifecycle NOT IN ('valid', 'suspended', 'unknown') OR valid_to_kind = 'unknown_past'
   OR (valid_to <> '' AND valid_to <= %(published_on)s)
"""
"""The latest period of each, if it has not ended."""

_LIST = r"""
WITH scheme AS (
    SELECT DISTINCT regexp_replace(number, '\d+', '9', 'g') AS shape FROM register_staged
)
INSERT INTO registry_registerrow (
    copy_id, file, line, outcome, reason, changes, step, slug, normalised, approval_id, is_made_here,
    last_seen_on, changed_on, number, name, holder, dose_form, regulatory_class, pathway, effect, lifecycle,
    route_scope, routes, unknown_routes, purposes, valid_from, valid_to, valid_to_kind, remark, substances,
    names, state, has_other_actives)
SELECT %(copy)s, '', 0, 'unseen',
       'Held here, and in no copy of this register so far. Nothing ends by that: somebody has to look.'
       || CASE WHEN evidence.day > %(published_on)s
            THEN ' It rests on a document newer than this copy, of ' || evidence.day || '.' ELSE '' END,
       '{}', '', a.record, '', a.id, false, '', '', a.number, coalesce(p.name, i.preferred_name), a.holder,
       '', a.regulatory_class, door.code, a.effect, a.lifecycle, a.route_scope, '{}', '{}', a.purposes,
       a.valid_from, a.valid_to, a.valid_to_kind, '', '[]', '{}', '', false
FROM register_unseen u
JOIN scheme ON scheme.shape = regexp_replace(u.number, '\d+', '9', 'g')
JOIN registry_approval a USING (id)
JOIN registry_pathway door ON door.id = a.pathway_id
LEFT JOIN formulary_product p ON p.id = a.product_id
LEFT JOIN formulary_ingredient i ON i.id = a.ingredient_id
LEFT JOIN LATERAL (
    SELECT max(coalesce(nullif(d.published_on, ''), d.retrieved_on) COLLATE "C") AS day
    FROM registry_approvaldocument l JOIN registry_document d ON d.id = l.document_id
    WHERE l.approval_id = a.id) AS evidence ON true
WHERE NOT EXISTS (
    SELECT 1 FROM unnest(%(unread)s::text[]) AS unread (value)
    WHERE position(regexp_replace(a.number, '^.* ', '') IN unread.value) > 0
)
ORDER BY a.number, a.record
"""
"""Of this register's scheme: the number is built as some number of the copy, digits aside."""


def store_unseen(*, copy: RegisterCopy, rejected: Sequence[Rejected]) -> None:
    """Add them to the plan of a complete copy. Needs `register_staged`."""
    values: dict[str, Any] = {
        "copy": copy.pk,
        "register": copy.register,
        "authority": copy.authority_id,
        "published_on": copy.published_on,
        "unread": [fault.value for fault in rejected],
    }
    with connection.cursor() as cursor:
        cursor.execute(_HELD, values)
        cursor.execute("SELECT EXISTS (SELECT 1 FROM register_unseen)")
        if cursor.fetchone()[0]:
            cursor.execute(_LIST, values)
