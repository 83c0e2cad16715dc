"""Evidence that is overdue for review: it takes a yes away, and does nothing else."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from registry.rules.reason import explain
from registry.rules.staleness import is_stale, overdue_since
from registry.rules.status import RANKS, answer, worst
from registry.rules.verdict import decide
from registry.vocabulary import Answer, Effect, Flag, Status

from .build import PAPER, TODAY, dossier, question, record
from .strategies import days, dossiers, questions

YESTERDAY, TOMORROW = TODAY - dt.timedelta(1), TODAY + dt.timedelta(1)
statuses = st.sampled_from(Status)


def document(slug, due):
    return replace(PAPER, slug=slug, review_due_on=due)


@pytest.mark.parametrize(
    ("values", "since"),
    [
        ({}, None),
        ({"review_due_on": YESTERDAY}, YESTERDAY),
        ({"review_due_on": TODAY}, None),
        ({"review_due_on": TOMORROW}, None),
        ({"documents": (document("one", YESTERDAY),)}, YESTERDAY),
        ({"documents": (document("one", YESTERDAY), document("two", None))}, None),
        ({"documents": (document("one", YESTERDAY), document("two", TODAY))}, None),
        ({"documents": ()}, None),
        ({"review_due_on": TOMORROW, "documents": (document("one", YESTERDAY),)}, YESTERDAY),
    ],
)
def test_record_is_overdue(values, since):
    assert overdue_since(record(**values), TODAY) == since


def test_stale_yes_is_conditional_and_says_since_when():
    verdict = decide(question(), dossier(record(review_due_on=YESTERDAY)))
    (line,) = verdict.lines
    assert (verdict.answer, verdict.status) == (Answer.CONDITIONAL, Status.AUTHORISED)
    assert Flag.STALE_EVIDENCE in verdict.flags & line.flags
    assert "due for review on 2020-06-14." in explain(line, question(), "Example", "Nowhere")


def test_the_day_asked_decides_not_the_day_of_asking():
    facts = dossier(record(review_due_on=TODAY))
    assert decide(question(on=TODAY), facts).answer is Answer.YES
    assert decide(question(on=TOMORROW), facts).answer is Answer.CONDITIONAL


def test_a_fresh_record_that_says_the_same_carries_the_yes_alone():
    stale, fresh = record("stale", review_due_on=YESTERDAY), record("fresh")
    verdict = decide(question(), dossier(stale, fresh))
    (line,) = verdict.lines
    assert verdict.answer is Answer.YES
    assert Flag.STALE_EVIDENCE not in verdict.flags
    assert [finding.record.id for finding in line.deciding] == ["fresh"]
    assert [note.record.id for note in line.notes] == ["stale"]


def test_a_fresh_record_that_says_something_worse_carries_nothing():
    stale = record("stale", review_due_on=YESTERDAY)
    fresh = record("fresh", effect=Effect.COMPOUNDING_PERMITTED)
    verdict = decide(question(), dossier(stale, fresh))
    assert (verdict.answer, verdict.status) == (Answer.CONDITIONAL, Status.AUTHORISED)
    assert Flag.STALE_EVIDENCE in verdict.flags


def test_a_stale_ban_is_a_ban():
    ban = record("ban", effect=Effect.PROHIBITED, review_due_on=YESTERDAY)
    verdict = decide(question(), dossier(ban, record("grant")))
    assert (verdict.answer, verdict.status) == (Answer.NO, Status.PROHIBITED)


@given(statuses)
def test_staleness_turns_nothing_but_yes(status):
    fresh, stale = answer(status), answer(status, is_stale=True)
    assert stale == (Answer.CONDITIONAL if fresh is Answer.YES else fresh)


@given(st.lists(st.tuples(statuses, st.booleans()), min_size=1), st.randoms())
def test_join_with_staleness_is_a_join(lines, random):
    """The worst of the statuses and any of the flags: order, grouping and repeats do not matter."""

    def joined(lines):
        return worst(*(s for s, _ in lines)), any(is_stale for _, is_stale in lines)

    shuffled = random.sample(lines, len(lines))
    split = random.randint(1, len(lines))
    parts = [part for part in (lines[:split], lines[split:]) if part]
    assert joined(lines) == joined(shuffled + shuffled)
    assert joined(lines) == joined([joined(part) for part in parts])


def never_due(facts):
    """The same records, of which nothing is ever due for review."""
    return replace(
        facts,
        records=tuple(
            replace(
                found,
                review_due_on=None,
                documents=tuple(
                    replace(document, review_due_on=None) for document in found.documents
                ),
            )
            for found in facts.records
        ),
    )


@given(questions(), dossiers)
def test_staleness_never_makes_an_answer_better(asked, facts):
    before, after = decide(asked, never_due(facts)), decide(asked, facts)
    assert after.status == before.status
    assert [line.status for line in after.lines] == [line.status for line in before.lines]
    if after.answer is not before.answer:
        assert (before.answer, after.answer) == (Answer.YES, Answer.CONDITIONAL)
        assert Flag.STALE_EVIDENCE in after.flags
    assert Flag.STALE_EVIDENCE not in before.flags


@given(questions(), dossiers, days, days)
def test_what_is_due_later_is_never_staler(asked, facts, early, late):
    early, late = sorted((early, late))

    def due(day):
        dated = (replace(found, review_due_on=day) for found in facts.records)
        return decide(asked, replace(facts, records=tuple(dated)))

    order = list(RANKS)
    assert order.index(due(late).status) == order.index(due(early).status)
    assert (due(late).answer is Answer.YES) >= (due(early).answer is Answer.YES)


@given(questions(), dossiers)
def test_yes_rests_on_nothing_stale(asked, facts):
    verdict = decide(asked, facts)
    if verdict.answer is Answer.YES:
        assert not any(
            is_stale(finding.record, asked.on)
            for line in verdict.lines
            for finding in line.deciding
        )
