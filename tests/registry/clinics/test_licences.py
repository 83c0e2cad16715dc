"""Licences: who says that a clinic is licensed, and what the public is told."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from registry.actions.clinic_licences import verify
from registry.clinic_errors import NotByOneself
from registry.clinics.standing import Facts, standing
from registry.models import Document, Finding, User
from tests.attack import refused
from tests.licences import confirmed, licence
from tests.publishing import curator, reviewer
from tests.reading import faults, rows

pytestmark = pytest.mark.django_db

URL = "/api/v1/licences/"
TODAY = dt.date(2026, 6, 1)
DAYS = st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))


def standing_of(client, **asked):
    [found] = rows(client, URL, **asked)
    return found["standing"]


@given(DAYS, DAYS, st.sampled_from(["", "confirmed", "refuted"]), st.dates())
def test_licensed_only_when_confirmed_and_within_its_days(begins, ends, finding, on):
    found = standing(Facts(begins, ends, finding), on)
    within = (begins is None or begins <= on) and (ends is None or on <= ends)
    assert (found == "licensed") == (finding == "confirmed" and within)


@pytest.mark.parametrize(
    ("ends", "expected"),
    [("2026-05-31", "expired"), ("2026-06-01", "licensed"), (None, "licensed")],
)
def test_last_day_counts(ends, expected):
    last = ends and dt.date.fromisoformat(ends)
    assert standing(Facts(None, last, "confirmed"), TODAY) == expected


def test_what_nobody_looked_up_is_unverified(client):
    licence()
    [found] = rows(client, URL, number="ex 12 34", jurisdiction="XA")
    assert found["standing"] == "unverified"
    assert (found["verified_at"], found["source"]) == (None, None)


def test_confirmed_licence_is_told_with_its_day_and_source(client):
    document = Document.objects.first()
    made = licence(valid_from=dt.date(2020, 1, 1), valid_to=dt.date(2030, 12, 31))
    verify(
        licence=made, finding=Finding.CONFIRMED, evidence="Example register", by=reviewer(), document=document
    )  # fmt: skip
    [found] = rows(client, URL, number="EX-12/34", jurisdiction="XA")
    assert found["standing"] == "licensed"
    assert found["valid_to"] == "2030-12-31"
    assert found["verified_at"]
    assert found["source"]["evidence"] == "Example register"
    assert found["source"]["title"] == document.title
    assert reviewer().username not in str(found)


def test_day_asked_decides(client):
    confirmed(valid_from=dt.date(2026, 1, 1), valid_to=dt.date(2026, 12, 31))
    asked = {"number": "EX-12/34", "jurisdiction": "XA"}
    assert standing_of(client, on="2025-12-31", **asked) == "not-begun"
    assert standing_of(client, on="2026-12-31", **asked) == "licensed"
    assert standing_of(client, on="2027-01-01", **asked) == "expired"


def test_newest_finding_counts(client):
    made = confirmed()
    verify(licence=made, finding=Finding.REFUTED, evidence="Letter of the authority", by=curator())
    assert standing_of(client, number="EX-12/34") == "refuted"
    verify(licence=made, finding=Finding.CONFIRMED, evidence="Register again", by=reviewer())
    assert standing_of(client, number="EX-12/34") == "licensed"


def test_clinic_is_found_by_whole_name_or_slug(client):
    confirmed()
    confirmed(number="EX-99", of="other-clinic")
    for name in ("example-clinic", "EXAMPLE clinic"):
        [found] = rows(client, URL, clinic=name)
        assert found["clinic"] == {"slug": "example-clinic", "name": "Example Clinic"}
    assert rows(client, URL, clinic="Example") == []


def test_absence_is_said_to_be_nothing(client):
    answer = client.get(
        URL, {"number": "nobody's", "jurisdiction": "XA" if licence() else ""}
    ).json()
    assert answer["results"] == []
    assert "says nothing" in answer["notice"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "number"),
        ({"jurisdiction": "FR"}, "number"),
        ({"number": "1", "jurisdiction": "XX"}, "jurisdiction"),
        ({"nummer": "1"}, "nummer"),
        ({"number": "1", "on": "yesterday"}, "on"),
        ({"number": "--"}, "number"),
    ],
)
def test_bad_questions_are_refused(client, asked, field):
    assert field in faults(client.get(URL, asked))


def test_nobody_confirms_what_they_added():
    made = licence()
    with pytest.raises(NotByOneself):
        verify(licence=made, finding=Finding.CONFIRMED, evidence="Example", by=curator())
    refused(
        "INSERT INTO registry_verification (licence_id, finding, evidence, by_id, at)"
        " SELECT id, 'confirmed', 'Example', added_by_id, now() FROM registry_licence",
        match="ask somebody else",
    )


def test_superuser_is_no_exception():
    User.objects.filter(pk=curator().pk).update(is_superuser=True)
    test_nobody_confirms_what_they_added()


def test_finding_needs_evidence():
    with pytest.raises(ValidationError):
        verify(licence=licence(), finding=Finding.REFUTED, evidence="", by=reviewer())


def test_licences_and_findings_never_change():
    confirmed()
    refused("UPDATE registry_licence SET valid_to = NULL, number = 'EX-13'", match="never changes")
    refused("DELETE FROM registry_licence", match="never deleted")
    refused("UPDATE registry_verification SET finding = 'refuted'", match="added, never changed")
    refused("DELETE FROM registry_verification", match="never removed")
