"""Check digits. The examples are public identifiers of water and biotin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulary.rules.identifiers import clean_atc, clean_cas, clean_unii, identifier

WATER, BIOTIN = "059QF0KO0R", "58-85-5"


def test_clean_accepts_and_makes_canonical():
    assert clean_unii(" 059qf0ko0r ") == WATER
    assert clean_cas("58855") == BIOTIN
    assert clean_atc("a11ha05") == "A11HA05"


@given(st.integers(0, 9), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_clean_unii_catches_one_wrong_character(position, character):
    wrong = WATER[:position] + character + WATER[position + 1 :]
    if wrong == WATER:
        return
    with pytest.raises(ValueError, match="UNII"):
        clean_unii(wrong)


@pytest.mark.parametrize("text", ["58-85-6", "58-855", "58-85-5-1", "biotin", ""])
def test_clean_cas_refuses_what_is_none(text):
    with pytest.raises(ValueError, match="CAS"):
        clean_cas(text)


@pytest.mark.parametrize("text", ["A1", "AA", "A11HA0", "1A", "A11HA055", "A１１"])
def test_clean_atc_refuses_what_is_none(text):
    with pytest.raises(ValueError, match="ATC"):
        clean_atc(text)


def test_identifier_is_empty_for_a_name():
    assert identifier("biotin") == ""
    assert identifier(BIOTIN) == BIOTIN
    assert identifier(WATER.lower()) == WATER
