"""Receipts: an answer kept word for word, found again by its clinic or by its paper, and asked again."""

import hashlib
import json

import pytest
from django.db import connection
from django.utils import timezone

from registry.actions.approvals import supersede
from registry.models import Approval, Jurisdiction, Receipt
from tests.attack import refused
from tests.clinics import clinic, system_of
from tests.publishing import edition

pytestmark = pytest.mark.django_db
QUESTION = {
    "jurisdiction": "FR",
    "route": "intradermal",
    "on": "2026-06-01",
    "lines": [{"ingredient": "procaine"}, {"ingredient": "Example of no such name"}],
}


@pytest.fixture
def ours():
    return system_of(clinic())


def ask(system, **more):
    return system.post("/api/v1/checks", QUESTION | more, content_type="application/json")


def kept(system, **more):
    answer = ask(system, receipt=True, **more)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_receipt_holds_the_answer_word_for_word(ours):
    plain = ask(ours)
    answer = kept(ours)
    receipt = answer.pop("receipt")
    assert answer == plain.json()
    found = ours.get(receipt["url"]).json()
    question, _, text = found["sealed"].partition("\n")
    assert text == plain.content.decode()
    assert json.loads(question) == found["question"]
    assert hashlib.sha256(found["sealed"].encode()).hexdigest() == receipt["digest"]
    assert found["is_intact"]
    assert found["answer"] == plain.json()
    [listed] = ours.get("/api/v1/receipts/").json()["results"]
    assert listed["id"] == receipt["id"]


def test_receipt_without_a_key_is_refused_and_not_half_given(client):
    assert ask(client, receipt=True).status_code == 401
    assert not Receipt.objects.exists()


def test_receipt_is_its_clinics(ours):
    receipt = kept(ours)["receipt"]
    other = system_of(clinic("other-clinic"))
    assert other.get(receipt["url"]).status_code == 404
    assert other.get(f"{receipt['url']}replay/").status_code == 404
    assert other.get("/api/v1/receipts/").json()["results"] == []


def test_nobody_changes_a_receipt(ours):
    kept(ours)
    refused("UPDATE registry_receipt SET answer = '{}'", match="never changed")
    refused("DELETE FROM registry_receipt", match="never")


def replayed(system, receipt):
    answer = system.get(f"{receipt['url']}replay/")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_replay_says_that_nothing_has_changed(ours):
    receipt = kept(ours, on=timezone.localdate().isoformat())["receipt"]
    found = replayed(ours, receipt)
    assert not found["would_differ"]
    assert found["differences"] == []


def test_replay_tells_what_was_learnt_from_what_has_ended(ours):
    receipt = kept(ours, jurisdiction="FR", lines=[{"ingredient": "procaine"}])["receipt"]
    deciding = kept(ours, lines=[{"ingredient": "procaine"}])["lines"][0]["approvals"]
    with edition() as opened:
        rows = Approval.objects.filter(record__in=[approval["id"] for approval in deciding])
        supersede(edition=opened, rows=list(rows))
    found = replayed(ours, receipt)
    assert found["would_differ"]
    causes = {(d["cause"], d["line"]) for d in found["differences"]}
    assert causes == {("editions", None), ("editions", 0)}
    line = next(d for d in found["differences"] if d["line"] == 0)
    assert line["before"]["status"] == "authorised"
    assert line["after"]["status"] != "authorised"
    assert [(e["number"], e["reason"]) for e in line["editions"]] == [(2, "Example")]


def test_replay_tells_what_has_ended(ours):
    day = "1990-01-01"  # before procaine was authorised
    receipt = kept(ours, on=day, lines=[{"ingredient": "procaine"}])["receipt"]
    causes = {d["cause"] for d in replayed(ours, receipt)["differences"]}
    assert causes == {"day"}


def test_replay_of_a_place_that_is_gone_says_so(ours):
    receipt = kept(ours)["receipt"]
    with edition():
        Jurisdiction.objects.filter(code="FR").update(code="XA-FR")
    answer = ours.get(f"{receipt['url']}replay/")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "jurisdiction"


def test_paper_leads_to_the_page_and_nothing_else_does(ours, client):
    receipt = kept(ours)["receipt"]
    page = client.get(receipt["page"])
    assert page.status_code == 200
    text = page.content.decode()
    assert receipt["digest"] in text
    assert "word for word" in text
    assert "<svg" in text
    assert "Conditional" in text or "Unknown" in text or "No" in text
    bare = receipt["page"].partition("?")[0]
    assert client.get(bare).status_code == 404
    assert client.get(f"{bare}?code={'0' * 16}").status_code == 404
    assert client.get(f"{bare}?code=é").status_code == 404


def test_page_of_a_text_that_was_tampered_with_warns(ours, client):
    receipt = kept(ours)["receipt"]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE registry_receipt DISABLE TRIGGER USER")
        cursor.execute("UPDATE registry_receipt SET answer = replace(answer, 'unknown', 'yes')")
    assert "Do not rely on it" in client.get(receipt["page"]).content.decode()
    assert not ours.get(receipt["url"]).json()["is_intact"]


def test_names_in_a_receipt_are_text_and_no_markup(ours, client):
    receipt = kept(ours, lines=[{"ingredient": "<script>alert(1)</script>"}])["receipt"]
    assert "<script>" not in client.get(receipt["page"]).content.decode()
