"""What each fresh row changes, field by field, against what the register said before and what the registry holds.

A field of the registry changes when the register's word differs from it and is new: what a person corrected since the
last copy stays as long as the register only repeats itself. A blank clears nothing.
"""

from django.db import connection

from registry.registers.holders import find_same_holders

_COMPARED = """
DROP TABLE IF EXISTS register_compared;
CREATE TEMPORARY TABLE register_compared AS
WITH known AS MATERIALIZED (
    SELECT f.id, f.entry_id, f.known_product_id, p.id AS paired_id, p.approval_id
    FROM register_fresh f
    LEFT JOIN register_paired p ON p.id = f.id
    WHERE f.entry_id IS NOT NULL OR p.id IS NOT NULL
), paired AS (
    SELECT r.*, c.substances, t.lines, f.known_product_id, e AS was, h.id AS approval_id, f.paired_id IS NOT NULL AND h.id IS NULL AS is_torn,
           h.product_id AS held_product_id, h.record, h.periods, h.has_other_documents,
           h.holder AS h_holder, h.regulatory_class AS h_class, h.pathway AS h_pathway,
           h.effect AS h_effect, h.lifecycle AS h_lifecycle, h.route_scope AS h_scope,
           h.routes AS h_routes, h.purposes AS h_purposes, h.valid_from AS h_from,
           h.valid_to AS h_to, h.valid_to_kind AS h_end,
           f.known_product_id IS NOT NULL AND h.id IS NOT NULL AS is_linked,
           CASE WHEN f.known_product_id IS NOT NULL THEN %(previous)s
                ELSE coalesce(h.evidence_on, '') END AS before_on
    FROM known f
    JOIN register_staged r ON r.id = f.id
    JOIN register_composition c ON c.id = r.composition
    LEFT JOIN register_touched t ON t.composition = r.composition
    LEFT JOIN registry_registerentry e ON e.id = f.entry_id
    LEFT JOIN register_held h ON h.id = f.approval_id
), said AS (
    SELECT paired.*, CASE
        -- A copy from before the registry's own evidence says nothing new of this record.
        WHEN approval_id IS NULL OR before_on > %(published_on)s THEN '{}'::jsonb
        ELSE jsonb_strip_nulls(jsonb_build_object(
            'holder', CASE WHEN holder <> '' AND holder <> h_holder
                AND (NOT is_linked OR (was).holder <> holder)
                AND (holder, h_holder) NOT IN (SELECT one, other FROM register_same_holder)
                THEN jsonb_build_array(h_holder, holder) END,
            'regulatory_class', CASE WHEN regulatory_class <> h_class
                AND (NOT is_linked OR (was).regulatory_class <> regulatory_class)
                THEN jsonb_build_array(h_class, regulatory_class) END,
            'pathway', CASE WHEN pathway <> h_pathway
                AND (NOT is_linked OR (was).pathway <> pathway)
                THEN jsonb_build_array(h_pathway, pathway) END,
            'effect', CASE WHEN effect <> h_effect AND (NOT is_linked OR (was).effect <> effect)
                THEN jsonb_build_array(h_effect, effect) END,
            'lifecycle', CASE WHEN lifecycle <> h_lifecycle
                AND (NOT is_linked OR (was).lifecycle <> lifecycle OR (was).gone_in_id IS NOT NULL)
                THEN jsonb_build_array(h_lifecycle, lifecycle) END,
            'routes', CASE
                WHEN is_linked AND (was).routes = routes AND (was).route_scope = route_scope THEN NULL
                WHEN route_scope = h_scope AND routes = h_routes THEN NULL
                -- No route is silence, whatever is held; “injection” is silence about what is listed.
                WHEN route_scope = 'unstated' THEN NULL
                WHEN NOT is_linked AND h_scope = 'listed' AND route_scope = 'unspecified' THEN NULL
                WHEN route_scope = 'listed' AND h_scope = 'listed' AND routes <@ h_routes
                    AND (unknown_routes <> '{}' OR (has_other_documents AND NOT is_linked)) THEN NULL
                ELSE jsonb_build_array(
                    CASE h_scope WHEN 'listed' THEN to_jsonb(h_routes) ELSE to_jsonb(h_scope) END,
                    CASE route_scope WHEN 'listed' THEN to_jsonb(routes)
                                     ELSE to_jsonb(route_scope) END) END,
            'purposes', CASE WHEN purposes <> '{}' AND purposes <> h_purposes::text[]
                AND (NOT is_linked OR (was).purposes <> purposes)
                THEN jsonb_build_array(h_purposes, purposes) END,
            'valid_from', CASE WHEN valid_from <> '' AND valid_from <> h_from AND periods = 1
                AND NOT starts_with(h_from, valid_from)
                AND (NOT is_linked OR (was).valid_from <> valid_from)
                THEN jsonb_build_array(h_from, valid_from) END,
            'valid_to', CASE
                WHEN is_linked AND (was).valid_to = valid_to AND (was).valid_to_kind = valid_to_kind
                    THEN NULL
                WHEN (valid_to_kind = 'date' AND valid_to <> h_to)
                    OR (valid_to_kind = 'unknown_past' AND h_end = 'open')
                    OR (is_linked AND valid_to_kind = 'open' AND h_end = 'date' AND h_to > before_on)
                    THEN jsonb_build_array(coalesce(nullif(h_to, ''), h_end),
                                           coalesce(nullif(valid_to, ''), valid_to_kind)) END
        )) END AS to_record,
        CASE WHEN (was).id IS NULL THEN '{}'::jsonb ELSE jsonb_strip_nulls(jsonb_build_object(
            'product', CASE WHEN (was).name <> name THEN jsonb_build_array((was).name, name) END,
            'holder', CASE WHEN holder <> '' AND (was).holder <> holder
                AND (holder, (was).holder) NOT IN (SELECT one, other FROM register_same_holder)
                THEN jsonb_build_array((was).holder, holder) END,
            'dose_form', CASE WHEN dose_form <> '' AND (was).dose_form <> dose_form
                THEN jsonb_build_array((was).dose_form, dose_form) END,
            'regulatory_class', CASE WHEN (was).regulatory_class <> regulatory_class
                THEN jsonb_build_array((was).regulatory_class, regulatory_class) END,
            'pathway', CASE WHEN (was).pathway <> pathway
                THEN jsonb_build_array((was).pathway, pathway) END,
            'effect', CASE WHEN (was).effect <> effect
                THEN jsonb_build_array((was).effect, effect) END,
            'lifecycle', CASE WHEN (was).lifecycle <> lifecycle
                THEN jsonb_build_array((was).lifecycle, lifecycle) END,
            'routes', CASE WHEN ((was).route_scope, (was).routes) <> (route_scope, routes)
                THEN jsonb_build_array((was).routes, routes) END,
            'unknown_routes', CASE WHEN (was).unknown_routes <> unknown_routes
                THEN jsonb_build_array((was).unknown_routes, unknown_routes) END,
            'purposes', CASE WHEN purposes <> '{}' AND (was).purposes <> purposes
                THEN jsonb_build_array((was).purposes, purposes) END,
            'valid_from', CASE WHEN valid_from <> '' AND (was).valid_from <> valid_from
                THEN jsonb_build_array((was).valid_from, valid_from) END,
            'valid_to', CASE
                WHEN ((was).valid_to, (was).valid_to_kind) <> (valid_to, valid_to_kind)
                THEN jsonb_build_array((was).valid_to, valid_to) END,
            'remark', CASE WHEN (was).remark <> remark
                THEN jsonb_build_array((was).remark, remark) END,
            'substances', CASE WHEN (was).substances <> substances
                THEN jsonb_build_array(
                    (SELECT jsonb_agg(concat_ws(' ', each ->> 'name', each ->> 'strength'))
                     FROM jsonb_array_elements((was).substances) AS each),
                    (SELECT jsonb_agg(concat_ws(' ', each ->> 'name', each ->> 'strength'))
                     FROM jsonb_array_elements(substances) AS each)) END
        )) END AS to_entry
    FROM paired
)
SELECT id, approval_id, held_product_id, is_torn, is_linked, before_on, h_from, to_record,
       (was).product_id AS was_product_id, (was).valid_from AS was_from,
       (was).gone_in_id IS NOT NULL AS was_gone, (was).is_made_here AS is_made_here,
       before_on > %(published_on)s AS is_overtaken,
       to_record ?| ARRAY['effect', 'lifecycle', 'regulatory_class', 'routes'] AS is_new_state,
       rpad(before_on, 10, '-01-01') AS last_seen_on,
       CASE WHEN (was).lines IS DISTINCT FROM lines AND (was).product_id IS NOT NULL
                 AND (was).is_made_here
            THEN to_entry || jsonb_build_object('ingredients', jsonb_build_array(
                jsonb_array_length(coalesce((was).lines, '[]')),
                jsonb_array_length(coalesce(lines, '[]'))))
            ELSE to_entry END AS all_to_entry
FROM said;
ANALYZE register_compared (id)
"""
"""A row that is new in every way is compared with nothing and has no row here."""


def compare(*, published_on: str, previous: str) -> None:
    """Make `register_compared`; `previous` is the date of the copy applied before, or empty."""
    find_same_holders()
    with connection.cursor() as cursor:
        cursor.execute(_COMPARED, {"published_on": published_on, "previous": previous})
