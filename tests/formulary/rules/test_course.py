"""A course from its first day on. The protocols are made up."""

import datetime as dt
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulary.rules.course import Course, NotOfThisCourse, Span, plan

START = dt.date(2026, 12, 1)
numbers = st.integers(1, 40)
spans = st.tuples(numbers, numbers).map(lambda pair: Span(*sorted(pair)))
courses = st.builds(
    Course,
    sessions=spans | st.just(Span()),
    interval=spans | st.just(Span()),
    reduced_shedding=numbers | st.none(),
    visible_growth=spans | st.just(Span()),
    cost=st.just(Span())
    | st.just(Span(Decimal("15"), None))
    | st.just(Span(Decimal("15.50"), Decimal("20"))),
)


def test_course_of_the_article():
    """Five to fifteen weekly sessions, from 15 a session, less shedding after 30 days, growth after 90 to 120."""
    found = plan(
        Course(Span(5, 15), Span(7, 7), 30, Span(90, 120), Span(Decimal("15"), None)), START
    )
    assert len(found.sessions) == 15
    assert [s.number for s in found.sessions if s.is_optional] == list(range(6, 16))
    assert found.sessions[4].days == Span(dt.date(2026, 12, 29), dt.date(2026, 12, 29))
    assert found.less_shedding_from == dt.date(2026, 12, 31)
    assert found.new_growth == Span(dt.date(2027, 3, 1), dt.date(2027, 3, 31))
    assert found.cost == Span(Decimal("75"), None)
    assert found.flags == ("highest-cost-not-stated",)


def test_nothing_stated_is_nothing_shown():
    found = plan(Course(), START)
    assert [s.days for s in found.sessions] == [Span(START, START)]
    assert (found.less_shedding_from, found.new_growth, found.cost) == (None, Span(), Span())
    assert "sessions-not-stated" in found.flags


def test_number_of_sessions_is_one_of_the_protocol():
    course = Course(Span(5, 15), Span(7, 14))
    assert len(plan(course, START, 6).sessions) == 6
    assert not any(s.is_optional for s in plan(course, START, 6).sessions)
    for wrong in (4, 16):
        with pytest.raises(NotOfThisCourse, match="5 to 15"):
            plan(course, START, wrong)


@given(courses)
def test_sessions_follow_each_other_and_windows_only_widen(course):
    sessions = plan(course, START).sessions
    assert [s.number for s in sessions] == list(range(1, len(sessions) + 1))
    dated = [s.days for s in sessions if s.days.low is not None]
    for before, after in pairwise(dated):
        assert before.low < after.low
        assert after.high - after.low >= before.high - before.low


@given(courses)
def test_cost_is_known_only_where_price_and_number_are(course):
    cost = plan(course, START).cost
    if cost.high is not None:
        assert cost.high == course.cost.high * course.sessions.high
        assert cost.low <= cost.high
    assert (cost.low is None) == (course.cost.low is None or course.sessions.low is None)
