"""Screenings over the API, on the starter set."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


def ask(client, *conditions, **rest):
    question = {"conditions": list(conditions), **rest}
    return client.post("/api/v1/screenings", question, content_type="application/json")


def outcome(client, *conditions, **rest):
    answer = ask(client, *conditions, **rest)
    assert answer.status_code == 200, answer.json()
    return answer.json()["outcome"]


@pytest.mark.parametrize(
    ("condition", "lines", "expected"),
    [
        ({"condition": "L40", "phase": "remission"}, [], "indicated"),
        ({"condition": "Psoriasis", "phase": "active flare"}, [], "contraindicated"),
        ({"condition": "Psoriasis"}, [], "contraindicated"),
        ({"condition": "telogen-effluvium-chronic", "phase": "acute shedding"}, [], "unknown"),
        ({"condition": "pregnancy"}, ["biotin"], "contraindicated"),
        ({"condition": "cobalt-allergy"}, [], "caution"),
        ({"condition": "cobalt-allergy"}, ["mecobalamin"], "contraindicated"),
        ({"condition": "cobalt-allergy"}, ["biotin"], "unknown"),
        ({"condition": "cobalt-allergy"}, ["Example of no such name"], "caution"),
        ({"condition": "allergy-ester-anaesthetic"}, ["procaine"], "contraindicated"),
        ({"condition": "bruising"}, [], "unknown"),
    ],
)
def test_what_the_statements_say(client, condition, lines, expected):
    rest = {"lines": [{"ingredient": name} for name in lines]} if lines else {}
    assert outcome(client, condition, **rest) == expected


def test_worst_condition_decides_and_each_is_shown_with_its_source(client):
    answer = ask(
        client, {"condition": "L40", "phase": "remission"}, {"condition": "Example ailment"}
    ).json()
    assert answer["outcome"] == "unknown"
    psoriasis, other = answer["conditions"]
    assert psoriasis["outcome"] == "indicated"
    assert psoriasis["known_phases"] == ["active flare", "remission"]
    assert {s["slug"]: s["applies"] for s in psoriasis["statements"]} == {
        "psoriasis-scalp-flare": False,
        "psoriasis-scalp-remission": True,
    }
    assert all(s["source"] and s["rationale"] for s in psoriasis["statements"])
    assert other["flags"] == ["condition-unknown"]


def test_unknown_condition_gets_what_may_be_meant(client):
    [pregnancy] = ask(client, {"condition": "pregnency"}).json()["conditions"]
    assert "Pregnancy" in pregnancy["nearest"]


def test_product_is_never_taken_to_be_all_known(client):
    [product] = ask(
        client, {"condition": "sulfite-asthma"}, lines=[{"product": "kenalog-10-ca"}]
    ).json()["conditions"]
    assert product["outcome"] == "caution"
    assert product["flags"] == ["depends-on-ingredients"]


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({}, "conditions"),
        ({"conditions": []}, "conditions"),
        ({"conditions": [{"condition": 5}]}, "conditions.0.condition"),
        ({"conditions": [{"condition": "L40", "fase": "x"}]}, "conditions.0.fase"),
        ({"conditions": [{"condition": "L40"}], "patient": "x"}, "patient"),
        ({"conditions": [{"condition": "L40"}], "lines": [{}]}, "lines.0"),
        ({"conditions": [{"condition": "L40"}], "edition": 99}, "edition"),
    ],
)
def test_question_that_cannot_be_meant_names_the_field(client, question, field):
    answer = client.post("/api/v1/screenings", question, content_type="application/json")
    assert answer.status_code == 400
    assert field in {fault["field"] for fault in answer.json()["errors"]}


def test_queries_do_not_grow_with_the_question(client):
    counts = set()
    for times in (1, 20):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            conditions = [{"condition": "cobalt-allergy"}, {"condition": "Example ailment"}]
            lines = [
                {"ingredient": "mecobalamin"},
                {"product": "kenalog-10-ca"},
                {"ingredient": "Exampel"},
            ]
            assert ask(client, *conditions * times, lines=lines * times).status_code == 200
        counts.add(len(queries))
    assert len(counts) == 1
