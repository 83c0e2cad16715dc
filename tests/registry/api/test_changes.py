"""The feed of changes: every one once, in order, from any place on, whatever is published meanwhile."""

import pytest

from formulary.models import Interaction, Product
from registry.models import Change, Edition
from tests.publishing import edition
from tests.reading import faults, rows, walk
from tests.registry.api.build import publish, statement

pytestmark = pytest.mark.django_db
FEED = "/api/v1/changes/"


def places(pages):
    return [(row["edition"], row["position"]) for page in pages for row in page["results"]]


def test_walk_meets_every_change_once_and_in_order(client):
    publish(statement("xa-example"), statement("xa-other"))
    with edition():
        Product.objects.filter(slug="kenalog-10-ca").update(name="Example")
    met = places(walk(client, f"{FEED}?limit=70"))
    assert met == sorted(set(met))
    assert len(met) == Change.objects.count()


def test_end_of_the_feed_tells_where_to_go_on(client):
    assert client.get(FEED, {"after": "1"}).json() == {
        "next": None,
        "after": "1",
        "edition": 1,
        "results": [],
    }
    *_, last = walk(client, f"{FEED}?limit=1000")
    publish(statement("xa-example"))
    page = client.get(FEED, {"after": last["after"]}).json()
    assert [row["key"] for row in page["results"]][-1] == "xa-example"
    assert {row["edition"] for row in page["results"]} == {2}
    assert page["after"] == "2"


def test_page_within_an_edition_goes_on_where_it_ended(client):
    first = client.get(FEED, {"limit": 3}).json()
    assert first["after"] == "1.3"
    second = client.get(FEED, {"limit": 3, "after": first["after"]}).json()
    assert [row["position"] for row in second["results"]] == [4, 5, 6]


def test_change_tells_what_happened_and_where_to_read_it(client):
    gone = Interaction.objects.first()
    with edition() as made:
        Product.objects.filter(slug="kenalog-10-ca").update(name="Example")
        gone_pk = gone.pk
        gone.delete()
    product, interaction = rows(client, FEED, after=1)
    assert product == {
        "edition": 2,
        "position": 1,
        "published_at": made.sealed_at.isoformat().replace("+00:00", "Z"),
        "kind": "product",
        "key": "kenalog-10-ca",
        "what": "changed",
        "jurisdiction": None,
        "address": "http://testserver/api/v1/products/kenalog-10-ca/?edition=2",
    }
    assert client.get(product["address"]).json()["name"] == "Example"
    assert interaction["what"] == "removed"
    assert interaction["address"].endswith(f"/interactions/{gone_pk}/?edition=1")
    assert client.get(interaction["address"]).status_code == 200


def test_every_address_of_the_starter_set_leads_to_its_record(client):
    for kind in set(Change.objects.values_list("kind", flat=True)):
        [change] = rows(client, FEED, kind=kind, limit=1)
        assert (change["address"] is None) == (kind == "notice")
        assert kind == "notice" or client.get(change["address"]).status_code == 200, change


def test_filters_narrow_the_feed(client):
    publish(statement("xa-example"))
    assert {row["kind"] for row in rows(client, FEED, kind="approval", after=1)} == {"approval"}
    here = {(row["kind"], row["key"]) for row in rows(client, FEED, jurisdiction="XA")}
    assert ("approval", "xa-example") in here
    assert {row["jurisdiction"] for row in rows(client, FEED, jurisdiction="XA")} == {"XA"}
    about = rows(client, FEED, ingredient="procaine", after=1)
    assert [row["key"] for row in about] == ["xa-example"]
    assert rows(client, FEED, what="removed") == []


def test_feed_up_to_an_edition_is_the_same_for_ever(client):
    url = f"{FEED}?edition=1&limit=50&after=1.10"
    before = client.get(url)
    publish(statement("xa-example"))
    after = client.get(url)
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])


def test_feed_is_not_sent_twice(client):
    etag = client.get(FEED)["ETag"]
    again = client.get(FEED, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    publish(statement("xa-example"))
    assert client.get(FEED, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("after", ["x", "1.", "-1", "1.2.3", "1" * 10, "2", "2.1"])
def test_place_that_is_none_is_refused(client, after):
    assert set(faults(client.get(FEED, {"after": after}))) == {"after"}


@pytest.mark.parametrize("query", ["?cursor=x", "?since=1", "?kind=approvals", "?edition=2"])
def test_wrong_parameter_is_refused(client, query):
    assert faults(client.get(FEED + query))


def test_cost_does_not_grow(client, django_assert_num_queries):
    client.get(FEED)
    for limit in (2, 200):
        with django_assert_num_queries(6):  # edition, savepoint, two settings, page, savepoint
            client.get(FEED, {"limit": limit})
    assert Edition.objects.count() == 1
