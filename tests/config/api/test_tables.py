"""Lists as CSV, by `Accept: text/csv`."""

import csv
import io
import re

import pytest

from formulary.models import Ingredient, IngredientName
from tests.config.api.test_lists import KEYS, every_list
from tests.reading import faults
from tests.registry.api.build import publish, statement

pytestmark = pytest.mark.django_db

APPROVALS = "/api/v1/approvals/"


def table(client, url, **asked):
    response = client.get(url, asked, headers={"Accept": "text/csv"})
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return response, list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))


@every_list
def test_line_of_a_table_is_a_row_of_the_list(client, name):
    url, key = f"/api/v1/{name}/", KEYS[name]
    page = client.get(url, {"limit": 20}).json()
    response, lines = table(client, url, limit=20)
    assert [line[key] for line in lines] == [str(row[key]) for row in page["results"]]
    assert response["Edition"] == "1"
    assert response["Content-Disposition"].endswith('-edition-1.csv"')
    for row, line in zip(page["results"], lines, strict=True):
        assert {column.partition(".")[0] for column in line} == set(row)


def test_nested_members_have_dotted_names_and_lists_have_bars(client):
    publish(statement("xa-a", purposes=["hair-loss", "sensitivity-test"]))
    _, [line] = table(client, APPROVALS, jurisdiction="XA")
    assert (line["subject.kind"], line["subject.slug"]) == ("ingredient", "procaine")
    assert line["jurisdiction.code"] == "XA"
    assert line["purposes"] == "hair-loss|sensitivity-test"
    assert line["routes"] == "intradermal"
    assert line["documents.slug"] == "example-document"
    assert (line["disputed"], line["valid_to"]) == ("false", "")


def test_bar_in_a_value_is_told_from_one_between_values(client):
    procaine = Ingredient.objects.get(slug="procaine")
    for text in ("One|two", "Back\\slash"):
        IngredientName.objects.create(ingredient=procaine, text=text, kind="synonym")
    _, lines = table(client, "/api/v1/ingredients/", search="back slash")
    [names] = [line["names.text"] for line in lines if line["slug"] == "procaine"]
    assert {"Procaine", "One\\|two", "Back\\\\slash"} <= set(re.split(r"(?<!\\)\|", names))


def test_lists_within_lists_keep_their_bounds(client):
    _, lines = table(client, "/api/v1/cocktails/", limit=200)
    line = next(line for line in lines if line["slug"] == "becozyme-recipe")
    row = client.get("/api/v1/cocktails/becozyme-recipe/").json()
    parts = [part["position"] for part in row["versions"][0]["lines"]]
    assert line["versions.version"] == "1"
    assert line["versions.lines.position"] == "\\|".join(map(str, parts))


def test_cell_that_a_spreadsheet_would_run_is_told_to_be_text(client):
    publish(statement("xa-a", holder="=1+1", paraphrase="@example"))
    _, [line] = table(client, APPROVALS, jurisdiction="XA")
    assert (line["holder"], line["paraphrase"]) == ("'=1+1", "'@example")


def test_pages_are_named_by_a_header(client):
    publish(*(statement(f"xa-{letter}") for letter in "abc"))
    asked, found, url = {"jurisdiction": "XA", "limit": 2}, [], APPROVALS
    while url:
        response, lines = table(client, url, **asked)
        found += [line["id"] for line in lines]
        links = dict(
            reversed(part.strip("<").split(">; rel="))
            for part in response.get("Link", "").split(", ")
            if part
        )
        url, asked = links.get('"next"'), {}
    assert found == ["xa-a", "xa-b", "xa-c"]
    assert '"prev"' in links


def test_header_is_there_without_rows_and_holds_what_is_asked(client):
    response, lines = table(client, APPROVALS, fields="id,subject", search="no such thing")
    assert lines == []
    assert response.content == b"id,subject.kind,subject.slug,subject.name\r\n"


def test_table_and_list_have_marks_of_their_own(client):
    response, _ = table(client, APPROVALS)
    plain = client.get(APPROVALS)
    assert response["ETag"] != plain["ETag"]
    assert "Accept" in response["Vary"]
    again = client.get(APPROVALS, headers={"Accept": "text/csv", "If-None-Match": response["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("url", "accept"),
    [
        (APPROVALS, "application/xml"),
        (f"{APPROVALS}fr-procaine-lavoisier-10-cis-63409284/", "text/csv"),
    ],
)
def test_form_that_there_is_not_is_refused(client, url, accept):
    faults(client.get(url, headers={"Accept": accept}), 406)


def test_wrong_question_is_a_problem_in_any_form(client):
    answer = client.get(APPROVALS, {"route": "x"}, headers={"Accept": "text/csv"})
    assert set(faults(answer)) == {"route"}


@pytest.mark.parametrize("name", ["changes", "upcoming"])
def test_lists_that_are_no_table_can_be_had_so_too(client, name):
    response, lines = table(client, f"/api/v1/{name}/", limit=3)
    assert response["Edition"] == "1"
    assert len(lines) <= 3
    assert b"kind" in response.content
