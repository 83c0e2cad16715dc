import csv
from collections import Counter
from pathlib import Path

import pytest

from registry.registers.authorisation import Authorisation, Rejected
from registry.registers.dose_form import NOT_STATED
from registry.registers.ema_medicines import ADAPTER
from registry.registers.source import BadSource, Source
from registry.vocabulary import Effect, EndKind, Lifecycle

from .workbook_samples import make_workbook, plain_rows

FILE = "medicines-output-medicines-report_en.xlsx"
DATA = Path(__file__).resolve().parents[3]


def read(path: Path) -> list[Authorisation | Rejected]:
    with Source(path) as source:
        return list(ADAPTER.read(source))


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> dict[str, Authorisation | Rejected]:
    path = make_workbook("ema_medicines", "Medicine", tmp_path_factory.mktemp("ema") / FILE)
    return {getattr(each, "number", f"row {each.line}"): each for each in read(path)}


@pytest.fixture(scope="module")
def real(shared_data: Path) -> list[Authorisation | Rejected]:
    return read(shared_data / "regulators/eu_ema")


@pytest.fixture(scope="module")
def plain(shared_data: Path) -> list[dict[str, str]]:
    rows = plain_rows(shared_data / "regulators/eu_ema" / FILE)
    return [row for row in rows if row.get("A") == "Human"]


def statement(each: Authorisation) -> tuple:
    return each.effect, each.lifecycle, each.valid_from, each.valid_to, each.valid_to_kind


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("000001", (Effect.GRANTED, Lifecycle.VALID, "2001-02-18", "", EndKind.OPEN)),
        ("000002", (Effect.GRANTED, Lifecycle.VALID, "2001-02-18", "2005-03-19", EndKind.DATE)),
        ("000003", (Effect.GRANTED, Lifecycle.REVOKED, "2001-02-18", "", EndKind.UNKNOWN_PAST)),
        ("000004", (Effect.GRANTED, Lifecycle.EXPIRED, "", "", EndKind.UNKNOWN_PAST)),
        ("000005", (Effect.GRANTED, Lifecycle.VALID, "2001-02-18", "2001-02-20", EndKind.DATE)),
        ("000006", (Effect.GRANTED, Lifecycle.SUSPENDED, "2006-04-03", "", EndKind.OPEN)),
        ("000007", (Effect.NOT_AUTHORISED, Lifecycle.REJECTED, "2007-05-05", "", EndKind.OPEN)),
        ("000008", (None, Lifecycle.PENDING, "", "", EndKind.OPEN)),
        ("000009", (None, Lifecycle.PENDING, "", "", EndKind.OPEN)),
        ("000010", (None, Lifecycle.PENDING, "", "", EndKind.OPEN)),
        ("000011", (None, Lifecycle.PENDING, "", "", EndKind.OPEN)),
    ],
)
def test_statement_of_each_status(sample, number, expected):
    assert statement(sample[f"EMEA/H/C/{number}"]) == expected


def test_every_row_is_union_wide_and_states_no_route(sample):
    assert (ADAPTER.jurisdiction, ADAPTER.is_union_wide) == ("EEA", True)
    good = [each for each in sample.values() if isinstance(each, Authorisation)]
    assert len(good) == 11
    assert {(each.route_scope, each.routes) for each in good} == {NOT_STATED}
    assert {each.pathway for each in good} == {"EU_CENTRALISED"}


@pytest.mark.parametrize(
    ("number", "names"),
    [
        ("000001", ["example peptide sulfate", "second example fumarate"]),
        ("000002", ["example peptide besilate"]),
        ("000003", ["example one", "example two"]),
        ("000004", ["example hydrochlorothiazide", "semaglutide"]),
        ("000005", ["example peptide"]),
        ("000008", []),
    ],
)
def test_substances(sample, number, names):
    assert [one.names[0] for one in sample[f"EMEA/H/C/{number}"].substances] == names


def test_salt_is_never_stripped_to_its_base(sample):
    for number in ("000001", "000002"):
        assert "example peptide" not in sample[f"EMEA/H/C/{number}"].substances[0].names


def test_remarks(sample):
    assert sample["EMEA/H/C/000003"].remark == "Revoked on an unknown day."
    assert sample["EMEA/H/C/000006"].remark == "First authorised on 2001-02-18; suspended."
    assert sample["EMEA/H/C/000009"].remark == "Opinion (positive): never authorised."


