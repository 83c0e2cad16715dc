"""What somebody may have meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulary.rules.spelling import nearest


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("fr", ["FR", "GB"], ["FR"]),
        ("dermal", ["intra-dermal", "transdermal"], ["intra-dermal", "transdermal"]),
        ("all", ["epigallocatechin-gallate"], []),
        ("jurisdicton", ["jurisdiction", "route"], ["jurisdiction"]),
        ("", ["route"], []),
        ("(", ["route"], []),
    ],
)
def test_nearest_words(text, known, expected):
    assert nearest(text, known) == expected


@given(st.text(), st.lists(st.text()), st.integers(1, 5))
def test_nearest_offers_known_words_only(text, known, most):
    found = nearest(text, known, most)
    assert set(found) <= set(known)
    assert len(found) <= most
