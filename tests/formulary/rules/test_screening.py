"""What is said of a person's conditions. The conditions and substances are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulary.rules.screening import (
    OF_KIND,
    SEVERITY,
    Injected,
    Outcome,
    Statement,
    named,
    screen,
    worst,
)

ANYTHING = Injected()
FLARE = Statement("example-flare", "contraindication", "active flare")
REMISSION = Statement("example-remission", "off-label", "remission")
ALLERGY = Statement("example-allergy", "contraindication", "any", frozenset({"example-base"}))
WOUND = Statement("example-wound", "contraindication", "until healed")

outcomes = st.sampled_from(list(Outcome))
bases = st.frozensets(st.sampled_from("abc"), max_size=2)
statements = st.lists(
    st.builds(
        Statement,
        st.uuids().map(str),
        st.sampled_from(sorted(OF_KIND)),
        st.sampled_from(
            ["any", "any, after diagnosis", "until healed", "remission", "active flare"]
        ),
        bases,
    ),
    max_size=5,
)
phases = st.sampled_from(["", "remission", "active flare", "healed", "example phase"])
contents = st.builds(Injected, bases, st.booleans())


@pytest.mark.parametrize(
    ("phase", "outcome", "flags"),
    [
        ("remission", Outcome.INDICATED, ()),
        ("Active  FLARE", Outcome.CONTRAINDICATED, ()),
        ("", Outcome.CONTRAINDICATED, ("phase-not-stated",)),
        ("flare", Outcome.UNKNOWN, ("phase-unknown",)),
    ],
)
def test_phase_decides_and_is_never_guessed(phase, outcome, flags):
    found = screen([FLARE, REMISSION], phase, ANYTHING)
    assert (found.outcome, found.flags) == (outcome, flags)
    assert found.phases == ("active flare", "remission")


def test_until_it_is_over_it_lasts():
    assert screen([WOUND], "", ANYTHING).outcome == Outcome.CONTRAINDICATED
    assert screen([WOUND], "healing", ANYTHING).outcome == Outcome.CONTRAINDICATED
    assert screen([WOUND], "healed", ANYTHING).outcome == Outcome.UNKNOWN


def test_ingredients_decide_where_they_are_known():
    assert screen([ALLERGY], "", ANYTHING).outcome == Outcome.CAUTION
    assert screen([ALLERGY], "", ANYTHING).flags == ("depends-on-ingredients",)
    has_it = Injected(frozenset({"example-base"}), is_known=False)
    assert screen([ALLERGY], "", has_it).outcome == Outcome.CONTRAINDICATED
    without = Injected(frozenset({"example-other"}), is_known=True)
    assert screen([ALLERGY], "", without).outcome == Outcome.UNKNOWN
    assert screen([ALLERGY], "", without).passing == ("example-allergy",)


def test_an_indication_for_some_ingredients_is_none_for_others():
    only = Statement("example-use", "indication", "any", frozenset({"a"}))
    assert screen([only], "", ANYTHING).outcome == Outcome.UNKNOWN
    assert screen([only], "", Injected(frozenset("a"))).outcome == Outcome.INDICATED


def test_condition_that_nobody_described_is_unknown():
    assert screen([], "remission", ANYTHING).outcome == Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("asked", "is_named"),
    [
        ("l40", True),
        ("L40.1", True),
        ("L4", False),
        ("L401", False),
        ("Psoriasis ", True),
        ("psor", False),
    ],
)
def test_condition_is_named_exactly_or_by_a_narrower_code(asked, is_named):
    assert named(asked, {"psoriasis"}, {"L40"}) is is_named


def test_what_is_said_of_a_kind_is_not_said_of_the_whole():
    assert not named("L65", set(), {"L65.0"})
    assert named("L65.01", set(), {"L65.0"})


@given(outcomes, outcomes, outcomes)
def test_worst_is_a_join(a, b, c):
    assert worst([a, b]) == worst([b, a])
    assert worst([worst([a, b]), c]) == worst([a, worst([b, c])])
    assert worst([a, a]) == a


@given(statements, phases, contents)
def test_every_statement_applies_or_passes(said, phase, injected):
    found = screen(said, phase, injected)
    assert sorted([*found.applying, *found.passing]) == sorted(s.slug for s in said)


@given(statements, phases, contents)
def test_saying_less_is_never_better(said, phase, injected):
    """Neither a phase left out nor ingredients left out make an answer milder, but for `unknown`."""
    known = screen(said, phase, injected).outcome
    without_phase = screen(said, "", injected).outcome
    if known is not Outcome.UNKNOWN:
        assert SEVERITY[without_phase] >= SEVERITY[known]
    if known is Outcome.INDICATED:
        assert screen(said, phase, Injected()).outcome is not Outcome.CONTRAINDICATED


@given(statements, phases, contents)
def test_indicated_rests_on_an_indication_and_on_no_warning(said, phase, injected):
    found = screen(said, phase, injected)
    if found.outcome is Outcome.INDICATED:
        kinds = {s.kind for s in said if s.slug in found.applying}
        assert kinds <= {"indication", "off-label"}
        assert kinds
