"""What is said of a mix. The substances are made up."""

from hypothesis import given
from hypothesis import strategies as st

from formulary.rules.mixing import UNTESTED, Interaction, mix
from formulary.vocabulary import Rating

BASES = {"example-salt": "example-base"}


def interaction(a, b, rating, factor=""):
    return Interaction(a, b, factor, rating, "ph", "Example effect.", "Example source", "retrieved")


def rating(lines, *interactions):
    return mix([frozenset(line) for line in lines], interactions, BASES).rating


def test_mix_is_as_bad_as_its_worst_pair():
    bad = interaction("a", "b", Rating.INCOMPATIBLE)
    good = interaction("a", "c", Rating.COMPATIBLE)
    assert rating([["a"], ["b"], ["c"]], bad, good) == Rating.INCOMPATIBLE
    assert rating([["b"], ["a"]], bad) == Rating.INCOMPATIBLE


def test_mix_without_a_record_is_untested_never_compatible():
    good = interaction("a", "b", Rating.COMPATIBLE)
    assert rating([["a"], ["b"]]) == UNTESTED
    assert rating([["a"], ["b"]], good) == Rating.COMPATIBLE
    assert rating([["a"], ["b"], ["c"]], good) == UNTESTED
    assert rating([["a"]], good) == UNTESTED


def test_mix_takes_a_warning_but_no_compatibility_from_a_relative():
    lines = [["example-base"], ["b"]]
    assert rating(lines, interaction("example-salt", "b", Rating.CAUTION)) == Rating.CAUTION
    assert rating(lines, interaction("example-salt", "b", Rating.COMPATIBLE)) == UNTESTED


def test_mix_names_the_lines_and_the_factors():
    bad = interaction("a", "b", Rating.INCOMPATIBLE)
    light = interaction("b", None, Rating.CAUTION, "light")
    found = mix([frozenset("x"), frozenset("a"), frozenset("b")], [bad, light], {})
    assert [(pair.lines, pair.interaction) for pair in found.pairs] == [((1, 2), bad)]
    assert found.factors == (light,)


@given(st.permutations(["a", "b", "c", "d"]), st.sampled_from(list(Rating)))
def test_mix_does_not_depend_on_order(order, worst):
    known = [interaction("a", "b", worst), interaction("c", "d", Rating.CAUTION)]
    assert rating(order, *known) == rating(["a", "b", "c", "d"], *known)
