"""Every change of a followed table becomes an entry, whatever wrote it; nothing else does."""

import re

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from formulary.models import Ingredient, Product, ProductLine
from registry.audit.acting import acting
from registry.audit.tables import REDACTED, SECRETS, UNFOLLOWED, followed_models
from registry.audit.triggers import idle, missing
from registry.models import AuditEntry, User

from .trail import after, before, close_link, newest, nobody_acting, run

pytestmark = pytest.mark.django_db


def product(number=1):
    return Product.objects.create(slug=f"example-{number}", name=f"Example {number}")


def test_every_table_is_followed_or_excepted_with_a_reason():
    assert not list(idle())
    tables = {
        m._meta.db_table
        for m in apps.get_models(include_auto_created=True)
        if not hasattr(m, "history_of")  # written by triggers, from rows that the trail has
    }
    followed = {m._meta.db_table for m in followed_models()}
    assert {
        "auth_group",
        "auth_group_permissions",
        "registry_user",
        "registry_user_groups",
    } <= followed
    assert followed | set(UNFOLLOWED) >= tables
    assert all(UNFOLLOWED.values())


def test_a_recorder_that_is_gone_or_disabled_is_missed():
    run("DROP TRIGGER audit_update ON formulary_product")
    run("ALTER TABLE registry_user DISABLE TRIGGER audit_insert")
    lacking = {(model, recorder.name) for model, recorder in missing()}
    assert lacking == {(Product, "audit_update"), (User, "audit_insert")}


def test_a_function_that_was_replaced_is_missed():
    run(
        "CREATE OR REPLACE FUNCTION audit_insert() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$"
    )
    assert list(idle()) == ["the function audit_insert is missing or another one"]


def test_account_columns_that_look_like_secrets_are_listed():
    looks = re.compile(r"password|secret|seed|token|digest|credential|public_key")
    for model in followed_models():
        for field in model._meta.concrete_fields:
            if looks.search(field.column):
                assert field.column in SECRETS.get(model._meta.db_table, ()), field


def test_insert_keeps_the_row():
    made = product()
    entry = newest()
    assert (entry.operation, entry.count, entry.keys, entry.before) == (
        "insert",
        1,
        [made.pk],
        None,
    )
    assert after(entry)[0]["slug"] == "example-1"
    assert (entry.actor, entry.actor_id, entry.origin) == ("system: tests", None, "pytest")


def test_update_keeps_what_changed():
    made = product()
    with acting(reason="A new owner"):
        made.holder = "Example & Sons"
        made.save()
    entry = newest()
    assert (before(entry), after(entry)) == ([{"holder": ""}], [{"holder": "Example & Sons"}])
    assert entry.reason == "A new owner"


def test_update_that_changes_nothing_is_none():
    made = product()
    count = AuditEntry.objects.count()
    made.save()
    Product.objects.filter(pk=-1).update(holder="Nobody")
    assert AuditEntry.objects.count() == count


def test_update_of_some_rows_keeps_those():
    first, second = product(1), product(2)
    first.holder = "Example"
    second.holder = "Example"
    second.save()
    Product.objects.bulk_update([first, second], ["holder"])
    assert newest().keys == [first.pk]


def test_delete_keeps_the_row():
    made = product()
    ingredient = Ingredient.objects.first()
    line = ProductLine.objects.create(product=made, position=1, ingredient=ingredient)
    pk = line.pk
    line.delete()
    entry = newest("formulary_productline")
    assert (entry.operation, entry.keys, entry.after) == ("delete", [pk], None)
    assert before(entry)[0]["ingredient_id"] == ingredient.pk


def test_raw_sql_is_recorded():
    made = product()
    run("UPDATE formulary_product SET holder = %s WHERE id = %s", ["100 % “Example”\\'", made.pk])
    assert after(newest())[0]["holder"] == "100 % “Example”\\'"


def test_rows_of_one_statement_are_packed():
    Product.objects.bulk_create(
        Product(slug=f"example-{n}", name=f"Example {n}") for n in range(2500)
    )
    entries = AuditEntry.objects.filter(table="formulary_product").order_by("-id")[:3]
    assert [entry.count for entry in entries] == [500, 1000, 1000]
    wanted = Product.objects.get(slug="example-1700")
    (entry,) = AuditEntry.objects.of_record("formulary_product", wanted.pk)
    assert after(entry)[entry.keys.index(wanted.pk)]["slug"] == "example-1700"


