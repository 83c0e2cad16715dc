"""POST /api/v1/labels/: a pasted label, and what a check says of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.reading import faults

pytestmark = pytest.mark.django_db

FRANCE = {"jurisdiction": "FR", "route": "intradermal", "on": "2026-06-01"}
CREAM = "Ingredients: Aqua, Biotin 0.5 %, Panthenol, Phenoxyethanol, Parfum."


@pytest.fixture
def paste(client):
    def post(text, **values):
        response = client.post(
            "/api/v1/labels/", {"text": text, **values}, content_type="application/json"
        )
        assert response.status_code == 200, response.content
        return response.json()

    return post


def test_label_is_taken_apart_with_exact_names_alone(paste):
    answer = paste("Aqua, Biotinn 0.5 %, Acide tranexamique (250 mg / 5 mL), 12 345")
    aqua, typo, acid = answer["lines"]
    assert aqua["resolved"]["slug"] == "water-for-injection"
    assert typo["resolved"] is None
    assert typo["candidates"][0]["slug"] == "biotin"
    assert acid["resolved"]["slug"] == "tranexamic-acid"
    assert acid["amount"] == {
        "printed": "250 mg / 5 mL",
        "value": "250",
        "unit": "mg",
        "per_value": "5",
        "per_unit": "mL",
    }
    assert [rest["text"] for rest in answer["leftovers"]] == ["12 345"]
    assert (answer["check"], answer["answer"]) == (None, None)


def test_label_for_the_skin_is_never_one_to_inject(paste):
    answer = paste(CREAM, **FRANCE)
    assert answer["answer"] == "no"
    assert "product for the skin" in answer["topical"]["warning"]
    assert "intradermal" in answer["reason"]
    assert any("perfume" in sign for sign in answer["topical"]["signs"])
    assert answer["check"]["answer"] != "yes"
    assert len(answer["check"]["lines"]) == len(answer["lines"]) == 5


def test_label_for_the_skin_asked_for_the_skin_is_as_its_lines(paste):
    answer = paste(CREAM, jurisdiction="FR", route="cutaneous", on="2026-06-01")
    assert answer["topical"]
    assert answer["answer"] == answer["check"]["answer"]


def test_label_of_an_ampoule_is_as_its_line(paste):
    assert paste("Procaine", **FRANCE)["answer"] == "yes"


@pytest.mark.parametrize("text", ["Procaine, 12345", "Procaine (as an example salt)"])
def test_label_that_is_not_wholly_understood_is_never_a_yes(paste, text):
    answer = paste(text, **FRANCE)
    assert (answer["check"]["answer"], answer["answer"]) == ("yes", "unknown")
    assert "not understood" in answer["reason"]


@pytest.mark.parametrize("text", ["Procaine (biotin)", "Procaine/Biotin", "Procaine/Exampleword"])
def test_line_with_names_of_different_things_is_unresolved(paste, text):
    [line] = paste(text)["lines"]
    assert line["resolved"] is None
    assert "procaine" in {candidate["slug"] for candidate in line["candidates"]}


@pytest.mark.parametrize("text", ["Procaine/Procaína", "Biotin (Vitamin B7)"])
def test_line_with_several_names_of_one_thing_is_taken(paste, text):
    [line] = paste(text)["lines"]
    assert line["resolved"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": 5}, "text"),
        ({"text": "a" * 20_001}, "text"),
        ({"text": "a," * 201}, "text"),
        ({"text": "a", "route": "intradermal"}, "jurisdiction"),
        ({"text": "a", "jurisdiction": "FR"}, "route"),
        ({"text": "a", **FRANCE, "route": "intradermic"}, "route"),
        ({"text": "a", "lines": []}, "lines"),
        ({"txt": "a"}, "txt"),
        ({"text": "a", "edition": 99}, "edition"),
    ],
)
def test_what_cannot_be_read_is_refused(client, body, field):
    response = client.post("/api/v1/labels/", body, content_type="application/json")
    assert field in faults(response)


def test_label_costs_the_same_number_of_queries_however_long(paste):
    def count(text):
        with CaptureQueriesContext(connection) as queries:
            paste(text, **FRANCE)
        return len(queries)

    one = count("Procaine, qqxxnonsense")
    assert count("Procaine, Biotin, Aqua, Zinc, " + ", ".join(f"qqxx{n}" for n in range(60))) <= one
