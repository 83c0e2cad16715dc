"""What is to come: begins, ends and reviews in the order of their dates."""

import datetime as dt

import pytest

from formulary.models import Ingredient
from registry.models import Approval
from tests.publishing import publish_correction
from tests.reading import assert_flat_queries, faults, rows, walk
from tests.registry.api.build import publish, statement

pytestmark = pytest.mark.django_db
LIST = "/api/v1/upcoming/"
ON = {"on": "2040-01-10"}
"""Nothing of the starter set is to come by then."""


def ending(record, day, **values):
    return statement(record, valid_to=day, valid_to_kind="date", **values)


@pytest.fixture
def some():
    publish(
        ending("xa-ends", "2040-02-01", valid_from="2040-01-15"),
        statement("xa-begins", valid_from="2040-02-01"),
        statement("xa-review", review_due_on=dt.date(2040, 2, 1)),
        ending("xa-month", "2040-01"),
        ending("xa-year", "2040"),
        ending("xa-late", "2040-04-10"),
        ending("xa-past", "2040-01-09"),
    )


def told(client, **parameters):
    return [
        (row["date"], row["kind"], row["approval"]["id"])
        for row in rows(client, LIST, **ON, **parameters)
    ]


def test_window_is_ninety_days_in_the_order_of_dates(client, some):
    assert told(client) == [
        ("2040", "ends", "xa-year"),
        ("2040-01", "ends", "xa-month"),
        ("2040-01-15", "begins", "xa-ends"),
        ("2040-02-01", "begins", "xa-begins"),
        ("2040-02-01", "ends", "xa-ends"),
        ("2040-02-01", "review-due", "xa-review"),
    ]
    assert told(client, within=91)[-1] == ("2040-04-10", "ends", "xa-late")
    page = client.get(LIST, ON).json()
    assert (page["on"], page["from"], page["to"]) == ("2040-01-10", "2040-01-10", "2040-04-09")


def test_days_may_be_named(client, some):
    ends = ("2040-02-01", "ends", "xa-ends")
    assert ends in told(client, **{"from": "2040-02-01", "to": "2040-02-01"})
    assert ends not in told(client, **{"from": "2040-02-02"})
    assert ends not in told(client, to="2040-01-31")
    assert ("2040-01", "ends", "xa-month") in told(client, **{"from": "2040-01-31"})
    assert ("2040-01", "ends", "xa-month") not in told(client, **{"from": "2040-02-01"})


def test_filters(client, some):
    assert {kind for _, kind, _ in told(client, kind="begins")} == {"begins"}
    assert told(client, jurisdiction="FR") == []
    assert len(told(client, jurisdiction="XA")) == 6
    assert told(client, authority="ansm") == []


def test_pages_hold_every_event_once(client, some):
    whole = told(client)
    for limit in (1, 2, 5):
        pages = walk(client, f"{LIST}?on=2040-01-10&limit={limit}")
        met = [
            (row["date"], row["kind"], row["approval"]["id"])
            for page in pages
            for row in page["results"]
        ]
        assert met == whole


def test_many_of_one_day_are_paged_by_their_records(client):
    publish(*(ending(f"xa-{number}", "2040-02-01") for number in (3, 1, 2, 10)))
    pages = walk(client, f"{LIST}?on=2040-01-10&limit=1")
    assert [page["results"][0]["approval"]["id"] for page in pages] == [
        "xa-1",
        "xa-10",
        "xa-2",
        "xa-3",
    ]


def test_old_edition_reads_the_same_for_ever(client, some):
    asked = {**ON, "edition": 2}
    before = client.get(LIST, asked)
    row = Approval.objects.get(record="xa-ends")
    publish_correction(of=row, statement=ending("xa-ends", "2040-03-01"))
    after = client.get(LIST, asked)
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])
    assert ("2040-03-01", "ends", "xa-ends") in told(client)


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"within": "0"}, "within"),
        ({"within": "3661"}, "within"),
        ({"within": "ten"}, "within"),
        ({"within": "5", "to": "2040-05-01"}, "within"),
        ({"from": "2040-05-02", "to": "2040-05-01"}, "to"),
        ({"cursor": "x"}, "cursor"),
        ({"kind": "end"}, "kind"),
        ({"until": "2040-05-01"}, "until"),
    ],
)
def test_window_that_is_none_is_refused(client, parameters, field):
    assert set(faults(client.get(LIST, parameters))) == {field}


def test_last_days_of_the_calendar_are_no_error(client):
    assert rows(client, LIST, **{"from": "9999-12-30"}) == []


def test_cost_does_not_grow_with_the_rows(client, some):
    slugs = Ingredient.objects.values_list("pk", flat=True)[:20]
    more = [ending(f"xa-more-{pk}", "2040-03-01", ingredient_id=pk) for pk in slugs]
    assert_flat_queries(lambda: client.get(LIST, ON), grow=lambda: publish(*more))
