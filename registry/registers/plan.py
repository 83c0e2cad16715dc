"""The plan of a copy: what it would do to each authorisation, stored row by row so that it can be read and then applied.

Rows that change nothing are only counted.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from registry.models import RegisterCopy
from registry.registers.authorisation import Rejected
from registry.registers.unseen import store_unseen

_SAID = """
INSERT INTO registry_registerrow (
    copy_id, file, line, outcome, reason, changes, step, slug, normalised, entry_id, approval_id, product_id,
    is_made_here, last_seen_on, changed_on, number, name, holder, dose_form, regulatory_class, pathway, effect, lifecycle, route_scope,
    routes, unknown_routes, purposes, valid_from, valid_to, valid_to_kind, remark, substances, names, digest,
    state, lines, has_other_actives)
WITH taken AS (
    SELECT r.slug FROM register_fresh f JOIN register_staged r USING (id)
    JOIN formulary_product p ON p.slug = r.slug
    UNION
    SELECT r.slug FROM register_fresh f JOIN register_staged r USING (id)
    JOIN registry_approval a ON a.record = r.slug
), fresh AS (
    SELECT r.*, made_of.substances, made_of.names, t.lines, t.undecided,
           coalesce(t.has_other_actives, false) AS has_other_actives,
           f.entry_id, f.state,
           f.sharing = 1 AND taken.slug IS NULL AS has_number_alone,
           c.approval_id, c.held_product_id, c.was_product_id, c.was_from, c.h_from, c.before_on,
           coalesce(c.is_torn, false) AS is_torn, coalesce(c.is_linked, false) AS is_linked,
           coalesce(c.is_overtaken, false) AS is_overtaken,
           coalesce(c.is_new_state, false) AS is_new_state,
           coalesce(c.was_gone, false) AS was_gone,
           coalesce(c.is_made_here, false) AS is_made_here,
           coalesce(c.to_record, '{}') AS to_record, coalesce(c.all_to_entry, '{}') AS to_entry,
           coalesce(c.last_seen_on, '') AS last_seen_on
    FROM register_fresh f
    JOIN register_staged r USING (id)
    JOIN register_composition made_of ON made_of.id = r.composition
    LEFT JOIN register_touched t ON t.composition = r.composition
    LEFT JOIN register_compared c ON c.id = r.id
    LEFT JOIN taken ON taken.slug = r.slug
), judged AS (
    SELECT fresh.*, CASE
            WHEN approval_id IS NULL THEN to_entry
            WHEN is_overtaken THEN '{}'::jsonb
            ELSE to_record || (to_entry - ARRAY['holder', 'regulatory_class', 'pathway', 'effect',
                'lifecycle', 'routes', 'purposes', 'valid_from', 'valid_to'])
        END AS changes,
        CASE
            WHEN NOT is_new_state THEN ''
            WHEN to_record ? 'lifecycle' AND valid_to_kind = 'date' AND length(valid_to) = 10
                AND valid_to > h_from THEN valid_to
            WHEN length(valid_from) = 10 AND valid_from > h_from AND valid_from <= %(published_on)s
                AND valid_from > CASE WHEN is_linked THEN was_from ELSE last_seen_on END
                THEN valid_from
            ELSE ''
        END AS changed_on
    FROM fresh
), decided AS (
    SELECT judged.*, CASE
            WHEN is_torn THEN 'waiting'
            WHEN approval_id IS NOT NULL
                THEN CASE WHEN changes = '{}' THEN 'unchanged' ELSE 'changed' END
            WHEN state = 'waiting' THEN 'waiting'
            WHEN state = 'product' AND was_product_id IS NULL THEN 'created'
            WHEN entry_id IS NULL THEN 'outside'
            WHEN changes <> '{}' OR was_gone THEN 'changed'
            ELSE 'unchanged'
        END AS outcome,
        CASE
            WHEN to_record = '{}' THEN ''
            WHEN is_new_state AND (changed_on <> '' OR (
                    last_seen_on <> '' AND last_seen_on < %(published_on)s
                    AND rpad(h_from, 10, '-01-01') <= last_seen_on)) THEN 'period'
            ELSE 'correction'
        END AS record_step
    FROM judged
)
SELECT %(copy)s, file, line, outcome,
       CASE
           WHEN is_torn THEN 'It may be any of several records of that number: nobody has said which, under “Products to tell apart”.'
           WHEN is_overtaken AND approval_id IS NOT NULL
               THEN 'The record here rests on a newer document, of ' || before_on || '.'
           WHEN approval_id IS NOT NULL THEN ''
           WHEN outcome = 'waiting' THEN 'Undecided: ' || undecided
           WHEN was_gone THEN 'It is in the register again.'
           ELSE ''
       END,
       changes,
       CASE WHEN approval_id IS NOT NULL THEN record_step
            WHEN outcome = 'created' AND effect <> '' THEN 'new' ELSE '' END,
       CASE WHEN has_number_alone THEN slug
            -- Of several products with one number, each is told by its name, and by a digest of it.
            ELSE left(slug || coalesce('-' || nullif(btrim(
                regexp_replace(normalised, '[^a-z0-9]+', '-', 'g'), '-'), ''), ''), 100)
                || '-' || left(md5(name), 8) END,
       normalised, entry_id, approval_id,
       CASE WHEN is_overtaken AND was_product_id IS NULL THEN NULL
            ELSE coalesce(held_product_id, was_product_id) END,
       is_made_here, CASE WHEN approval_id IS NULL THEN '' ELSE last_seen_on END,
       changed_on, number, name, holder, dose_form, regulatory_class, pathway, effect, lifecycle, route_scope,
       routes, unknown_routes, purposes, valid_from, valid_to, valid_to_kind, remark, substances, names, digest,
       CASE WHEN is_torn THEN 'waiting' ELSE state END, lines, has_other_actives
