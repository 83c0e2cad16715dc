"""Query parameters that no list understands: refused, with what may be meant."""

import pytest

from config.api.paging import Cursor
from config.api.parameters import nearest
from tests.reading import faults

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "field", "meant"),
    [
        ("rout=intradermal", "rout", "route"),
        ("Jurisdiction=FR", "Jurisdiction", "jurisdiction"),
        ("offset=20", "offset", None),
        ("format=json", "format", None),
    ],
)
def test_unknown_parameter_names_the_nearest(client, query, field, meant):
    fault = faults(client.get(f"/api/v1/approvals/?{query}"))[field]
    assert fault["nearest"]
    assert meant is None or fault["nearest"][0] == meant


@pytest.mark.parametrize(
    "query",
    [
        "route=",
        "route=%20",
        "route=a%00b",
        "route=%FF",
        "route=" + "a" * 501,
        "route=intradermal&route=subcutaneous",
    ],
)
def test_value_that_nobody_can_mean_is_refused(client, query):
    assert set(faults(client.get(f"/api/v1/approvals/?{query}"))) == {"route"}


def test_all_faults_are_told_at_once(client):
    response = client.get("/api/v1/approvals/?route=x&jurisdiction=fr&effect=banned&on=2026-13-01")
    assert set(faults(response)) == {"route", "jurisdiction", "effect", "on"}


def test_parameter_of_a_detail_is_refused(client):
    assert set(faults(client.get("/api/v1/routes/intradermal/?limit=1"))) == {"limit"}


@pytest.mark.parametrize("limit", ["0", "201", "-1", "1.5", "ten", "٣", "9" * 400])
def test_limit_out_of_bounds_is_refused(client, limit):
    assert set(faults(client.get("/api/v1/routes/", {"limit": limit}))) == {"limit"}


@pytest.mark.parametrize(
    "cursor",
    ["x", "%%%", "é", "Pg", Cursor("a\x00", False).encode(), Cursor("a", False).encode() + "="],
)
def test_cursor_that_is_not_ours_is_refused(client, cursor):
    assert set(faults(client.get("/api/v1/routes/", {"cursor": cursor}))) == {"cursor"}


def test_cursor_of_another_kind_of_key_is_refused(client):
    cursor = Cursor("intradermal", False).encode()
    assert set(faults(client.get("/api/v1/interactions/", {"cursor": cursor}))) == {"cursor"}


def test_cursor_beyond_every_number_ends_the_list(client):
    cursor = Cursor("9" * 30, False).encode()
    assert client.get("/api/v1/interactions/", {"cursor": cursor}).json()["results"] == []


def test_nearest_prefers_words_that_hold_the_text():
    assert nearest("cosmetic", ["cosmetics-eu", "cosmetics"]) == ["cosmetics-eu", "cosmetics"]
    assert nearest("zzz", ["cosmetics"]) == []
