"""`fields=`: only the members of a record that are asked for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.config.api.test_lists import KEYS, every_list
from tests.reading import faults

pytestmark = pytest.mark.django_db

APPROVALS = "/api/v1/approvals/"
RECORD = f"{APPROVALS}fr-procaine-lavoisier-10-cis-63409284/"


@every_list
def test_list_and_detail_give_what_is_asked_alone(client, name):
    url, key = f"/api/v1/{name}/", KEYS[name]
    whole = client.get(url, {"limit": 3}).json()
    some = client.get(url, {"limit": 3, "fields": key}).json()
    assert some["results"] == [{key: row[key]} for row in whole["results"]]
    assert set(some) == set(whole)
    first = whole["results"][0][key]
    assert client.get(f"{url}{first}/", {"fields": key}).json() == {key: first, "edition": 1}


def test_order_is_that_of_a_record_and_names_may_come_twice(client):
    row = client.get(APPROVALS, {"fields": "documents, subject,id,subject", "limit": 1}).json()
    assert [*row["results"][0]] == ["id", "subject", "documents"]


@pytest.mark.parametrize("url", ["changes/?", "upcoming/?from=2001-01-01&to=2030-01-01&"])
def test_lists_that_are_no_table_have_members_too(client, url):
    found = client.get(f"/api/v1/{url}fields=kind").json()["results"]
    assert found
    assert all([*row] == ["kind"] for row in found)


@pytest.mark.parametrize("url", [APPROVALS, RECORD])
@pytest.mark.parametrize(
    ("asked", "wrong", "meant"),
    [
        ("subjet", "subjet", "subject"),
        ("id,subject.slug", "subject.slug", "subject"),
        ("id,", "", None),
        ("id,Effect,routes", "Effect", "effect"),
    ],
)
def test_member_that_is_none_is_refused(client, url, asked, wrong, meant):
    fault = faults(client.get(url, {"fields": asked}))["fields"]
    assert fault["value"] == wrong
    assert fault["nearest"]
    assert meant is None or fault["nearest"][0] == meant


def test_what_is_not_asked_is_not_read(client):
    def queries(**asked):
        with CaptureQueriesContext(connection) as found:
            client.get(APPROVALS, {"limit": 5, **asked})
        return len(found)

    queries(fields="id")
    assert queries(fields="id") < queries()


def test_connection_is_told_when_it_is_asked(client):
    asked = {"jurisdiction": "FR", "ingredient": "procaine", "fields": "connection"}
    found = client.get(APPROVALS, asked).json()["results"]
    assert {"connection": "product"} in found


def test_links_keep_the_members(client):
    page = client.get(APPROVALS, {"fields": "id", "limit": 1}).json()
    assert [*client.get(page["next"]).json()["results"][0]] == ["id"]


def test_other_answers_have_no_members_to_choose(client):
    assert set(faults(client.get("/api/v1/matrix/?route=intradermal&fields=name"))) == {"fields"}