FROM decided
"""

_GONE = """
INSERT INTO registry_registerrow (
    copy_id, file, line, outcome, reason, changes, step, slug, normalised, entry_id, approval_id, product_id,
    is_made_here, last_seen_on, changed_on, number, name, holder, dose_form, regulatory_class, pathway, effect, lifecycle, route_scope,
    routes, unknown_routes, purposes, valid_from, valid_to, valid_to_kind, remark, substances, names, digest,
    state, lines, has_other_actives)
SELECT %(copy)s, '', 0, 'gone', '', '{}', CASE
           WHEN h.id IS NULL OR h.lifecycle IN ('withdrawn', 'revoked', 'expired')
               OR h.valid_to_kind IN ('date', 'unknown_past') OR %(previous)s >= %(published_on)s
           THEN '' ELSE 'period' END,
       '', '', e.id, h.id, e.product_id, e.is_made_here, rpad(%(previous)s, 10, '-01-01'), '',
       e.number, e.name, e.holder, e.dose_form, e.regulatory_class, e.pathway, e.effect, 'withdrawn',
       e.route_scope, e.routes, e.unknown_routes, e.purposes, e.valid_from, e.valid_to, e.valid_to_kind,
       e.remark, e.substances, e.names, e.digest, e.state, e.lines, e.has_other_actives
FROM register_absent absent
JOIN registry_registerentry e ON e.id = absent.id
LEFT JOIN register_held h ON h.number = e.number AND h.product_id = e.product_id AND e.effect <> ''
WHERE NOT EXISTS (
    SELECT 1 FROM unnest(%(unread)s::text[]) AS unread (value)
    WHERE position(regexp_replace(e.number, '^.* ', '') IN unread.value) > 0
)
"""
"""What is in a row that could not be read is not gone."""

_COUNTS = "SELECT outcome, count(*) FROM registry_registerrow WHERE copy_id = %s GROUP BY outcome"


def store_rows(*, copy: RegisterCopy, rejected: Sequence[Rejected], previous: str) -> None:
    """Write the rows of the plan from the temporary tables; gone are they only from a newer, complete copy."""
    values: dict[str, Any] = {
        "copy": copy.pk,
        "published_on": copy.published_on,
        "previous": previous,
        "unread": [fault.value for fault in rejected],
    }
    with connection.cursor() as cursor:
        cursor.execute(_SAID, values)
        if copy.is_complete and previous <= copy.published_on:
            cursor.execute(_GONE, values)
            store_unseen(copy=copy, rejected=rejected)
        _store_rejected(cursor, copy, rejected)


def counts(*, copy: RegisterCopy, read: int) -> dict[str, int]:
    """How many rows have each outcome; `read` is how many authorisations the copy holds."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [copy.pk])
        found = dict(cursor.fetchall())
    told = sum(found.get(word, 0) for word in ("created", "changed", "waiting", "outside"))
    return {"read": read, **found, "unchanged": read - told}


def _store_rejected(cursor: Any, copy: RegisterCopy, rejected: Sequence[Rejected]) -> None:
    statement = """
        INSERT INTO registry_registerrow (copy_id, file, line, outcome, reason, changes, step, slug,
            normalised, is_made_here, last_seen_on, changed_on, number, name, holder, dose_form,
            regulatory_class, pathway, effect, lifecycle, route_scope, routes, unknown_routes, purposes,
            valid_from, valid_to, valid_to_kind, remark, substances, names, state, has_other_actives)
        VALUES (%s, %s, %s, 'rejected', %s, '{}', '', '', '', false, '', '', '', '', '', '', '', '', '', '',
                '', '{}', '{}', '{}', '', '', '', '', '[]', '{}', '', false)
    """
    cursor.executemany(
        statement, [(copy.pk, fault.file, fault.line, sentence(fault)) for fault in rejected]
    )


def sentence(fault: Rejected) -> str:
    """What stood there and what was expected, without the place."""
    what = f"{fault.field} “{fault.value}”" if fault.field else f"“{fault.value}”"
    return f"{what}: expected {fault.expected}"
