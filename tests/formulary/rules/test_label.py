"""Pasted labels: every character is accounted for, and what is certain is read."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formulary.rules.label import parse
from formulary.rules.label.signs import topical_signs
from formulary.rules.units import clean_unit

BITS = [
    *(
        "Aqua",
        "Biotin",
        "1,2-Hexanediol",
        "биотин",
        "水",
        "CI 77891",
        "Aqua/Water/Eau",
        "Vitamin B12",
    ),
    *(
        "(Provitamin B5)",
        "(",
        ")",
        "[",
        "]",
        "[+/- ",
        "0.5 %",
        "1,5 %",
        "10 mg/mL",
        "500 IU",
        "1,000 mg",
    ),
    *(
        ",",
        ";",
        "、",
        "\n",
        "\r\n",
        "• ",
        "- ",
        "* ",
        "*",
        "1. ",
        " and ",
        " (and) ",
        " & ",
        " y ",
        " и ",
        ".",
    ),
    *(
        "Ingredients:",
        "Состав:",
        "全成分：",
        "May contain:",
        "Zusammensetzung\n",
        "\t",
        " ",
        "±",
        "\u00a0",
    ),
]
LABELS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(BITS), max_size=30).map("".join))


@given(LABELS)
def test_nothing_is_dropped_and_nothing_stands_twice(text):
    label = parse(text)
    seen = [0] * len(text)
    for piece in (*label.lines, *label.separators, *label.leftovers):
        assert text[piece.start : piece.end] == piece.text
        for place in range(piece.start, piece.end):
            seen[place] += 1
    assert all(count <= 1 for count in seen)
    assert all(count or text[place].isspace() for place, count in enumerate(seen))


@settings(deadline=None)  # the grammar of units is built on the first call
@given(LABELS)
def test_units_are_ucum_and_a_value_has_a_unit(text):
    for line in parse(text).lines:
        if line.amount:
            assert line.amount.printed in line.text
            assert (line.amount.value is None) == (line.amount.unit is None)
            clean_unit(line.amount.unit or "")
            clean_unit(line.amount.per_unit or "")


def names(text):
    return [line.name for line in parse(text).lines]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Aqua, Biotin 0.5 %, Panthenol.", ["Aqua", "Biotin", "Panthenol"]),
        ("Ingredients (INCI): Aqua; 1,2-Hexanediol", ["Aqua", "1,2-Hexanediol"]),
        ("• Procaine\n• Biotin\n2. Zinc\n- Copper", ["Procaine", "Biotin", "Zinc", "Copper"]),
        ("Zusammensetzung:\nProcain und Wasser", ["Procain", "Wasser"]),
        ("Состав: биотин 10 мг; цинк", ["биотин", "цинк"]),
        ("全成分：水、ビオチン、パンテノール", ["水", "ビオチン", "パンテノール"]),
        ("Caprylyl Glycol (and) Phenoxyethanol", ["Caprylyl Glycol", "Phenoxyethanol"]),
        ("CI 77891,CI 77491", ["CI 77891", "CI 77491"]),
        ("benzo[a]pyrene", ["benzo[a]pyrene"]),
        ("Panthenol (Provitamin B5, D-Panthenol), Zinc", ["Panthenol", "Zinc"]),
        ("Sodium (chloride, Biotin", ["Sodium (chloride", "Biotin"]),
    ],
)
def test_names(text, wanted):
    assert names(text) == wanted


@pytest.mark.parametrize(
    ("text", "value", "unit", "per"),
    [
        ("Biotin 0,5 %", "0.5", "%", None),
        ("Biotin 500 µg", "500", "ug", None),
        ("Biotin 500 IU", "500", "[iU]", None),
        ("Biotin (10 mg/mL)", "10", "mg", ("1", "mL")),
        ("Biotin 25 mg / 5 mL", "25", "mg", ("5", "mL")),
        ("Biotin 1,000 mg", None, None, None),
        ("Biotin 1–2 %", None, None, None),
        ("Biotin < 1 %", None, None, None),
        ("Biotin 2 % w/v", None, None, None),
        ("Biotin 100 U", None, None, None),
    ],
)
def test_amounts_are_read_where_they_are_certain(text, value, unit, per):
    [line] = parse(text).lines
    assert line.name == "Biotin"
    assert line.amount.value == (None if value is None else Decimal(value))
    assert line.amount.unit == unit
    read = line.amount.per_value, line.amount.per_unit
    assert read == ((Decimal(per[0]), per[1]) if per else (None, None))


def test_what_may_be_in_it_is_told_apart():
    label = parse("Aqua, [+/- CI 77891, CI 77491], Zinc. May contain: Nuts")
    assert [(line.name, line.may_contain) for line in label.lines] == [
        ("Aqua", False),
        ("CI 77891", True),
        ("CI 77491", True),
        ("Zinc", False),
        ("Nuts", True),
    ]


def test_footnotes_and_bare_numbers_are_leftovers():
    label = parse("Aqua, Lavandula Oil*, 5 mL\n* from organic farming")
    assert [line.name for line in label.lines] == ["Aqua", "Lavandula Oil"]
    assert [(rest.text, rest.start) for rest in label.leftovers] == [
        ("5 mL", 22),
        ("* from organic farming", 27),
    ]


def test_label_for_the_skin_is_recognised_and_an_ampoule_is_not():
    assert len(topical_signs(["aqua", "phenoxyethanol", "parfum"])) == 3
    assert not topical_signs(["procaine hydrochloride", "sodium chloride", "water for injections"])