def test_bad_rows_are_rejected_with_row_and_field(sample):
    assert {
        (each.line, each.field, each.value)
        for each in sample.values()
        if isinstance(each, Rejected)
    } == {
        (22, "Medicine status", "Sold"),
        (23, "Marketing authorisation date", "2001-02"),
        (24, "EMA product number", "EMEA/V/C/000014"),
        (25, "Active substance", ""),
        (26, "Category", "Both"),
    }


def test_published_on_is_in_the_first_row(tmp_path):
    path = make_workbook("ema_medicines", "Medicine", tmp_path / FILE)
    with Source(path) as source:
        assert ADAPTER.published_on(source) == "2020-02-01"


def test_header_moved_is_another_file(tmp_path):
    path = make_workbook("ema_medicines", "Medicine", tmp_path / FILE, lambda rows: rows[1:])
    with pytest.raises(BadSource, match="Category"):
        read(path)


def test_another_sheet_is_another_file(tmp_path):
    with pytest.raises(BadSource, match="Medicine"):
        read(make_workbook("ema_medicines", "Orphan", tmp_path / FILE))


def test_real_copy_counts(real, plain):
    assert len(real) == len(plain) == 2_271
    assert all(isinstance(each, Authorisation) for each in real)
    assert Counter(row["D"] for row in plain) == {
        "Authorised": 1_537, "Withdrawn": 338, "Application withdrawn": 260, "Refused": 61,
        "Lapsed": 26, "Opinion": 20, "Expired": 17, "Revoked": 8, "Withdrawn from rolling review": 2,
        "Suspended": 1, "Opinion under re-examination": 1,
    }  # fmt: skip


def test_real_copy_published_on(shared_data):
    with Source(shared_data / "regulators/eu_ema") as source:
        assert ADAPTER.published_on(source) == "2026-01-29"


def is_in_force(each: Authorisation) -> bool:
    open_end = each.valid_to_kind == EndKind.OPEN
    return each.effect == Effect.GRANTED and each.lifecycle == Lifecycle.VALID and open_end


def number_of(row: dict[str, str]) -> str:
    return "EMEA/H/C/" + row["C"].removeprefix("EMEA/H/C").lstrip("/")


def test_real_copy_what_is_in_force_equals_an_independent_reader(real, plain):
    expected = {number_of(row) for row in plain if row["D"] == "Authorised"}
    assert {each.number for each in real if is_in_force(each)} == expected


def test_real_copy_what_was_never_authorised_is_no_grant(real, plain):
    never = {"Application withdrawn", "Refused", "Opinion", "Withdrawn from rolling review",
             "Opinion under re-examination"}  # fmt: skip
    expected = {number_of(row) for row in plain if row["D"] in never}
    assert {each.number for each in real if each.effect != Effect.GRANTED} == expected
    assert len(expected) == 344


@pytest.mark.parametrize(
    "stem",
    ["botulinum", "dexamethasone", "lidocaine", "hyaluronidase", "bimatoprost", "hydroxocobalamin",
     "procaine", "minoxidil", "finasteride", "glutathione", "panthenol", "triamcinolone"],
)  # fmt: skip
def test_real_copy_substances_equal_an_independent_reader(real, plain, stem):
    expected = {
        (number_of(row), row.get("Z", "").strip(" \xa0"))
        for row in plain
        if row["D"] == "Authorised" and stem in row.get("H", row.get("G", "")).lower()
    }
    found = {
        (each.number, each.holder)
        for each in real
        if is_in_force(each) and any(stem in one.printed.lower() for one in each.substances)
    }
    assert found == expected


def test_real_copy_splits_substances_as_often_as_it_says(real, plain):
    """“tenofovir alafenamide;fumarate” is the one substance that a semicolon cuts in two."""
    pieces = {
        number_of(row): len([part for part in row["H"].split(";") if part.strip()])
        for row in plain
        if ";" in row.get("H", "")
    }
    differing = {
        each.product
        for each in real
        if len(each.substances) != pieces.get(each.number, len(each.substances))
    }
    assert differing == {"Biktarvy"}


def test_starter_set_holds_no_centralised_authorisation_yet():
    """So there is none to find again. Its one Union-wide decision on a medicine names the same authority and place."""
    with (DATA / "registry/data/approvals.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert not [row for row in rows if row["pathway"] == "EU_CENTRALISED"]
    assert {
        (row["authority"], row["jurisdiction"], row["union_wide"])
        for row in rows
        if row["number"].startswith("EMEA/")
    } == {(ADAPTER.authority, ADAPTER.jurisdiction, "yes")}
