"""One normalised form for storing and asking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulary.rules.names import normalise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acide  Tranéxamique", "acide tranexamique"),
        ("GHK-Cu", "ghk cu"),
        ("ＧＨＫ－Ｃｕ", "ghk cu"),
        ("Ацетил-Гексапептид Ё", "ацетил гексапептид е"),
        ("비타민 A", "비타민 a"),
        ("ビタミンＢ１２", normalise("ビタミンb12")),
        ("ｶﾞ", "ガ"),
        ("Botox™", "botox"),
        ("Botox®", "botox"),
        ("ASKORBİK ASIT", "askorbik asit"),
        ("Straße", "strasse"),
        ("œstradiol", "oestradiol"),
        ("(±)-α-Tocopherol; dl", "α tocopherol dl"),
        ("vitamin_b6", "vitamin b6"),
        ("—", ""),
        ("", ""),
    ],
)
def test_normalise_folds_what_does_not_tell_substances_apart(text, expected):
    assert normalise(text) == expected


@pytest.mark.parametrize(("one", "another"), [("カ", "ガ"), ("biotin", "biocytin"), ("B1", "B12")])
def test_normalise_keeps_what_does(one, another):
    assert normalise(one) != normalise(another)


@given(st.text())
def test_normalise_is_idempotent_and_leaves_single_blanks(text):
    once = normalise(text)
    assert normalise(once) == once
    assert once == " ".join(once.split())


@given(st.text(st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x24F)))
def test_normalise_ignores_case(text):
    assert normalise(text.upper().lower()) == normalise(text.lower().upper())
