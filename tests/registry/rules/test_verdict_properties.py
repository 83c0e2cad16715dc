"""What must hold of every verdict, whatever is on record."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from registry.rules.line_verdict import decide_line
from registry.rules.record_status import covers
from registry.rules.status import RANKS, answer, rank, worst
from registry.rules.values import Dossier, Line, Question
from registry.rules.verdict import decide
from registry.vocabulary import Answer, Effect, RouteScope, Status

from .build import BASE, ROUTES, dossier, record
from .strategies import dossiers, lines, questions, records

INJECTIONS = [route for route in ROUTES if route.is_parenteral]
statuses = st.sampled_from(Status)


@given(statuses, statuses, statuses)
def test_worst_is_a_join(a, b, c):
    assert worst(a, worst(b, c)) == worst(worst(a, b), c)
    assert worst(a, b) == worst(b, a)
    assert worst(a, a) == a


def test_ranks_order_every_status_and_only_authorised_is_yes():
    assert set(RANKS) == set(Status)
    assert [status for status in Status if answer(status) is Answer.YES] == [Status.AUTHORISED]


@given(questions(), dossiers, st.randoms())
def test_verdict_does_not_depend_on_order(question, facts, random):
    shuffled_lines = list(question.lines)
    shuffled_records = list(facts.records)
    random.shuffle(shuffled_lines)
    random.shuffle(shuffled_records)
    there = decide(question, facts)
    back = decide(
        replace(question, lines=tuple(shuffled_lines)),
        replace(facts, records=tuple(shuffled_records)),
    )
    assert (there.answer, there.status, there.flags) == (back.answer, back.status, back.flags)


@given(questions(), dossiers)
def test_verdict_of_unmixed_lines_does_not_depend_on_repeats(question, facts):
    once = replace(question, is_mixed=False)
    twice = replace(once, lines=once.lines * 2)
    assert decide(once, facts).status == decide(twice, facts).status


@given(questions(), lines, dossiers)
def test_one_more_line_never_makes_an_answer_milder(question, line, facts):
    more = replace(question, lines=(*question.lines, line))
    assert rank(decide(more, facts).status) >= rank(decide(question, facts).status)
    assert decide(question, facts).flags <= decide(more, facts).flags


@given(questions())
def test_absence_is_never_approval(question):
    verdict = decide(question, dossier())
    assert verdict.answer in (Answer.UNKNOWN, Answer.NO)
    assert {line.status for line in verdict.lines} <= {Status.NO_RECORD, Status.UNRESOLVED}


@given(st.lists(records(), max_size=4), st.sampled_from(INJECTIONS))
def test_yes_always_rests_on_a_grant_in_force_that_covers_the_route(found, route):
    facts = dossier(record(route_scope=RouteScope.ANY, valid_from="2001"), *found)
    question = Question(route, dt.date(2012, 6, 15), "hair-loss", (BASE,), False)
    verdict = decide(question, facts)
    if verdict.answer is not Answer.YES:
        return
    for line in verdict.lines:
        assert line.deciding
        for finding in line.deciding:
            assert finding.record.effect == Effect.GRANTED
            assert finding.record.lifecycle == "valid"
            assert covers(finding.record, question.route)
            assert not finding.record.rests_on_general_knowledge
            assert not finding.record.is_disputed


@given(questions(routes=INJECTIONS, max_size=1), dossiers)
def test_what_is_only_a_cosmetic_gives_no_injectable_yes(question, facts):
    classes = {"cosmetic", "supplement", "device", "compounded", "practice", "bulk-substance"}
    known = tuple(record for record in facts.records if record.regulatory_class in classes)
    assert decide(question, replace(facts, records=known)).answer is not Answer.YES


@given(questions(max_size=1), dossiers)
def test_an_unstated_route_gives_no_yes_and_no_condition(question, facts):
    """Also beside a grant in force of the very substance that is asked."""
    grant = record(route_scope=RouteScope.UNSTATED, valid_from="2001")
    unstated = (
        replace(found, route_scope=RouteScope.UNSTATED, routes=()) for found in facts.records
    )
    asked = replace(question, lines=(BASE,))
    verdict = decide(asked, replace(facts, records=(grant, *unstated)))
    assert verdict.answer in (Answer.UNKNOWN, Answer.NO)


@given(questions(max_size=1), records(), dossiers)
def test_a_record_of_unstated_route_never_makes_an_answer_milder_than_uncertain(
    question, found, facts
):
    unstated = replace(found, route_scope=RouteScope.UNSTATED, routes=(), number="")
    more = replace(facts, records=(*facts.records, unstated))
    before, after = decide(question, facts), decide(question, more)
    assert rank(after.status) >= min(rank(before.status), rank(Status.UNCERTAIN))
    assert rank(after.status) >= rank(before.status) or before.status in (
        Status.NO_RECORD,
        Status.WITHDRAWN,
        Status.SUSPENDED,
    )


@given(questions(max_size=1), dossiers)
def test_a_record_that_decides_is_never_a_note_too(question, facts):
    verdict = decide_line(question.lines[0], question, facts)
    deciding = {finding.record.id for finding in verdict.deciding}
    assert deciding.isdisjoint(note.record.id for note in verdict.notes)


@given(questions(max_size=1), st.sampled_from(["base", "salt"]), dossiers)
def test_a_ban_in_force_always_wins(question, asked, facts):
    ban = record("ban", effect=Effect.PROHIBITED, route_scope=RouteScope.ANY, valid_from="2001")
    banned = replace(facts, records=(*facts.records, ban))
    lines = (Line(ingredient=asked),)
    verdict = decide(replace(question, lines=lines), banned)
    assert (verdict.answer, verdict.status) == (Answer.NO, Status.PROHIBITED)


@given(questions(), st.sampled_from(["base", "salt", "hydrate"]), dossiers)
def test_records_of_strangers_never_matter(question, asked, facts):
    question = replace(question, lines=(Line(ingredient=asked),))
    near = tuple(
        r for r in facts.records if not (r.subject_kind == "ingredient" and r.subject == "other")
    )
    trimmed = Dossier(near, facts.substances, facts.products, facts.groups)
    assert decide(question, facts) == decide(question, trimmed)
