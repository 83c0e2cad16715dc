"""A course from its first day on, over the API, on the starter set."""

import pytest
from icalendar import Calendar

from formulary.models import Protocol
from tests.publishing import edition

pytestmark = pytest.mark.django_db
PLAN = "/api/v1/protocols/seed-standard-course/plan"


def test_plan_of_a_course(client):
    found = client.get(PLAN, {"start": "2026-12-01"}).json()
    assert len(found["sessions"]) == 15
    assert found["sessions"][5] == {
        "number": 6,
        "earliest": "2027-01-05",
        "latest": "2027-01-05",
        "is_optional": True,
    }
    assert found["new_growth"] == {"earliest": "2027-03-01", "latest": "2027-03-31"}
    assert found["cost"] == {"min": "75", "max": None, "currency": "USD"}
    assert found["flags"] == ["highest-cost-not-stated"]


def test_calendar_of_a_course(client):
    answer = client.get(f"{PLAN}.ics", {"start": "2026-12-01", "sessions": "5"})
    assert answer["Content-Type"] == "text/calendar"
    calendar = Calendar.from_ical(answer.content)
    events = {str(event["summary"]): event for event in calendar.walk("VEVENT")}
    assert len(events) == 7
    assert events["Session 5"].decoded("dtstart").isoformat() == "2026-12-29"
    assert events["Session 5"].decoded("dtend").isoformat() == "2026-12-30"
    assert events["New growth expected"].decoded("dtend").isoformat() == "2027-04-01"
    assert answer.content == client.get(f"{PLAN}.ics?start=2026-12-01&sessions=5").content


def test_old_edition_keeps_its_plan(client):
    asked = {"start": "2026-12-01", "edition": "1"}
    before = client.get(PLAN, asked).content
    with edition():
        Protocol.objects.filter(slug="seed-standard-course").update(sessions_max=6)
    assert client.get(PLAN, asked).content == before
    assert len(client.get(PLAN, {"start": "2026-12-01"}).json()["sessions"]) == 6


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({}, "start"),
        ({"start": "1.12.2026"}, "start"),
        ({"start": "20261201"}, "start"),
        ({"start": "9999-12-31"}, "start"),
        ({"start": "2026-12-01", "sessions": "16"}, "sessions"),
        ({"start": "2026-12-01", "sessions": "0"}, "sessions"),
        ({"start": "2026-12-01", "session": "6"}, "session"),
        ({"start": "2026-12-01", "edition": "99"}, "edition"),
    ],
)
def test_plan_that_cannot_be_meant_names_the_field(client, parameters, field):
    answer = client.get(PLAN, parameters)
    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["errors"]] == [field]


def test_unknown_protocol_gets_the_nearest(client):
    answer = client.get("/api/v1/protocols/seed-course/plan", {"start": "2026-12-01"})
    assert answer.status_code == 404
    assert "seed-standard-course" in answer.json()["errors"][0]["nearest"]
