"""The made-up registry of the benchmarks can be loaded and asked, whatever has become of the tables."""

import datetime as dt
from itertools import islice

import pytest

from benchmarks.questions import KINDS
from benchmarks.synthetic_registry import load, triples
from formulary.names import Asked
from registry.checks.check import check
from registry.checks.question import CheckQuestion
from registry.facts.build import build
from registry.facts.snapshot import SnapshotFacts
from registry.models import Edition
from registry.vocabulary import Answer


def test_made_up_registry_is_loaded_and_answers(committed_db, tmp_path):
    load(200)
    build(edition=Edition.objects.get(), path=tmp_path / "snapshot")
    facts = SnapshotFacts(tmp_path / "snapshot")
    answers = {
        check(
            CheckQuestion(
                place,
                route,
                dt.date.fromisoformat(day),
                lines=[Asked("ingredient", f"example-{substance}")],
            ),
            facts,
        ).verdict.answer
        for substance, place, route, day in islice(triples(200, 1), 200)
    }
    assert answers >= {Answer.YES, Answer.NO, Answer.UNKNOWN}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_question_can_be_made(kind):
    for ours, floor, _ in islice(KINDS[kind](200), 3):
        assert ours[1].startswith("/api/v1/")
        assert floor[0] == ours[0]
