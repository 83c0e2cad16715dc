"""GET /api/v1/matrix/: ingredients by jurisdictions."""

import csv

import pytest

from registry.api.matrix_serializers import ENVELOPE, EXAMPLE, TABLE
from tests.reading import assert_flat_queries, faults, walk

pytestmark = pytest.mark.django_db

ASKED = {"route": "intradermal", "on": "2026-06-01", "jurisdiction": "FR,US"}
PROCAINE = {**ASKED, "ingredient": "procaine"}


def get(client, **parameters):
    return client.get("/api/v1/matrix/", parameters)


def table(client, **parameters):
    """The answer as a table: its response, and its lines."""
    accept = {"Accept": "text/csv"}
    response = client.get("/api/v1/matrix/", parameters, headers=accept)
    assert response.status_code == 200, response.content
    return response, list(csv.reader(response.content.decode().splitlines()))


def test_examples_are_real(client):
    page = get(client, **PROCAINE).json()
    assert page["results"] == [EXAMPLE]
    assert {name: page[name] for name in ENVELOPE} == {
        name: schema["example"] for name, schema in ENVELOPE.items()
    }
    response, _ = table(client, **PROCAINE)
    assert response.content.decode() == TABLE


def test_pages_hold_every_ingredient_once_and_of_one_day(client):
    pages = list(walk(client, "/api/v1/matrix/?route=intradermal&jurisdiction=FR&limit=100"))
    slugs = [row["ingredient"] for page in pages for row in page["results"]]
    assert slugs == sorted(set(slugs))
    assert len(slugs) > 200
    assert "on=" in pages[0]["next"]
    assert "edition=1" in pages[0]["next"]
    assert len({page["on"] for page in pages}) == 1


def test_table_names_its_next_page_and_itself(client):
    response, lines = table(client, **ASKED, limit=3)
    assert response["Content-Type"].startswith("text/csv")
    assert response["Link"].endswith('rel="next"')
    assert "matrix-intradermal-2026-06-01-edition-1.csv" in response["Content-Disposition"]
    assert lines[0] == ["ingredient", "name", "route", "on", "edition", "FR", "US"]
    assert len(lines) == 4


def test_status_leaves_rows_out_and_the_walk_goes_on(client):
    pages = list(
        walk(client, "/api/v1/matrix/?route=intradermal&status=authorised&jurisdiction=FR&limit=50")
    )
    assert len(pages) > 3
    rows = [row for page in pages for row in page["results"]]
    assert rows
    assert {cell["status"] for row in rows for cell in row["cells"]} == {"authorised"}


@pytest.mark.parametrize(
    ("chosen", "slug"),
    [
        ({"search": "acide tranexamique"}, "tranexamic-acid"),
        ({"ingredient": "59-46-1"}, "procaine"),
        ({"ingredient": "Biotin", "category": "vitamin"}, "biotin"),
    ],
)
def test_rows_are_chosen(client, chosen, slug):
    assert [row["ingredient"] for row in get(client, **ASKED, **chosen).json()["results"]] == [slug]


def test_members_of_a_class(client):
    known = client.get("/api/v1/ingredient-classes/").json()["results"]
    members = next(row for row in known if row["members"])
    page = get(client, **ASKED, **{"class": members["slug"]}).json()
    assert len(page["results"]) == len(members["members"])


@pytest.mark.parametrize(
    ("change", "field", "meant"),
    [
        ({"rout": "x"}, "rout", "route"),
        ({"route": None}, "route", None),
        ({"route": "intradermic"}, "route", "intradermal"),
        ({"jurisdiction": "FR,GBR"}, "jurisdiction", "GB"),
        ({"jurisdiction": "fr"}, "jurisdiction", None),
        ({"jurisdiction": "FR,,US"}, "jurisdiction", None),
        ({"on": "2026-13-01"}, "on", None),
        ({"class": "peptide"}, "class", None),
        ({"ingredient": "proccaine"}, "ingredient", "procaine"),
        ({"status": "authorized"}, "status", "authorised"),
        ({"edition": "9"}, "edition", "1"),
        ({"cursor": "x"}, "cursor", None),
    ],
)
def test_what_is_not_understood_is_refused(client, change, field, meant):
    asked = {name: value for name, value in (ASKED | change).items() if value is not None}
    fault = faults(get(client, **asked))[field]
    assert meant is None or meant in fault["nearest"]


def test_jurisdiction_said_twice_is_one_column(client):
    page = get(client, **PROCAINE | {"jurisdiction": "FR,FR"}).json()
    assert [place["code"] for place in page["jurisdictions"]] == ["FR"]


def test_only_json_and_csv(client):
    response = client.get("/api/v1/matrix/", ASKED, headers={"Accept": "application/xml"})
    assert faults(response, 406) == {}


def test_queries_do_not_grow_with_the_page(client):
    limits = iter([120, 120, 200])
    assert_flat_queries(
        lambda: client.get("/api/v1/matrix/", {"route": "intradermal", "limit": next(limits)}),
        grow=lambda: None,
    )
