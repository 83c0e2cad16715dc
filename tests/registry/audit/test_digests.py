"""Many rows that a register adds: kept by digests, shown as ever, and missed when one of them is altered behind the trail."""

import pytest
from django.db import IntegrityError, connection, transaction

from formulary.models import Product
from registry.audit.digests import is_by_digest, rows_by_digest
from registry.audit.functions import MANY
from registry.audit.verify import Broken, verify
from registry.audit.words import rows_of
from registry.models import Approval, AuditEntry
from tests.registry.registers.made_up import load, make_world, row

from .trail import after, close_link, newest, run

ROWS = MANY + 1


@pytest.fixture
def register(db):
    """More rows than are kept one by one, and their products."""
    make_world()
    close_link()
    load(*(row(f"EX {n}", f"Peptal {n}") for n in range(ROWS)))
    close_link()


def behind_the_trail(table, statement):
    """As only the owner of the table can."""
    run(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    run(statement)
    run(f"ALTER TABLE {table} ENABLE TRIGGER ALL")


def test_many_rows_are_kept_by_digest_and_shown(register):
    entry = newest("registry_approval")
    assert is_by_digest(entry)
    assert entry.count == ROWS
    wanted = Approval.objects.get(number="EX 7")
    assert AuditEntry.objects.of_record("registry_approval", wanted.pk).get() == entry
    said = {key: said for key, _, said in rows_of(entry)}
    assert said[wanted.pk]["record"] == wanted.record
    verify()


def test_few_rows_are_kept_themselves(db):
    make_world()
    load(*(row(f"EX {n}", f"Peptal {n}") for n in range(3)))
    assert after(newest("registry_approval"))[0]["number"].startswith("EX ")


def test_many_rows_by_hand_are_kept_themselves(db):
    Product.objects.bulk_create(
        Product(slug=f"example-{n}", name=f"Example {n}") for n in range(ROWS)
    )
    assert len(after(newest())) == ROWS


@pytest.mark.parametrize(
    ("table", "tamper", "said"),
    [
        ("registry_approval", "UPDATE registry_approval SET holder = 'Nobody' WHERE id = {key}", "row {key} was altered"),
        ("registry_approvalroute", "DELETE FROM registry_approvalroute WHERE id = {key}", "row {key} is gone"),
        ("formulary_product", "UPDATE formulary_product SET name = 'Other' WHERE id = {key}", "row {key} was altered"),
        ("formulary_product", "UPDATE formulary_product SET since = since + 1 WHERE id = {key}", "row {key} was altered"),
    ],
)  # fmt: skip
def test_a_row_altered_behind_the_trail_is_named(register, table, tamper, said):
    key = newest(table).keys[42]
    behind_the_trail(table, tamper.format(key=key))
    with pytest.raises(Broken, match=f"{table}.*{said.format(key=key)} in its table"):
        verify()


def test_what_a_later_edition_changes_is_no_tampering(register):
    """A product follows its register, an approval is superseded, and the first word of both is still there."""
    rows = [row(f"EX {n}", f"Peptal {n}", holder="Example Heirs") for n in range(ROWS)]
    load(*rows, day="2020-02-01")
    close_link()
    assert Product.objects.filter(holder="Example Heirs").count() == ROWS
    verify()
    key = AuditEntry.objects.filter(table="formulary_product", operation="insert").first().keys[5]
    behind_the_trail(
        "formulary_product_history",
        f"UPDATE formulary_product_history SET holder = 'Nobody' WHERE id = {key}",
    )
    with pytest.raises(Broken, match=f"row {key} was altered"):
        verify()


def test_the_edition_that_adds_many_rows_does_not_change_them(db):
    with transaction.atomic():
        rows_by_digest()
        run("SELECT set_config('mesoformulary.edition_being_written', '1', true)")
        Product.objects.bulk_create(
            Product(slug=f"example-{n}", name=f"Example {n}") for n in range(ROWS)
        )
        with pytest.raises(IntegrityError, match="kept by digest"), transaction.atomic():
            Product.objects.filter(slug="example-3").update(holder="Somebody")
        with pytest.raises(IntegrityError, match="kept by digest"), transaction.atomic():
            Product.objects.filter(slug="example-3").delete()
        assert connection.in_atomic_block