def test_conflicting_insert_that_updates_is_an_update():
    made = product()
    Product.objects.bulk_create(
        [Product(pk=made.pk, slug=made.slug, name="Example renamed")],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name"],
    )
    assert (newest().operation, after(newest())) == ("update", [{"name": "Example renamed"}])


def test_secrets_are_not_kept():
    user = User.objects.create_user("example", password="an example password")
    user.set_password("another example password")
    user.save()
    changed, added = AuditEntry.objects.filter(table="registry_user").order_by("-id")[:2]
    assert after(added)[0]["password"] == REDACTED
    assert (before(changed), after(changed)) == ([{"password": REDACTED}], [{"password": REDACTED}])
    assert not AuditEntry.objects.filter(after__contains=user.password.split("$")[-1]).exists()


def test_members_of_a_role_are_recorded():
    user = User.objects.create_user("example")
    user.groups.add(1)
    assert after(newest("registry_user_groups"))[0] | {"id": 0} == {
        "id": 0,
        "user_id": user.pk,
        "group_id": 1,
    }


def test_write_without_an_actor_is_refused():
    made = product()
    for write in (
        lambda: product(2),
        lambda: Product.objects.update(holder="Nobody"),
        lambda: run("UPDATE formulary_product SET holder = 'Nobody'"),
        lambda: run("DELETE FROM formulary_product WHERE id = %s", [made.pk]),
    ):
        with (
            nobody_acting(),
            pytest.raises(ProgrammingError, match="Nobody is named"),
            transaction.atomic(),
        ):
            write()
    made.refresh_from_db()
    assert made.holder == ""


def test_an_actor_of_sql_is_recorded():
    """As from psql, past Django."""
    made = product()
    with nobody_acting():
        raw = connection.connection.cursor()
        raw.execute(
            "SET LOCAL mesoformulary.actor = 'maria, by hand'; SET LOCAL mesoformulary.reason = 'Typo'"
        )
        raw.execute("UPDATE formulary_product SET holder = 'Example' WHERE id = %s", [made.pk])
    assert (newest().actor, newest().reason) == ("maria, by hand", "Typo")


def test_a_table_is_never_emptied_at_once():
    with pytest.raises(IntegrityError, match="never emptied at once"), transaction.atomic():
        run("TRUNCATE formulary_product CASCADE")


def test_a_key_never_changes():
    made = product()
    with pytest.raises(IntegrityError, match="key of a row never changes"), transaction.atomic():
        run("UPDATE formulary_product SET id = -1 WHERE id = %s", [made.pk])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE registry_auditentry SET actor = 'somebody else'",
        "DELETE FROM registry_auditentry",
        "TRUNCATE registry_auditentry",
        "INSERT INTO registry_auditentry SELECT * FROM registry_auditentry LIMIT 1",
        "UPDATE registry_auditlink SET digest = ''",
        "DELETE FROM registry_auditlink",
        "TRUNCATE registry_auditlink",
        "INSERT INTO registry_auditlink (transaction) VALUES (1)",
    ],
)
def test_the_trail_is_not_written_by_hand(statement):
    product()
    close_link()
    with pytest.raises(DatabaseError, match="audit trail"), transaction.atomic():
        run(statement)


def test_recorders_cannot_be_skipped_by_a_setting():
    run("SET LOCAL pgtrigger.ignore = '{audit_insert,audit_sign}'")
    run("SET LOCAL session_replication_role = 'replica'")
    made = product()
    assert newest().keys == [made.pk]


def test_a_temporary_table_does_not_take_what_is_meant_for_the_trail():
    run(
        "CREATE TEMPORARY TABLE registry_auditentry (LIKE public.registry_auditentry) ON COMMIT DROP"
    )
    made = product()
    run("DROP TABLE pg_temp.registry_auditentry")
    assert newest().keys == [made.pk]


def test_ordinary_reads_cost_nothing():
    with CaptureQueriesContext(connection) as captured:
        list(Product.objects.all()[:3])
        list(Ingredient.objects.filter(slug="procaine").select_for_update())
    assert len(captured) == 2
    assert not any("mesoformulary" in query["sql"] for query in captured)


def test_a_write_is_one_query():
    with CaptureQueriesContext(connection) as captured:
        product()
    assert len(captured) == 1
