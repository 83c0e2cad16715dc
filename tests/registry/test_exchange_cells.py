"""Cells: what is written is read back, and what is read is written as it stood."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulary.vocabulary import Category
from registry.exchange import cells, files
from registry.exchange.cells import Name, Stay
from registry.exchange.tables import TABLES

texts = st.text(min_size=1).map(str.strip).filter(bool)
languages = st.sampled_from(["", "fr", "ru", "zh-Hant", "gsw"])
days = st.none() | st.dates()
stays = st.builds(Stay, st.from_regex(r"[A-Z]{2,4}", fullmatch=True), days, days).filter(
    lambda stay: stay.start is None or stay.end is None or stay.start < stay.end
)
numbers = st.decimals(0, 10**9, allow_nan=False, allow_infinity=False).map(
    lambda number: Decimal(f"{abs(number):f}")
)


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        (cells.Text(), texts),
        (cells.Word(Category.values), st.sampled_from(Category.values)),
        (cells.YesNo(), st.booleans()),
        (cells.Whole(), st.integers(min_value=0)),
        (cells.Number(), numbers),
        (cells.Items(cells.Text()), st.lists(texts, min_size=1).map(tuple)),
        (cells.Membership(), stays),
        (cells.Items(cells.Membership()), st.lists(stays, min_size=1).map(tuple)),
        (cells.TaggedName(), st.builds(Name, languages, texts)),
        (
            cells.Items(cells.TaggedName()),
            st.lists(st.builds(Name, languages, texts), min_size=1).map(tuple),
        ),
    ],
    ids=lambda value: type(value).__name__,
)
@given(data=st.data())
def test_cell_is_read_as_it_was_written(cell, values, data):
    value = data.draw(values)
    written = cell.write(value)
    assert cell.read(written) == value
    assert cell.write(cell.read(written)) == written


@given(st.lists(st.lists(texts | st.just(""), min_size=2, max_size=2), max_size=4))
def test_file_is_read_as_it_was_written(cocktails):
    """Whatever the text: commas, quotes, and line breaks of every kind."""
    names = [column.name for column in TABLES["cocktails"].columns]
    rows = [
        dict.fromkeys(names, "") | {"slug": f"example-{n}", "name": name, "source": source}
        for n, (name, source) in enumerate(cocktails)
    ]
    with TemporaryDirectory() as folder:
        files.write(Path(folder), {"cocktails": rows})
        read, problems = files.read(Path(folder) / "cocktails.csv", names)
    assert not problems
    assert [row.cells for row in read or ()] == rows


@given(numbers)
def test_number_keeps_the_digits_it_was_printed_with(number):
    kept = cells.Number().read(cells.Number().write(number))
    assert kept.as_tuple() == number.as_tuple()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Vitamin A", Name("", "Vitamin A")),
        ("ru:Витамин А", Name("ru", "Витамин А")),
        ("fr: acide folique", Name("fr", "acide folique")),
        ("omega:3 oil", Name("", "omega:3 oil")),
        (":pro:example", Name("", "pro:example")),
        ("::example", Name("", ":example")),
    ],
)
def test_name_may_hold_a_colon_itself(text, name):
    assert cells.TaggedName().read(text) == name


@pytest.mark.parametrize(
    ("cell", "text", "expected"),
    [
        (cells.YesNo(), "Yes", "yes or no"),
        (cells.Whole(), "1.0", "whole number"),
        (cells.Whole(), "-1", "whole number"),
        (cells.Whole(), "٣", "whole number"),
        (cells.Number(), "1,5", "decimal point"),
        (cells.Number(), "1e3", "decimal point"),
        (cells.Number(), "NaN", "decimal point"),
        (cells.Number(), "007", "decimal point"),
        (cells.Items(cells.Text()), "a||b", "both sides"),
        (cells.Items(cells.Text()), "a|", "both sides"),
        (cells.Membership(), "EU@2004-05-01", "CODE@FROM/TO"),
        (cells.Membership(), "EU@2004/", "YYYY-MM-DD"),
        (cells.Membership(), "EU@2004-02-30/", "days of the calendar"),
        (cells.Membership(), "EU@2004-05-01/2004-05-01", "half open"),
        (cells.TaggedName(), "ru:", "language:name"),
        (cells.Word(Category.values), "peptid", "did you mean “peptide”"),
    ],
)
def test_cell_says_what_it_expected(cell, text, expected):
    with pytest.raises(ValueError, match=expected):
        cell.read(text)


def test_membership_without_days_is_written_as_its_code():
    unbounded = Stay("EU", None, None)
    assert cells.Membership().write(unbounded) == "EU"
    assert cells.Membership().read("EU@/") == unbounded
    assert cells.Membership().read("EU@/2020-01-01") == Stay("EU", None, dt.date(2020, 1, 1))
