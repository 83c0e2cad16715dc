"""`alternatives`: what has a better status than a line that is not yes. By the rules, within bounds, and no advice."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from formulary.models import Ingredient
from formulary.names import Asked
from registry.checks.alternatives import MOST
from registry.checks.check import check
from registry.checks.question import CheckQuestion
from registry.facts.sql import SqlFacts
from registry.rules.status import RANKS
from registry.vocabulary import Status
from tests.registry.facts.worlds import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    def post(*lines, **values):
        question = {"jurisdiction": "FR", "route": "intradermal", "on": "2026-06-01"}
        question |= {"lines": [*lines], "alternatives": True} | values
        answer = client.post("/api/v1/checks", question, content_type="application/json")
        assert answer.status_code == 200, answer.content
        return answer.json()

    return post


def test_line_that_is_not_yes_is_told_what_is_on_record(ask):
    [line] = ask({"ingredient": "lidocaine"})["lines"]
    assert line["status"] != "authorised"
    found = line["alternatives"]
    assert "no advice" in found["notice"]
    every = found["ingredients"] + found["products"]
    assert every
    for one in every:
        assert RANKS[Status(one["status"])] < RANKS[Status(line["status"])]
        assert one["approvals"]


def test_alternative_is_what_a_check_of_it_alone_says(ask):
    for line in ask({"ingredient": "lidocaine"}, {"ingredient": "minoxidil"})["lines"]:
        for kind in ("ingredient", "product"):
            for one in (line["alternatives"] or {f"{kind}s": []})[f"{kind}s"]:
                [alone] = ask({kind: one["slug"]})["lines"]
                assert (alone["status"], alone["flags"]) == (one["status"], one["flags"])
                assert [approval["id"] for approval in alone["approvals"]] == one["approvals"]


def test_line_that_is_yes_or_names_nothing_has_none(ask):
    yes, unknown = ask({"ingredient": "procaine"}, {"ingredient": "no such thing"})["lines"]
    assert (yes["status"], yes["alternatives"]) == ("authorised", None)
    assert (unknown["status"], unknown["alternatives"]) == ("unresolved", None)


def test_answer_has_none_unless_they_are_asked_for(ask):
    assert all("alternatives" not in line for line in ask({"ingredient": "lidocaine"}, alternatives=False)["lines"])  # fmt: skip


@pytest.mark.parametrize("seed", ["one", "two"])
def test_alternatives_of_a_made_up_world_are_better_bounded_and_few_queries(seed):
    make_world(seed)
    slugs = list(
        Ingredient.objects.filter(slug__startswith="example").values_list("slug", flat=True)
    )

    def asked(some):
        lines = [Asked("ingredient", slug) for slug in some]
        question = CheckQuestion(
            "XA", "intradermal", dt.date(2012, 6, 1), lines=lines, alternatives=True
        )
        with CaptureQueriesContext(connection) as queries:
            found = check(question, SqlFacts())
        return found, len(queries)

    _, few = asked(slugs[:1])
    found, many = asked(slugs)
    assert many <= few + 2  # the first line may have nothing that is like it
    for verdict, alternatives in zip(found.verdict.lines, found.alternatives, strict=True):
        for several in (alternatives.ingredients, alternatives.products) if alternatives else ():
            assert len(several) <= MOST
            ranks = [RANKS[one.verdict.status] for one in several]
            assert ranks == sorted(ranks)
            assert all(rank < RANKS[verdict.status] for rank in ranks)
