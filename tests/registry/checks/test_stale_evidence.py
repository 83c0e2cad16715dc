"""Stale evidence over the API: the day asked and the edition decide, and the clock never does."""

import datetime as dt

import pytest

from registry.models import Approval, Document
from tests.publishing import edition, publish_correction
from tests.registry.api.build import publish, statement
from tests.registry.statements import copy_of

pytestmark = pytest.mark.django_db

DUE = dt.date(2026, 3, 31)


def ask(client, **asked):
    question = {
        "jurisdiction": "XA",
        "route": "intradermal",
        "on": "2026-06-01",
        "lines": [{"ingredient": "procaine"}],
        **asked,
    }
    response = client.post("/api/v1/checks", question, content_type="application/json")
    assert response.status_code == 200, response.content
    return response


def said(response):
    answer = response.json()
    assert answer["flags"] == answer["lines"][0]["flags"]
    return answer["answer"], answer["status"], "stale-evidence" in answer["flags"]


FRESH = ("yes", "authorised", False)
STALE = ("conditional", "authorised", True)


def test_day_asked_decides(client):
    publish(statement("xa-example", review_due_on=DUE))
    assert said(ask(client, on="2026-03-31")) == FRESH
    stale = ask(client, on="2026-04-01")
    assert said(stale) == STALE
    (line,) = stale.json()["lines"]
    assert line["approvals"][0]["review_due_on"] == "2026-03-31"
    assert line["reason"].endswith("What it rests on was due for review on 2026-03-31.")


def test_old_edition_stays_stale_after_the_review(client):
    before = publish(statement("xa-example", review_due_on=DUE))
    then = ask(client, edition=before)
    live = Approval.objects.live().get(record="xa-example")
    publish_correction(of=live, statement=copy_of(live, review_due_on=dt.date(2027, 3, 31)))
    assert said(ask(client)) == FRESH
    assert said(then) == STALE
    assert ask(client, edition=before).content == then.content


def test_document_has_its_own_day_in_every_edition(client):
    before = publish(statement("xa-example"))
    with edition() as opened:
        Document.objects.filter(slug="example-document").update(review_due_on=DUE)
    assert said(ask(client)) == STALE
    assert ask(client).json()["lines"][0]["approvals"][0]["documents"][0]["review_due_on"] == (
        "2026-03-31"
    )
    assert said(ask(client, edition=before)) == FRESH
    assert said(ask(client, edition=opened.number)) == STALE


def test_one_fresh_record_is_enough_and_the_stale_one_is_a_note(client):
    publish(statement("xa-stale", review_due_on=DUE), statement("xa-fresh"))
    answer = ask(client).json()
    assert said(ask(client)) == FRESH
    assert [approval["id"] for approval in answer["lines"][0]["approvals"]] == ["xa-fresh"]
    assert [note["approval"]["id"] for note in answer["notes"]] == ["xa-stale"]


def test_stale_line_spoils_the_whole_cocktail(client):
    publish(statement("xa-example", review_due_on=DUE))
    twice = [{"ingredient": "procaine"}, {"ingredient": "procaine"}]
    answer = ask(client, lines=twice, mixed=False).json()
    assert (answer["answer"], answer["status"]) == ("conditional", "authorised")
