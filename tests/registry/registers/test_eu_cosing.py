"""Annexes II and III: made-up entries for every trap, and the real files against a second reader."""

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from registry.registers.authorisation import Rejected
from registry.registers.eu_cosing import SUBSTANCE_LIST
from registry.registers.eu_cosing_names import identifiers_of, names_of
from registry.registers.list_entry import ListEntry
from registry.registers.source import BadSource, Source

SAMPLE = Path(__file__).parent / "samples/eu_cosing"
REAL = "regulators/eu_cosing"
ANNEX_II = "COSING_Annex_II_v2.txt"


def read(path):
    with Source(path) as source:
        return list(SUBSTANCE_LIST.read(source))


@pytest.fixture(scope="module")
def sample():
    return {row.number: row for row in read(SAMPLE) if isinstance(row, ListEntry)}


@pytest.fixture(scope="module")
def real(shared_data):
    return read(shared_data / REAL)


@pytest.fixture
def copy_of_sample(tmp_path):
    shutil.copytree(SAMPLE, tmp_path / "copy")
    return tmp_path / "copy"


def rewrite(folder, old, new):
    path = folder / ANNEX_II
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_date_is_the_older_of_the_two_files():
    with Source(SAMPLE) as source:
        assert SUBSTANCE_LIST.published_on(source) == "2025-12-24"


def test_entry_of_annex_ii_prohibits_in_cosmetics_only(sample):
    entry = sample["CosIng II/99901"]
    assert (entry.effect, entry.regulatory_class, entry.pathway) == (
        "prohibited",
        "cosmetic",
        "COSMETIC_RULE",
    )
    assert (entry.purposes, entry.route_scope) == (("sold-as-cosmetic",), "any")
    assert entry.valid_from == ""
    assert entry.paraphrase.endswith("It is no statement about medicines.")


def test_inn_inside_brackets_is_a_name_and_a_salt_stays_a_salt(sample):
    names = sample["CosIng II/99901"].names
    assert {"Exemplamide", "EXEMPLAMIDE", "EXEMPLAMIDE HCL"} <= set(names)
    assert sample["CosIng II/99910"].names[-2:] == ("Last example", "last exemplum")


def test_what_is_excepted_is_no_name(sample):
    entry = sample["CosIng II/99902"]
    assert entry.names == (
        "Example peptide and its compounds",
        "Example peptide",
        "Benzoic acid, 2-example-",
        "EXAMPLE FERMENT",
        "1,2-EXAMPLEDIOL",
    )
    assert entry.effect == "prohibited"


def test_entry_of_two_substances_has_both_numbers(sample):
    entry = sample["CosIng II/99903"]
    assert "Exemplone" in entry.names
    assert entry.identifiers == ("50-14-6", "67-97-0")


def test_nano_form_is_not_the_substance(sample):
    entry = sample["CosIng II/99904"]
    assert entry.names == ("Copper (nano) [INCI] Colloidal Copper (nano) [INCI]",)
    assert entry.identifiers == ()


@pytest.mark.parametrize("number", ["99905", "99906"])
def test_ban_of_a_use_or_an_impurity_is_a_requirement(sample, number):
    assert sample[f"CosIng II/{number}"].effect == "requirement"


def test_number_with_a_wrong_check_digit_names_nothing(sample):
    assert sample["CosIng II/99907"].identifiers == ("50-14-6",)


def test_annex_iii_is_a_requirement_with_its_limits(sample):
    entry = sample["CosIng III/99901a"]
    assert entry.effect == "requirement"
    assert {"Exemplol", "Exemplyl acetate", "EXEMPLYL ACETATE"} <= set(entry.names)
    assert (
        "with limits as printed: (a) Body lotion (b) Other products; (a) 0,05 %" in entry.paraphrase
    )
    assert "limits" not in sample["CosIng III/99902"].paraphrase.replace("unwritten limits", "")


