"""Staging: whatever text an adapter yields arrives in the database as it is, and slugs stay apart."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from formulary.rules.names import normalise
from registry.registers.copy_text import array, cells
from registry.registers.folding import fold
from registry.registers.stage import slug_of, stage

from .made_up import MadeUp, row, substance

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


@given(st.text(max_size=60))
def test_fold_is_normalise(text):
    assert fold(text) == normalise(text)


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_fold_is_normalise_in_ascii(text):
    assert fold(text) == normalise(text)


@pytest.mark.django_db
def test_copy_text_arrives_as_it_was():
    values = ["plain", "a\tb", "c\\d", "e\nf\r", '{"g"}', "", "\\N", "é, ж", "NULL"]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE arrived (each text, together text[]) ON COMMIT DROP")
        with cursor.copy("COPY arrived FROM STDIN") as copy:
            for value in values:
                copy.write(cells((value, array(values))) + "\n")
        cursor.execute("SELECT each, together FROM arrived")
        assert cursor.fetchall() == [(value, values) for value in values]


@pytest.mark.django_db
def test_staged_row_is_what_was_read():
    strange = 'Pep\\tal "1\t%"\n'
    read = row(
        product=strange,
        holder=strange,
        remark=strange,
        routes=(strange, "Into the SKIN "),
        substances=(substance(strange, strength=strange),),
    )
    stage(adapter=MadeUp([read]), source=None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, holder, remark, unknown_routes, routes, strengths, substances -> 0 ->> 'name'"
            " FROM register_staged r JOIN register_composition c ON c.id = r.composition"
        )
        assert cursor.fetchall() == [
            (
                strange,
                strange,
                strange,
                [strange.strip().lower()],
                ["intradermal"],
                [strange],
                strange,
            )
        ]


@pytest.mark.django_db
def test_digest_tells_every_field_apart():
    one = row()
    others = [
        row(holder="Second"),
        row(routes=()),
        row(remark="x"),
        row(valid_from="2001"),
        row(substances=(substance("EXAMPLE PEPTIDE", strength="1 mg"),)),
    ]
    stage(adapter=MadeUp([one, one, *others]), source=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT digest) FROM register_staged")
        assert cursor.fetchone() == (1 + len(others),)


@pytest.mark.parametrize(
    ("number", "slug"),
    [
        ("CIS 63409284", "xa-cis-63409284"),
        ("EMEA/H/C/000123", "xa-emea-h-c-000123"),
        ("2014/12", "xa-2014-12"),
    ],
)
def test_slug_of_number(number, slug):
    assert slug_of("XA", number) == slug


def test_slugs_of_numbers_that_lose_letters_stay_apart():
    numbers = ["ЛП-001", "ЛС-001", "E" * 300, "E" * 299]
    found = {slug_of("XA", number) for number in numbers}
    assert len(found) == len(numbers)
    assert all(len(slug) <= 60 and slug.isascii() for slug in found)
