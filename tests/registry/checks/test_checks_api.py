"""POST /api/v1/checks: what a clinic sends, what it gets, and what it is told when it cannot be answered."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from formulary.models import Ingredient, Product
from registry.models import Approval
from tests.publishing import publish_correction
from tests.registry.statements import copy_of

pytestmark = pytest.mark.django_db

PROCAINE = {
    "jurisdiction": "FR",
    "route": "intradermal",
    "on": "2026-06-01",
    "lines": [{"ingredient": "procaine"}],
}


@pytest.fixture
def ask(client):
    """Post a question; `ask(route=…)` changes the one about procaine."""

    def post(**values):
        question = {key: value for key, value in (PROCAINE | values).items() if value is not ...}
        return client.post("/api/v1/checks", question, content_type="application/json")

    return post


def errors(response, status=400):
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    return {error["field"]: error for error in response.json()["errors"]}


def test_check_says_who_says_so(ask):
    answer = ask().json()
    [line] = answer["lines"]
    assert (answer["answer"], answer["status"], answer["edition"]) == ("yes", "authorised", 1)
    assert line["resolved"] == {
        "kind": "ingredient",
        "slug": "procaine",
        "name": "Procaine",
        "match": "exact",
    }
    assert {approval["number"] for approval in line["approvals"]} == {
        "CIS 63409284",
        "CIS 63617367",
    }
    assert all(approval["documents"] for approval in line["approvals"])
    assert "authorised for intradermal use" in line["reason"]
    assert answer["jurisdiction"] == {"code": "FR", "name": "France", "inherits": ["EU", "EEA"]}
    assert answer["evidence"]["newest"] == "2026-07-07"
    assert answer["coverage"]["records"] > 0
    assert "never approval" in answer["notice"]


def test_check_defaults_to_today_hair_loss_and_one_syringe(ask):
    answer = ask(on=..., lines=[{"ingredient": "procaine"}, {"ingredient": "biotin"}]).json()
    assert answer["on"] == dt.datetime.now(dt.UTC).date().isoformat()
    assert answer["purpose"] == "hair-loss"
    assert answer["mixed"] is True
    assert "mixing-is-compounding" in answer["flags"]


def test_check_of_a_cocktail_is_the_check_of_its_lines(ask):
    named = ask(lines=..., cocktail="dutasteride-0-05-minoxidil-2-percent@1").json()
    listed = ask(lines=[{"ingredient": "dutasteride"}, {"ingredient": "minoxidil"}]).json()
    assert named["cocktail"] == "dutasteride-0-05-minoxidil-2-percent@1"
    assert {**named, "cocktail": None} == listed


def test_check_of_an_unknown_ingredient_is_answered_with_candidates(ask):
    [line] = ask(lines=[{"ingredient": "procaíne hydrochlorid"}]).json()["lines"]
    assert (line["status"], line["resolved"]) == ("unresolved", None)
    assert "procaine-hydrochloride" in {candidate["slug"] for candidate in line["candidates"]}
    assert line["input"] == {"ingredient": "procaíne hydrochlorid"}


@pytest.mark.parametrize(
    ("values", "field", "nearest"),
    [
        ({"jurisdiction": "FRA"}, "jurisdiction", "FR"),
        ({"route": "intradermic"}, "route", "intradermal"),
        ({"edition": 99}, "edition", "1"),
        (
            {"lines": ..., "cocktail": "dutasteride-0-01-percent"},
            "cocktail",
            "dutasteride-0-01-percent@1",
        ),
        ({"jurisdicton": "FR"}, "jurisdicton", "jurisdiction"),
        ({"lines": [{"ingredent": "procaine"}]}, "lines.0.ingredent", "ingredient"),
    ],
)
def test_check_names_what_is_unknown_and_the_nearest(ask, values, field, nearest):
    assert nearest in errors(ask(**values))[field]["nearest"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"jurisdiction": ...}, "jurisdiction"),
        ({"route": 5}, "route"),
        ({"on": "2026-02-30"}, "on"),
        ({"on": "yesterday"}, "on"),
        ({"on": "2026-06"}, "on"),
        ({"purpose": "Hair loss"}, "purpose"),
        ({"mixed": "no"}, "mixed"),
        ({"lines": []}, "lines"),
        ({"lines": ...}, "lines"),
        ({"lines": [{}]}, "lines.0"),
        ({"lines": [{"ingredient": "a", "product": "b"}]}, "lines.0"),
        ({"lines": [{"ingredient": ""}]}, "lines.0.ingredient"),
        ({"lines": [{"ingredient": ["a"]}]}, "lines.0.ingredient"),
        ({"lines": [{"ingredient": "a"}] * 101}, "lines"),
        ({"lines": "procaine"}, "lines"),
        ({"cocktail": "dutasteride-0-01-percent@1"}, "lines"),
        ({"edition": 0}, "edition"),
        ({"edition": "newest"}, "edition"),
    ],
)
def test_check_refuses_what_it_cannot_read(ask, values, field):
    assert any(name == field or name.startswith(f"{field}.") for name in errors(ask(**values)))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "5",
        '"x"',
        "{",
        '{"jurisdiction": "\\u0000"}',
        '{"on": "\\ud800"}',
        "[" * 3000,
    ],
)
def test_check_refuses_a_body_that_is_no_question(client, body):
    response = client.post("/api/v1/checks", body, content_type="application/json")
    errors(response)


def test_check_refuses_parameters_and_other_methods(client, ask):
    assert client.delete("/api/v1/checks").status_code == 405
    assert set(errors(client.get("/api/v1/checks"))) == {"jurisdiction", "route"}
    response = client.post("/api/v1/checks?on=2026", PROCAINE, content_type="application/json")
    assert "on" in errors(response)


def test_check_of_an_old_edition_answers_as_it_did(ask):
    before = ask(edition=1).content
    for record in (
        "fr-procaine-lavoisier-10-cis-63409284",
        "fr-procaine-lavoisier-20-cis-63617367",
    ):
        _suspend(record)
    assert ask().json()["answer"] == "no"
    assert ask(edition=1).content == before


def test_check_costs_the_same_number_of_queries_however_much_there_is(ask):
    def count(lines):
        with CaptureQueriesContext(connection) as queries:
            assert ask(lines=lines).status_code == 200
        return len([query for query in queries if "registry_quota" not in query["sql"]])

    one = count(
        [{"ingredient": "procaine"}, {"product": "kenalog-10-ca"}, {"ingredient": "nonsense"}]
    )
    slugs = Ingredient.objects.values_list("slug", flat=True)[:45]
    products = Product.objects.values_list("slug", flat=True)[:45]
    many = [
        *({"ingredient": slug} for slug in slugs),
        *({"product": slug} for slug in products),
        {"ingredient": "more nonsense"},
    ]
    assert count(many) <= one
    for record in Approval.objects.filter(jurisdiction__code="FR").values_list("record", flat=True)[
        :20
    ]:
        _suspend(record)
    assert count(many) <= one


def _suspend(record):
    old = Approval.objects.live().get(record=record)
    publish_correction(of=old, statement=copy_of(old, lifecycle="suspended"))
