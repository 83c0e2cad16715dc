"""References that are checked once a statement are as strong as foreign keys."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from formulary.models import Ingredient, Product, ProductLine
from formulary.references import references
from registry.models import Approval, RegisterCopy, RegisterRow
from tests.attack import refused
from tests.publishing import edition
from tests.registry.registers.made_up import make_world, plan, row


def test_every_reference_has_its_triggers(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled = 'A'"
        )
        installed = set(cursor.fetchall())
    for model, fields in references().items():
        assert (model._meta.db_table, "refers_on_insert") in installed
        assert (model._meta.db_table, "refers_on_update") in installed
        for field in fields:
            table = field.related_model._meta.db_table
            assert {(table, "stays_while_referred_to"), (table, "keeps_its_key")} <= installed
    assert {Approval, ProductLine, RegisterRow} <= set(references())


def test_what_is_referred_to_is_there(db):
    line = ProductLine(product=Product.objects.first(), position=900, ingredient_id=10**9)
    with (
        pytest.raises(IntegrityError, match="ingredient_id 1000000000 is not in"),
        transaction.atomic(),
    ):
        line.save()
    stored = ProductLine.objects.first()
    with pytest.raises(IntegrityError, match="product_id -5 is not in"), transaction.atomic():
        ProductLine.objects.filter(pk=stored.pk).update(product_id=-5)


def test_one_wrong_row_among_many_is_found(db):
    lines = [
        ProductLine(
            product=Product.objects.first(), position=900 + n, ingredient=Ingredient.objects.first()
        )
        for n in range(50)
    ]
    lines[30].product_id = 10**9
    with pytest.raises(IntegrityError, match="product_id 1000000000"), transaction.atomic():
        ProductLine.objects.bulk_create(lines)


@pytest.mark.parametrize(
    ("table", "held"),
    [
        ("formulary_product", "id IN (SELECT product_id FROM formulary_productline)"),
        ("formulary_ingredient", "id IN (SELECT ingredient_id FROM registry_approval)"),
        ("registry_pathway", "id IN (SELECT pathway_id FROM registry_approval)"),
        ("formulary_route", "id IN (SELECT route_id FROM registry_approvalroute)"),
        ("registry_document", "id IN (SELECT document_id FROM registry_approvaldocument)"),
    ],
)
def test_what_is_referred_to_stays(db, table, held):
    refused(f"DELETE FROM {table} WHERE {held}", match="stays: rows of|violates foreign key")  # noqa: S608
    refused(f"UPDATE {table} SET id = id + 1000000 WHERE {held}", match="never changes")  # noqa: S608


def test_a_plan_needs_its_copy(db):
    make_world()
    copy = plan(row())
    refused(
        "DELETE FROM registry_registercopy WHERE id = %s",
        copy.pk,
        match="rows of registry_registerrow",
    )
    with pytest.raises(IntegrityError, match="copy_id 1000000000"), transaction.atomic():
        RegisterRow.objects.update(copy_id=10**9)


def test_a_copy_that_is_thrown_away_meanwhile_is_missed(committed_db):
    """Whoever adds a row locks its copy: the other waits, and is refused."""
    with edition():
        make_world()
    copy = plan(row())
    RegisterRow.objects.all().delete()
    added, errors = threading.Event(), []

    def throw_away():
        added.wait()
        try:
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM registry_registercopy WHERE id = %s", [copy.pk])
        except IntegrityError as error:
            errors.append(str(error))
        finally:
            connection.close()

    other = threading.Thread(target=throw_away)
    other.start()
    with transaction.atomic():
        RegisterRow.objects.create(copy=copy, outcome="outside", slug="example")
        added.set()
        other.join(0.5)
        assert other.is_alive()
    other.join()
    assert "rows of registry_registerrow refer to it" in errors[0]
    assert RegisterCopy.objects.filter(pk=copy.pk).exists()