def test_bad_rows_are_rejected_with_their_line():
    bad = [row for row in read(SAMPLE) if isinstance(row, Rejected)]
    assert [(row.file, row.line, row.field) for row in bad] == [
        (ANNEX_II, 14, "Reference Number"),
        (ANNEX_II, 15, ""),
        (ANNEX_II, 16, "Chemical name / INN"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("CAS Number", "CAS", "CAS Number"),
        ("ANNEX II", "ANNEX VI", "ANNEX II"),
        ("File creation date: 24/12/2025", "24/12/2025", "File creation date"),
        ("24/12/2025", "24/13/2025", "day of its creation"),
    ],
)
def test_what_is_not_the_annex_is_refused(copy_of_sample, old, new, expected):
    rewrite(copy_of_sample, old, new)
    with pytest.raises(BadSource, match=expected):
        read(copy_of_sample)


def test_one_annex_alone_is_refused(copy_of_sample):
    (copy_of_sample / ANNEX_II).unlink()
    with pytest.raises(BadSource, match="one file COSING_Annex_II_v2"):
        read(copy_of_sample)


def test_csv_as_the_commission_names_it_is_the_same(copy_of_sample):
    before = len(read(copy_of_sample))
    for path in list(copy_of_sample.iterdir()):
        path.rename(path.with_suffix(".csv"))
    assert len(read(copy_of_sample)) == before


def test_fragments_of_a_chemical_name_are_no_names():
    assert "Benzoic acid" not in names_of("Benzoic acid, 2-hydroxy-", listed="", others=())
    assert identifiers_of("Example", "12345-67-89 / 7440-50-8") == ("7440-50-8",)


# The real files.


def plain(shared_data, annex):
    """References, CAS numbers and names by a scan of characters; no csv module."""
    text = (shared_data / REAL / f"COSING_Annex_{annex}_v2.txt").read_text(encoding="utf-8")
    records, cells, cell, is_quoted = [], [], "", False
    for character in text:
        if character == '"':
            is_quoted = not is_quoted
        elif character == "," and not is_quoted:
            cells, cell = [*cells, cell], ""
        elif character == "\n" and not is_quoted:
            records.append([*cells, cell])
            cells, cell = [], ""
        else:
            cell += character
    cas = 3 if annex == "III" else 2
    return [(row[0], row[1], row[cas]) for row in records[5:] if len(row) > 10]


@pytest.mark.parametrize(("annex", "count"), [("II", 1744), ("III", 373)])
def test_real_annex_holds_what_a_plain_reader_finds(real, shared_data, annex, count):
    expected = plain(shared_data, annex)
    found = [row for row in real if row.number.startswith(f"CosIng {annex}/")]
    assert len(found) == len(expected) == count
    for row, (reference, name, cas) in zip(found, expected, strict=True):
        assert row.number == f"CosIng {annex}/{reference}"
        assert row.printed.replace('"', "") == " ".join(name.split())
        assert set(row.identifiers) <= set(re.findall(r"\d+-\d\d-\d", cas))


def test_real_effects(real):
    assert not [row for row in real if isinstance(row, Rejected)]
    assert Counter((row.number[:10], str(row.effect)) for row in real) == {
        ("CosIng II/", "prohibited"): 1224,
        ("CosIng II/", "requirement"): 520,
        ("CosIng III", "requirement"): 373,
    }


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("CosIng II/372", "Minoxidil"),
        ("CosIng II/399", "Lidocaine"),
        ("CosIng II/375", "Tretinoin"),
        ("CosIng II/63", "Tetracaine"),
        ("CosIng II/3", "Deanol aceglumate"),
        ("CosIng II/335", "Ergocalciferol"),
        ("CosIng II/1371", "phytomenadione"),
        ("CosIng III/376", "RETINOL"),
    ],
)
def test_real_entry_names_its_substance(real, number, name):
    assert [row for row in real if row.number == number and name in row.names]


@pytest.mark.parametrize("number", ["II/1371", "II/297", "II/372"])
def test_real_ban_with_an_excepted_substance_stays_a_ban(real, number):
    (entry,) = [row for row in real if row.number == f"CosIng {number}"]
    assert entry.effect == "prohibited"


def test_real_nano_copper_is_not_copper(real):
    (entry,) = [row for row in real if row.number == "CosIng II/1726"]
    assert entry.identifiers == ()
