"""What an applied plan writes to products. Those that people entered are theirs: they are only marked.

A product whose substances are not all among its lines is marked as holding others, so that it never speaks for one of
them alone.
"""

from typing import Any

from django.db import connection

from registry.models import RegisterCopy

_MADE = """
DROP TABLE IF EXISTS register_made;
CREATE TEMPORARY TABLE register_made AS
SELECT r.id AS row_id, nextval((SELECT pg_get_serial_sequence('formulary_product', 'id')::regclass)) AS product_id,
       CASE WHEN r.step = 'new' THEN nextval((SELECT pg_get_serial_sequence('registry_approval', 'id')::regclass)) END AS approval_id
FROM (SELECT id, step FROM registry_registerrow
      WHERE copy_id = %(copy)s AND outcome = 'created' AND product_id IS NULL ORDER BY id) r;
ANALYZE register_made
"""
"""The keys of what is new are given out first, so that nothing has to be found again by its name."""

_CREATE = """
INSERT INTO formulary_product (id, slug, name, normalised, holder, regulatory_class, country, dose_form,
    label_text, source, is_verified, has_other_actives, since)
SELECT made.product_id, r.slug, r.name, r.normalised, r.holder, r.regulatory_class, %(country)s, r.dose_form, '',
       %(source)s, true, r.has_other_actives, (SELECT named_edition())
FROM register_made made JOIN registry_registerrow r ON r.id = made.row_id
"""

_FOLLOW = """
UPDATE formulary_product p SET
    name = r.name, normalised = r.normalised,
    holder = coalesce(nullif(r.holder, ''), p.holder),
    dose_form = coalesce(nullif(r.dose_form, ''), p.dose_form),
    regulatory_class = r.regulatory_class,
    has_other_actives = r.state <> 'product' OR r.has_other_actives
FROM registry_registerrow r
WHERE r.copy_id = %(copy)s AND r.product_id = p.id AND r.is_made_here AND r.outcome <> 'gone'
"""

_MARK = """
UPDATE formulary_product p SET has_other_actives = true
FROM registry_registerrow r
LEFT JOIN registry_registerentry e ON e.id = r.entry_id
WHERE r.copy_id = %(copy)s AND r.product_id = p.id AND NOT r.is_made_here AND r.outcome <> 'gone'
  AND NOT p.has_other_actives
  AND (r.has_other_actives
       OR (r.state <> 'product' AND e.product_id = p.id AND e.names <> r.names)
       OR EXISTS (
           SELECT 1 FROM jsonb_array_elements(r.lines) AS said
           JOIN formulary_ingredient i ON i.id = (said ->> 'ingredient')::bigint
           WHERE said ->> 'role' <> 'excipient' AND NOT EXISTS (
               SELECT 1 FROM formulary_productline line
               JOIN formulary_ingredient held ON held.id = line.ingredient_id
               WHERE line.product_id = p.id AND line.role <> 'excipient'
                 AND coalesce(held.form_of_id, held.id) = coalesce(i.form_of_id, i.id))))
"""
"""A register that names an active substance which a hand-made product lacks: in any of its forms, for registers and
labels differ in whether they name the salt."""

_CLEAR_LINES = """
DELETE FROM formulary_productline line
USING registry_registerrow r, registry_registerentry e
WHERE r.copy_id = %(copy)s AND r.product_id = line.product_id AND r.is_made_here
  AND e.id = r.entry_id AND r.state = 'product' AND r.outcome <> 'gone' AND e.lines IS DISTINCT FROM r.lines
"""

_NEW_LINES = """
INSERT INTO formulary_productline
    (product_id, position, ingredient_id, role, strength, strength_unit, per_unit, since)
SELECT made.product_id, held.position, (held.line ->> 'ingredient')::bigint, held.line ->> 'role',
       held.line ->> 'strength', '', '', (SELECT named_edition())
FROM register_made made
JOIN registry_registerrow r ON r.id = made.row_id
CROSS JOIN LATERAL jsonb_array_elements(r.lines) WITH ORDINALITY AS held (line, position)
"""

_LINES = """
INSERT INTO formulary_productline
    (product_id, position, ingredient_id, role, strength, strength_unit, per_unit)
SELECT r.product_id, held.position, (held.line ->> 'ingredient')::bigint, held.line ->> 'role',
       held.line ->> 'strength', '', ''
FROM registry_registerrow r
JOIN registry_registerentry e ON e.id = r.entry_id
CROSS JOIN LATERAL jsonb_array_elements(r.lines) WITH ORDINALITY AS held (line, position)
WHERE r.copy_id = %(copy)s AND r.product_id IS NOT NULL AND r.is_made_here AND r.state = 'product'
  AND r.outcome <> 'gone' AND e.lines IS DISTINCT FROM r.lines
"""


def write_products(*, copy: RegisterCopy) -> None:
    """Make new products, and let those made by an import follow the register. Makes `register_made`."""
    values: dict[str, Any] = {
        "copy": copy.pk,
        "source": f"{copy.title}, {copy.published_on}",
        "country": copy.jurisdiction.code if len(copy.jurisdiction.code) == 2 else "",
    }
    with connection.cursor() as cursor:
        for statement in (_MADE, _CREATE, _FOLLOW, _MARK, _CLEAR_LINES, _LINES):
            cursor.execute(statement, values)


def write_new_lines() -> None:
    """Give the new products their lines; last of all, because whoever reads has to pass over each line that is not
    committed yet. Needs `register_made`."""
    with connection.cursor() as cursor:
        cursor.execute(_NEW_LINES)
