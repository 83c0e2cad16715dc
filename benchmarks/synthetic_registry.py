"""A made-up registry of any size beside the starter set, written by the database itself. Nothing in it is real.

Half of the records are about substances, half about products of one substance. There are three substances for ten
records, four names for a substance, and the jurisdictions `XA` to `XZ`. Keys are spread evenly: no cache has a hot set.
"""

import random
import re
from collections.abc import Iterator

from django.db import connection

PLACES = [f"X{chr(letter)}" for letter in range(ord("A"), ord("Z") + 1)]
ROUTES = ["intradermal", "subcutaneous", "intramuscular", "intravenous"]
_FIRST = 10_000_000
"""Keys from here on are ours."""

_LOAD = """
SET LOCAL session_replication_role = replica;  -- no triggers, no foreign keys: these rows are nobody's statement
INSERT INTO registry_jurisdiction (id, code, name, kind, note, source, since)
SELECT {first} + n, 'X' || chr(64 + n), 'Example ' || chr(64 + n), 'country', 'made up', 'made up', 1
FROM generate_series(1, 26) n;
INSERT INTO registry_authority (id, slug, name, abbreviation, jurisdiction_id, website, register_name,
    register_url, open_data, confidence, since)
SELECT {first} + n, 'xa-authority-' || n, 'Example authority ' || n, 'EX' || n, {first} + n, '', '', '', '', '', 1
FROM generate_series(1, 26) n;
INSERT INTO formulary_ingredient (id, slug, preferred_name, category, unii, cas, atc_codes, molecular_formula,
    mechanism, caution, eu_cosmetics_annex, source, is_verified, since)
SELECT {first} + n, 'example-' || n, 'Example substance ' || n, 'other', '', '', '{{}}', '', '', '', '', 'made up', false, 1
FROM generate_series(1, {substances}) n;
INSERT INTO formulary_ingredientname (ingredient_id, text, language, kind, position, normalised, since)
SELECT {first} + n, text, '', kind, position, lower(text), 1
FROM generate_series(1, {substances}) n, LATERAL (VALUES
    ('Example substance ' || n, 'preferred', 0), ('Exemplum ' || substr(md5(n::text), 1, 6) || ' ' || n, 'synonym', 1),
    (substr(md5(n::text), 7, 8) || 'ine ' || n, 'synonym', 2), ('Ejemplo ' || n || ' base', 'synonym', 3)
) AS named (text, kind, position);
INSERT INTO registry_document (id, slug, title, publisher, url, published_on, retrieved_on, kind, note, sha256, since)
SELECT {first} + n, 'example-document-' || n, 'Example report ' || n, 'Example authority',
    'https://regulator.example/' || n, (2005 + n % 20) || '-03-11', '2026-01-31', 'register', '', '', 1
FROM generate_series(1, {documents}) n;
INSERT INTO formulary_product (id, slug, name, normalised, holder, regulatory_class, country, dose_form, label_text,
    source, is_verified, has_other_actives, since)
SELECT {first} + n, 'example-product-' || n, 'Example product ' || n, 'example product ' || n, 'Example holder',
    'medicine', '', '', '', 'made up', false, false, 1
FROM generate_series(1, {products}) n;
INSERT INTO formulary_productline (product_id, position, ingredient_id, role, strength, strength_unit, per_unit, since)
SELECT {first} + n, 0, {first} + 1 + (2 * n::bigint * 48271) % {substances}, 'active', '1 mg', '', '', 1
FROM generate_series(1, {products}) n;
INSERT INTO registry_approval (id, record, published_in_id, ingredient_id, product_id, jurisdiction_id, authority_id,
    pathway_id, regulatory_class, effect, lifecycle, number, holder, route_scope, purposes, is_union_wide, valid_from,
    valid_to, valid_to_kind, is_disputed, paraphrase, confidence)
SELECT {first} + n, 'example-record-' || n, 1,
    CASE WHEN n % 2 = 1 THEN {first} + 1 + (n::bigint * 48271) % {substances} END,
    CASE WHEN n % 2 = 0 THEN {first} + n / 2 END,
    {first} + 1 + n / 2 % 26, {first} + 1 + n / 2 % 26, (SELECT min(id) FROM registry_pathway), 'medicine', 'granted',
    CASE n % 10 WHEN 7 THEN 'suspended' WHEN 8 THEN 'withdrawn' ELSE 'valid' END, 'EX ' || n, 'Example holder ' || n % 700,
    'listed', '{{}}', false, (date '2008-01-01' + n % 3600)::text,
    CASE WHEN n % 5 < 2 THEN (date '2018-01-01' + n % 3600)::text ELSE '' END,
    CASE WHEN n % 5 < 2 THEN 'date' ELSE 'open' END, false, 'A made-up statement.', 'retrieved'
FROM generate_series(1, {records}) n;
INSERT INTO registry_approvalroute (approval_id, route_id, is_excluded, position)
SELECT {first} + n, (SELECT id FROM formulary_route WHERE code = ({routes}::text[])[1 + n / 52 % 4]), false, 0
FROM generate_series(1, {records}) n;
INSERT INTO registry_approvaldocument (approval_id, document_id, position)
SELECT {first} + n, {first} + 1 + n % {documents}, 0 FROM generate_series(1, {records}) n;
UPDATE registry_edition SET ingredients = ingredients + {substances};
INSERT INTO formulary_spelling (normalised, since)
SELECT normalised, 1 FROM formulary_ingredientname WHERE ingredient_id > {first}
UNION SELECT normalised, 1 FROM formulary_product WHERE id > {first};
UPDATE formulary_namesversion SET version = 'made up';
"""


def load(records: int) -> None:
    """Put the made-up registry beside what is there. Superusers only, and only in a database made for it."""
    sizes = {
        "records": records,
        "substances": substances_of(records),
        "products": records // 2,
        "documents": max(records // 10, 100),
        "first": _FIRST,
        "routes": "ARRAY['" + "','".join(ROUTES) + "']",
    }
    written = re.findall(r"(?:INSERT INTO|UPDATE) (\w+)", _LOAD)
    untold = "".join(f"ALTER TABLE {table} DISABLE TRIGGER ALL;" for table in written)
    with connection.cursor() as cursor:
        cursor.execute(f"BEGIN; {untold} {_LOAD.format(**sizes)} COMMIT")
        cursor.execute("ANALYZE")


def substances_of(records: int) -> int:
    return records * 3 // 10


def triples(records: int, seed: int) -> Iterator[tuple[int, str, str, str]]:
    """Endless questions: a substance, a place, a route, a day. Of ten, three are about no record at all."""
    chance = random.Random(seed)  # noqa: S311 (chance for a benchmark)
    substances = substances_of(records)
    while True:
        n = chance.randint(1, records)
        substance = 1 + n * 48271 % substances
        if chance.random() < 0.3:
            substance = chance.randint(1, substances)
        day = f"{chance.randint(2012, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        yield substance, PLACES[n // 2 % 26], ROUTES[n // 52 % 4], day


def name_of(substance: int, chance: random.Random) -> str:
    """One of its names that no other has."""
    return chance.choice([f"Example substance {substance}", f"ejemplo {substance} BASE"])
