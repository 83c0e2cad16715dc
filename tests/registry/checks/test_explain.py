"""`explain`: every record that was collected, once, and what became of it."""

from collections import Counter

import pytest
from hypothesis import given, settings

from registry.checks.considered import Part, considered
from registry.rules.reach import connect
from registry.rules.verdict import decide
from tests.registry.rules.strategies import dossiers, questions


@settings(max_examples=200, deadline=None)
@given(question=questions(), dossier=dossiers)
def test_every_record_stands_once_and_once_for_each_line_it_bears_on(question, dossier):
    verdict = decide(question, dossier)
    told = considered(verdict.lines, dossier.records)
    assert sorted(entry["approval"]["id"] for entry in told) == sorted(
        r.id for r in dossier.records
    )
    by_id = {record.id: record for record in dossier.records}
    for entry in told:
        connected = [
            position
            for position, line in enumerate(question.lines)
            if line.is_resolved
            and connect(by_id[entry["approval"]["id"]], line, dossier, question.route)
        ]
        assert [part["line"] for part in entry["lines"]] == connected
        assert bool(entry["why_none"]) is not bool(connected)
        assert all(part["why"] for part in entry["lines"])


@settings(max_examples=100, deadline=None)
@given(question=questions(), dossier=dossiers)
def test_parts_are_what_the_verdict_says(question, dossier):
    verdict = decide(question, dossier)
    found = Counter(
        (part["line"], part["part"])
        for entry in considered(verdict.lines, dossier.records)
        for part in entry["lines"]
    )
    for position, line in enumerate(verdict.lines):
        assert found[position, Part.DECIDES] == len(line.deciding)
        assert found[position, Part.CONDITION] == len(line.conditions)
        assert found[position, Part.NOTE] == len(line.notes)


@pytest.mark.django_db
def test_answer_explains_only_if_it_is_asked_to(client):
    question = {
        "jurisdiction": "FR",
        "route": "intradermal",
        "on": "2026-06-01",
        "lines": [{"ingredient": "procaine"}, {"ingredient": "tranexamic-acid"}],
    }
    plain = client.post("/api/v1/checks", question, content_type="application/json").json()
    question["explain"] = True
    told = client.post("/api/v1/checks", question, content_type="application/json").json()
    considered_records = told.pop("considered")
    assert told == plain
    deciding = {
        (position, approval["id"])
        for position, line in enumerate(plain["lines"])
        for approval in line["approvals"]
    }
    assert deciding == {
        (part["line"], entry["approval"]["id"])
        for entry in considered_records
        for part in entry["lines"]
        if part["part"] == "decides"
    }
