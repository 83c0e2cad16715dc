"""The unfinished drugs of the NDC Directory: products without an approval, never anything else."""

import zipfile
from collections import defaultdict
from pathlib import Path

import pytest

from formulary.rules.names import normalise
from registry.registers import fitness
from registry.registers.authorisation import Authorisation, Rejected
from registry.registers.source import BadSource, Source
from registry.registers.us_ndc_unfinished import ADAPTER

SAMPLE = Path(__file__).parent / "samples" / "us_ndc_unfinished"


def read(path: Path) -> tuple[list[Authorisation], list[Rejected]]:
    with Source(path) as source:
        rows = list(ADAPTER.read(source))
    good = [row for row in rows if isinstance(row, Authorisation)]
    return good, [row for row in rows if isinstance(row, Rejected)]


def test_listing_never_has_an_effect_whatever_its_category():
    good, _ = read(SAMPLE)
    assert {(row.effect, row.regulatory_class, row.pathway, row.routes) for row in good} == {
        (None, "bulk-substance", "", ())
    }
    assert [row.number for row in good] == [f"NDC 99990-10{digit}" for digit in range(1, 7)]


def test_listing_reads_what_the_firm_says():
    row = read(SAMPLE)[0][0]
    assert (row.product, row.holder, row.line) == ("Example peptide", "Beispiel Präparate", 2)
    assert "BULK INGREDIENT FOR HUMAN PRESCRIPTION COMPOUNDING" in row.remark


def test_substance_list_in_brackets_is_one_and_a_kit_has_none():
    rows = {row.product: row for row in read(SAMPLE)[0]}
    assert rows["Example kit"].substances == ()
    assert [(each.printed, each.strength) for each in rows["Example resin"].substances] == [
        ("POLY(EXAMPLE; 450000 MW)", "70 kg/100kg")
    ]


def test_rejected_rows_say_where_and_why():
    _, bad = read(SAMPLE)
    assert [(row.line, row.field, row.value) for row in bad] == [
        (8, "STARTMARKETINGDATE", "2015-04-01"),
        (9, "NONPROPRIETARYNAME", ""),
    ]


def test_source_finished_directory_refused():
    with pytest.raises(BadSource, match=r"unfinished_product\.txt"):
        read(SAMPLE.parent / "us_ndc")


@pytest.fixture(scope="module")
def real_path(shared_data) -> Path:
    return shared_data / "regulators" / "us_fda_ndc" / "2018-06-unfinished" / "unfinished.zip"


@pytest.fixture(scope="module")
def real(real_path) -> list[Authorisation]:
    good, bad = read(real_path)
    assert bad == []
    return good


@pytest.fixture(scope="module")
def independent(real_path) -> list[list[str]]:
    """The rows, split by hand."""
    with zipfile.ZipFile(real_path) as archive:
        lines = archive.read("unfinished_product.txt").decode("cp1252").split("\r\n")
    return [line.split("\t") for line in lines[1:] if line]


def test_real_day_of_the_copy(real_path):
    with Source(real_path) as source:
        assert ADAPTER.published_on(source) == "2018-06-25"


def test_real_numbers_are_those_of_an_independent_reader(real, independent):
    assert len(independent) == 21_478
    assert {row.number for row in real} == {f"NDC {fields[1]}" for fields in independent}
    assert len({(row.number, normalise(row.product)) for row in real}) == len(real)
    assert [fault for row in real if (fault := fitness.rejected(row))] == []
    assert {row.line for row in real} <= set(range(2, 21_480))


def test_real_numbers_by_substance_are_those_of_an_independent_reader(real, independent):
    mine, theirs = defaultdict(set), defaultdict(set)
    for row in real:
        for each in row.substances:
            mine[each.printed].add(row.number)
    for fields in independent:
        # Two rows hold “POLY(METHYL METHACRYLATE; 450000 MW)”.
        for name in fields[9].replace("ATE; 450000 MW", "ATE\t450000 MW").split("; "):
            theirs[name.replace("\t", "; ")].add(f"NDC {fields[1]}")
    theirs.pop("")  # 136 rows name no substance
    assert mine == theirs
    assert mine["GLUTATHIONE"] == {"NDC 38779-2085", "NDC 51552-0554", "NDC 58597-8289"}
    assert mine["PREZATIDE COPPER"] == {"NDC 58541-0645", "NDC 63275-9914"}
    assert mine["DEANOL BITARTRATE"] == {"NDC 58597-8240"}
    assert mine["THYMOSIN .BETA.-4"] == {"NDC 75839-313"}


def test_real_listings_state_nothing(real):
    assert {(row.effect, row.regulatory_class) for row in real} == {(None, "bulk-substance")}
