"""How near a name is to what was typed, and which names are easily confused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulary.rules.likeness import Tier, likeness, phrases, promising, relatives, squeeze
from formulary.rules.look_alike import confusion
from formulary.rules.probes import SLIPS

NAMES = st.text(alphabet="abcdefg hioу", min_size=1, max_size=20).map(
    lambda text: " ".join(text.split()) or "a"
)


@given(NAMES, NAMES)
def test_score_is_a_share_and_only_the_same_name_is_one(asked, name):
    if grade := likeness(asked, name):
        tier, score = grade
        assert 0 < score <= 1
        assert (score == 1) == (tier is Tier.EXACT) == (asked == name)


@pytest.mark.parametrize(
    ("asked", "name", "tier"),
    [
        ("biotin", "biotin", "exact"),
        ("tranex", "tranexamic acid", "prefix"),
        ("hyaluronate", "sodium hyaluronate", "prefix"),
        ("dexpanthenlo", "dexpanthenol", "fuzzy"),
        ("dex panthenol", "dexpanthenol", "fuzzy"),
        ("panthenol", "dexpanthenol", "fuzzy"),
        ("procaine amp 2 percent", "procaine", "fuzzy"),
        ("биотн", "биотин", "fuzzy"),
        ("ビオチソ", "ビオチン", "fuzzy"),
    ],
)
def test_tiers(asked, name, tier):
    assert likeness(asked, name)[0] == tier


def test_what_is_not_alike_is_no_match():
    assert likeness("biotin", "procaine") is None
    assert likeness("zinc", "iron") is None


def test_a_text_is_asked_for_names_within_it_and_beside_it():
    assert {"procaine", "procaine 2"} <= set(phrases("procaine 2 percent"))
    assert "dexpanthenol" in set(relatives("panthenol"))
    assert "panthenol" in set(relatives("dexpanthenol"))


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        ("panthenol", "dexpanthenol", "“dex” before it"),
        ("cysteine", "cystine", "one letter"),
        ("retinol", "retinal", "one letter"),
    ],
)
def test_look_alikes_are_told_apart_in_words(a, b, words):
    assert words in confusion(a, b)
    assert words in confusion(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [("biotin", "biotin"), ("zinc", "zink"), ("nsc 1234", "nsc 1235"), ("biotin", "procaine")],
)
def test_what_nobody_confuses_is_not_flagged(a, b):
    assert confusion(a, b) == ""


@given(NAMES, st.lists(NAMES, max_size=8))
def test_nothing_that_matches_is_sorted_out(asked, names):
    near = {name for name in names if abs(len(squeeze(name)) - len(squeeze(asked))) <= SLIPS}
    close = promising(asked, near, set(names) - near)
    assert {name for name in names if likeness(asked, name)} <= set(close) <= set(names)
