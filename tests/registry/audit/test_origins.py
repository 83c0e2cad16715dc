"""Who, why and whence, for writes of any origin."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from formulary.models import Ingredient, Product
from registry.audit.acting import ANONYMOUS, acting, acting_as_command
from registry.audit.middleware import ActingMiddleware
from registry.models import AuditEntry, User
from tests.formulary.admin.desk import desk_of, propose_url, save
from tests.people import PASSWORD, code_of, somebody, with_app
from tests.publishing import edition

from .trail import after, newest, nobody_acting, run


def product(name="example"):
    return Product.objects.create(slug=name, name=name)


@pytest.mark.django_db
def test_desk_names_the_person_and_the_request():
    desk = desk_of("curators")
    ingredient = Ingredient.objects.first()
    with nobody_acting():
        response = save(desk, propose_url(ingredient), mechanism="Example")
    entry = newest("registry_proposedrow")
    user = User.objects.get(username="person-curators")
    assert (entry.actor, entry.actor_id) == (user.username, user.pk)
    assert entry.origin == f"POST {propose_url(ingredient)} (request {response['X-Request-ID']})"
    assert after(entry)[0]["cells"]["mechanism"] == "Example"


@pytest.mark.django_db
def test_a_login_is_by_who_logs_in(client):
    user = somebody()
    secret = with_app(user)
    with nobody_acting():
        client.post("/admin/login/", {"username": user.username, "password": PASSWORD})
        client.post("/admin/login/second-step/", {"code": code_of(secret)})
    entry = newest("registry_user")
    assert (entry.actor, entry.actor_id, entry.keys) == (user.username, user.pk, [user.pk])
    assert "last_login" in after(entry)[0]


def request_that_writes(user, **headers):
    """A request of which the view writes a product, and the answer."""
    request = RequestFactory().post("/api/v1/example", headers=headers)
    request.user = user

    def view(request):
        return HttpResponse(product(f"example-{User.objects.count()}-{Product.objects.count()}").pk)

    with nobody_acting():
        return ActingMiddleware(view)(request)


@pytest.mark.django_db
def test_request_of_nobody_is_anonymous():
    request_that_writes(AnonymousUser())
    assert (newest().actor, newest().actor_id) == (ANONYMOUS, None)


@pytest.mark.django_db
def test_request_keeps_the_name_that_a_proxy_gave_it():
    response = request_that_writes(AnonymousUser(), X_Request_Id="proxy-0815-4711")
    assert response["X-Request-ID"] == "proxy-0815-4711"
    assert newest().origin == "POST /api/v1/example (request proxy-0815-4711)"
    response = request_that_writes(AnonymousUser(), X_Request_Id="two words\n")
    assert len(response["X-Request-ID"]) == 32


def test_no_name_is_left_on_a_connection(committed_db):
    """Two requests and a write of nobody, one after the other on one kept connection, with and without transactions."""
    first, second = User.objects.create_user("example-1"), User.objects.create_user("example-2")
    backend = connection.connection.info.backend_pid
    request_that_writes(first)
    assert newest().actor == "example-1"
    request_that_writes(second)
    assert newest().actor == "example-2"
    with nobody_acting():
        with pytest.raises(ProgrammingError, match="Nobody is named"):
            product("nobody")
        connection.connection.execute("SELECT 1")
        said = connection.connection.execute("SELECT current_setting('mesoformulary.actor', true)")
        assert said.fetchone()[0] == ""
    assert connection.connection.info.backend_pid == backend


@pytest.mark.django_db
def test_no_name_is_left_in_a_transaction():
    """Nor after a savepoint was rolled back, which gives settings their older values again."""
    with transaction.atomic():
        with acting(by="system: first"):
            product("example-1")
        with acting(by="system: second"):
            with transaction.atomic():
                product("example-2")
                transaction.set_rollback(True)
            product("example-3")
        assert newest().actor == "system: second"
        with nobody_acting(), pytest.raises(ProgrammingError), transaction.atomic():
            product("example-4")


def test_threads_do_not_share_names(committed_db):
    together = threading.Barrier(2)

    def write(name):
        with acting(by=f"system: {name}"):
            together.wait()
            product(name)
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, ["example-1", "example-2"]))
    for name in ("example-1", "example-2"):
        made = Product.objects.get(slug=name)
        assert (
            AuditEntry.objects.of_record("formulary_product", made.pk).get().actor
            == f"system: {name}"
        )


@pytest.mark.django_db
def test_an_edition_names_who_publishes_it_and_why():
    with acting(origin="the desk"), edition(decision="A better source"):
        product()
    for table in ("formulary_product", "registry_changeset", "registry_edition"):
        entry = newest(table)
        assert (entry.actor, entry.reason, entry.origin) == (
            "example-reviewer",
            "A better source",
            "the desk",
        )
    product("another")
    assert newest().actor == "system: tests"


@pytest.mark.django_db
def test_commands_are_named_as_such():
    User.objects.update(is_active=False)
    with nobody_acting(), acting_as_command("create_first_accounts"):
        call_command("create_first_accounts")
    entry = newest("registry_user")
    assert entry.actor == "system: create_first_accounts"
    assert entry.origin.startswith("manage.py create_first_accounts (run by ")


def test_manage_py_names_every_command(committed_db):
    """One of ours and one of Django's, as an operator runs them."""
    url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(
        **{**connection.settings_dict, "HOST": connection.settings_dict["HOST"].replace("/", "%2F")}
    )
    subprocess.run(
        [sys.executable, "manage.py", "createsuperuser", "--no-input", "--username=example", "--email=", "--settings=tests.settings"],
        cwd=settings.BASE_DIR,
        env={"DATABASE_URL": url, "PATH": "", "DJANGO_SUPERUSER_PASSWORD": "an example password"},
        check=True,
        capture_output=True,
    )  # fmt: skip
    assert newest("registry_user").actor == "system: createsuperuser"


@pytest.mark.django_db
def test_executemany_is_told_once():
    with acting(by="system: first"), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO auth_group (name) VALUES (%s)", [["Example 1"], ["Example 2"]]
        )
    assert newest("auth_group").actor == "system: first"


@pytest.mark.django_db
def test_statements_that_begin_otherwise_are_seen():
    made = product()
    with acting(by="system: first"):
        run(
            "\n  WITH wanted AS (SELECT %s::int AS id)\n"
            "  UPDATE formulary_product p SET holder = 'Example' FROM wanted w WHERE w.id = p.id",
            [made.pk],
        )
    assert newest().actor == "system: first"


@pytest.mark.django_db
def test_returned_rows_are_those_of_the_statement():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO auth_group (name) VALUES ('a%%'), ('b') RETURNING name", [])
        assert (cursor.rowcount, cursor.fetchall()) == (2, [("a%",), ("b",)])
        cursor.execute("UPDATE auth_group SET name = 'c%' WHERE name = 'b'")
        assert cursor.rowcount == 1
