"""The newest edition is read from the tables themselves: that is the same, whatever is written meanwhile."""

import threading

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from formulary.models import Product, Route
from registry.as_of import NEWEST, SCHEMA, as_of, newest_queries, queries, settled
from registry.audit.acting import acting
from registry.models import Approval, Edition
from tests.publishing import edition, publish_correction
from tests.registry.api.build import publish, statement

URLS = [
    "/api/v1/approvals/?limit=200",
    "/api/v1/approvals/?jurisdiction=XA",
    "/api/v1/ingredients/?limit=200",
    "/api/v1/products/kenalog-10-ca/",
    "/api/v1/cocktails/",
    "/api/v1/jurisdictions/?member_of=EU",
    "/api/v1/documents/",
    "/api/v1/changes/?limit=200",
    "/api/v1/upcoming/?within=3000",
    "/api/v1/matrix/?route=intradermal&limit=20",
]


def path():
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        return cursor.fetchone()[0]


def everything():
    """Every row of every table that an edition can change, as it reads now."""
    found = {}
    with connection.cursor() as cursor:
        for table in queries():
            cursor.execute(f"SELECT to_jsonb(t) FROM {table} t")  # noqa: S608
            found[table] = sorted(map(repr, (row for (row,) in cursor.fetchall())))
    return found


def history():
    """Editions that add, correct and take away."""
    publish(statement("xa-a"), statement("xa-b"))
    publish_correction(
        of=Approval.objects.get(record="xa-a"), statement=statement("xa-a", effect="prohibited")
    )
    with edition():
        Product.objects.filter(slug="kenalog-10-ca").update(name="Example")


def elsewhere(work):
    """Do it on another connection, and wait for it."""

    def run():
        try:
            with acting(by="system: tests"):
                work()
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    failed = []
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert not failed, failed


def test_tables_say_what_the_views_of_the_newest_edition_say(committed_db):
    history()
    newest = Edition.objects.count()
    with as_of(newest):
        assert path() == f"{NEWEST}, public"
        from_tables = everything()
    with transaction.atomic(), as_of(newest):
        assert path() == f"{SCHEMA}, public"
        from_views = everything()
    assert from_tables == from_views
    assert set(newest_queries()) < set(queries())
    with as_of(newest - 1):
        assert path() == f"{SCHEMA}, public"
        assert everything() != from_tables


def test_answers_are_the_same_from_both(committed_db, client):
    history()
    from_tables = [client.get(url).content for url in URLS]
    assert from_tables == [client.get(url).content for url in URLS]  # from what was kept, too
    with transaction.atomic():
        assert [client.get(url).content for url in URLS] == from_tables


def test_what_is_published_meanwhile_is_not_seen(committed_db):
    statement("xa-a")  # what it is about, as if edition 1 had said it
    with as_of(1):
        before = everything()
        elsewhere(history)
        assert everything() == before
    with as_of(1):
        assert path() == f"{SCHEMA}, public"
        assert everything() == before


def test_what_is_being_published_is_not_seen(committed_db):
    with edition():
        Route.objects.filter(code="intradermal").update(name="Example")

        def look():
            with as_of(1):
                assert path() == f"{NEWEST}, public"
                assert Route.objects.get(code="intradermal").name != "Example"

        elsewhere(look)


def test_what_is_kept_of_an_edition_is_of_that_edition(committed_db, client):
    url = "/api/v1/approvals/?jurisdiction=FR&inherited=false&limit=1"
    assert client.get(url).json()["results"][0]["jurisdiction"]["name"] == "France"
    with edition():
        connection.cursor().execute(
            "UPDATE registry_jurisdiction SET name = 'Example' WHERE code = 'FR'"
        )
    assert client.get(url).json()["results"][0]["jurisdiction"]["name"] == "Example"
    old = client.get(f"{url}&edition=1").json()["results"][0]
    assert old["jurisdiction"]["name"] == "France"


def test_nothing_is_written_while_the_newest_edition_is_read(committed_db):
    with pytest.raises(DatabaseError, match="read-only"), as_of(1):
        Product.objects.filter(slug="kenalog-10-ca").update(name="Example")


def test_edition_is_settled_only_outside_of_a_transaction(committed_db):
    assert settled() is None
    with as_of(1):
        assert settled() == (1, Edition.objects.get(pk=1).sealed_at)
        with as_of(1):
            assert settled() is None
        assert settled()[0] == 1
    assert settled() is None
    with as_of(0):
        assert settled() is None
        assert path() == f"{SCHEMA}, public"


def test_page_of_approvals_takes_few_statements(committed_db, client):
    url = "/api/v1/approvals/?jurisdiction=FR&lifecycle=valid"
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        client.get(url)
    sent = [query["sql"] for query in found if "registry_quota" not in query["sql"]]  # now and then
    # Edition; begin, look; keys, rows, their routes, their documents; commit.
    assert len(sent) == 8, sent
