"""What an applied plan remembers of a register: every authorisation in it, also of what is none of ours."""

from typing import Any

from django.db import connection

from registry.models import RegisterCopy

_UPDATE = """
UPDATE registry_registerentry e SET
    name = r.name, holder = coalesce(nullif(r.holder, ''), e.holder),
    dose_form = coalesce(nullif(r.dose_form, ''), e.dose_form), regulatory_class = r.regulatory_class,
    pathway = r.pathway, effect = r.effect, lifecycle = r.lifecycle, route_scope = r.route_scope,
    routes = r.routes, unknown_routes = r.unknown_routes, purposes = CASE r.purposes WHEN '{}' THEN e.purposes ELSE r.purposes END,
    valid_from = coalesce(nullif(r.valid_from, ''), e.valid_from), valid_to = r.valid_to, valid_to_kind = r.valid_to_kind,
    remark = r.remark, substances = r.substances, names = r.names, digest = r.digest, state = r.state,
    lines = r.lines, has_other_actives = r.has_other_actives, read_in_id = r.copy_id, gone_in_id = NULL,
    product_id = coalesce(r.product_id, e.product_id, made.product_id),
    is_made_here = e.is_made_here OR (e.product_id IS NULL AND made.product_id IS NOT NULL),
    record = coalesce(CASE WHEN made.approval_id IS NOT NULL THEN r.slug END, said.record, a.record, e.record)
FROM registry_registerrow r
LEFT JOIN register_statement said ON said.row_id = r.id AND said.kind IN ('correction', 'since')
LEFT JOIN registry_approval a ON a.id = r.approval_id AND r.product_id IS NOT NULL
LEFT JOIN register_made made ON made.row_id = r.id
WHERE r.copy_id = %(copy)s AND e.id = r.entry_id AND r.outcome NOT IN ('gone', 'rejected')
"""

_INSERT = """
INSERT INTO registry_registerentry (register, number, name, holder, dose_form, regulatory_class, pathway,
    effect, lifecycle, route_scope, routes, unknown_routes, purposes, valid_from, valid_to, valid_to_kind,
    remark, substances, names, digest, state, lines, has_other_actives, first_seen_id, read_in_id,
    product_id, is_made_here, record, since)
SELECT %(register)s, r.number, r.name, r.holder, r.dose_form, r.regulatory_class, r.pathway,
    r.effect, r.lifecycle, r.route_scope, r.routes, r.unknown_routes, r.purposes, r.valid_from, r.valid_to,
    r.valid_to_kind, r.remark, r.substances, r.names, r.digest, r.state, r.lines, r.has_other_actives,
    r.copy_id, r.copy_id, coalesce(r.product_id, made.product_id), made.product_id IS NOT NULL,
    coalesce(CASE WHEN made.approval_id IS NOT NULL THEN r.slug END, said.record, a.record, ''),
    (SELECT named_edition())
FROM registry_registerrow r
LEFT JOIN register_statement said ON said.row_id = r.id AND said.kind IN ('correction', 'since')
LEFT JOIN registry_approval a ON a.id = r.approval_id AND r.product_id IS NOT NULL
LEFT JOIN register_made made ON made.row_id = r.id
WHERE r.copy_id = %(copy)s AND r.entry_id IS NULL AND r.outcome NOT IN ('rejected', 'unseen')
"""

_GONE = """
UPDATE registry_registerentry e SET
    gone_in_id = r.copy_id, record = coalesce(said.record, e.record)
FROM registry_registerrow r
LEFT JOIN register_statement said ON said.row_id = r.id AND said.kind = 'since'
WHERE r.copy_id = %(copy)s AND r.outcome = 'gone' AND e.id = r.entry_id
"""


def write_entries(*, copy: RegisterCopy) -> None:
    """Remember what the copy says. Needs `register_statement` and `register_made`, for the ids of the records."""
    values: dict[str, Any] = {"copy": copy.pk, "register": copy.register}
    with connection.cursor() as cursor:
        for statement in (_UPDATE, _INSERT, _GONE):
            cursor.execute(statement, values)
