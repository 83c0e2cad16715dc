"""The difference in words: nothing is lost, and names stand for slugs on both sides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.exchange.tables import TABLES
from registry.review.differences import changes, compare

TEXTS = st.text(alphabet="ab c\n", max_size=200)


def called(table, word):
    return f"{word.upper()} ({word})"


@given(TEXTS, TEXTS)
def test_both_sides_can_be_read_again(old, new):
    """What goes and what stays is the old text, and what stays and comes the new one."""
    pieces = compare([old], [new], is_list=False)
    assert "".join("".join(text for said, text in pieces if said != "new").split()) == "".join(
        old.split()
    )
    assert "".join("".join(text for said, text in pieces if said != "gone").split()) == "".join(
        new.split()
    )


def test_long_texts_that_are_alike_are_compared_by_words():
    old = "The record holds for every parenteral route, since the statement says injection."
    new = "The record holds for every parenteral route, since the label says injection."
    assert compare([old], [new], is_list=False) == [
        ("same", "The record holds for every parenteral route, since the "),
        ("gone", "statement "),
        ("new", "label "),
        ("same", "says injection."),
    ]


def test_texts_that_have_little_in_common_are_shown_whole():
    old, new = "one " * 30 + "end", "two " * 30 + "end"
    assert [said for said, _ in compare([old], [new], is_list=False)] == ["gone", "new"]


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        (
            "procaine|biotin",
            "procaine|zinc",
            [("same", "PROCAINE (procaine)"), ("gone", "BIOTIN (biotin)"), ("new", "ZINC (zinc)")],
        ),
        ("", "biotin", [("new", "BIOTIN (biotin)")]),
    ],
)
def test_lists_are_compared_item_by_item_under_their_names(before, after, pieces):
    (change,) = changes(TABLES["classes"], {"ingredients": before}, {"ingredients": after}, called)
    assert (change.label, list(change.pieces)) == ("ingredients", pieces)


def test_subject_of_an_approval_is_named_by_its_kind():
    before = {"subject_type": "ingredient", "subject": "procaine"}
    after = {"subject_type": "product", "subject": "procaine-5"}
    found = changes(TABLES["approvals"], before, after, lambda table, word: f"{table}/{word}")
    assert [(c.label, list(c.pieces)) for c in found] == [
        ("subject type", [("gone", "ingredient"), ("new", "product")]),
        ("subject", [("gone", "ingredients/procaine"), ("new", "products/procaine-5")]),
    ]


def test_new_row_says_all_that_is_filled_in():
    row = {"slug": "example", "name": "Example", "definition": "", "reach": "members"}
    found = changes(TABLES["classes"], None, row, called)
    assert [change.label for change in found] == ["slug", "name", "reach"]
