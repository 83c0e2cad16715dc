"""Jurisdictions, authorities, pathways and documents over the API."""

import pytest

from tests.reading import faults, rows

pytestmark = pytest.mark.django_db


def codes(client, url, **parameters):
    return {row["code"] for row in rows(client, f"/api/v1/{url}/", limit=200, **parameters)}


def test_jurisdiction_names_the_days_of_its_memberships(client):
    found = client.get("/api/v1/jurisdictions/GB/").json()["memberships"]
    assert {"union": "EEA", "valid_from": "1994-01-01", "valid_to": "2021-01-01"} in found


def test_members_of_a_union_are_those_of_the_day(client):
    assert "GB" in codes(client, "jurisdictions", member_of="EEA", on="2020-12-31")
    assert "GB" not in codes(client, "jurisdictions", member_of="EEA", on="2021-01-01")
    assert "FR" in codes(client, "jurisdictions", member_of="EEA")


def test_day_without_a_union_is_refused(client):
    assert set(faults(client.get("/api/v1/jurisdictions/?on=2020-12-31"))) == {"on"}


def test_country_is_no_union(client):
    assert set(faults(client.get("/api/v1/jurisdictions/?member_of=FR"))) == {"member_of"}


def test_jurisdictions_are_found_by_name_kind_and_country(client):
    assert codes(client, "jurisdictions", search="united king") == {"GB"}
    assert "EEA" in codes(client, "jurisdictions", kind="union")
    assert codes(client, "jurisdictions", part_of="AE") == {"AE-AZ", "AE-DU"}


def test_authorities_are_found_by_jurisdiction_and_name(client):
    found = rows(client, "/api/v1/authorities/", jurisdiction="FR", search="ansm")
    assert [row["slug"] for row in found] == ["ansm"]
    assert found[0]["register"]["url"].startswith("https://")


def test_pathways_are_found_by_jurisdiction_and_class(client):
    assert "US_NDA" in codes(client, "pathways", jurisdiction="US", regulatory_class="medicine")


def test_documents_are_found_by_kind_and_title(client):
    found = rows(client, "/api/v1/documents/", kind="law", search="21 cfr 216.23")
    assert "21-cfr-216-23" in {row["slug"] for row in found}
    assert {row["kind"] for row in found} == {"law"}
