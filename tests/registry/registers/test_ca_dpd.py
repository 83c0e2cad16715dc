import shutil
import zipfile
from pathlib import Path

import pytest

from registry.registers.authorisation import Authorisation, Rejected
from registry.registers.ca_dpd import ADAPTER
from registry.registers.source import BadSource, Source
from registry.vocabulary import Effect, Lifecycle, RouteScope

SAMPLES = Path(__file__).parent / "samples/ca_dpd"
TABLES = ("drug", "ingred", "route", "form", "status", "comp")


def read(path: Path) -> list[Authorisation | Rejected]:
    with Source(path) as source:
        return list(ADAPTER.read(source))


def split(rows: list) -> tuple[dict[str, Authorisation], list[Rejected]]:
    good = {row.number: row for row in rows if isinstance(row, Authorisation)}
    return good, [row for row in rows if isinstance(row, Rejected)]


def one_set(target: Path, ending: str = "") -> Path:
    target.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        shutil.copy(SAMPLES / f"{table}{ending}.txt", target)
    return target


@pytest.fixture
def sample() -> dict[str, Authorisation]:
    return split(read(SAMPLES))[0]


@pytest.fixture
def doctored(tmp_path: Path):
    """The marketed set with one text replaced in one of its files."""

    def doctor(file: str, old: str, new: str) -> tuple[dict[str, Authorisation], list[Rejected]]:
        path = one_set(tmp_path) / file
        content = path.read_bytes()
        assert content.count(old.encode()) == 1
        path.write_bytes(content.replace(old.encode(), new.encode()))
        return split(read(tmp_path))

    return doctor


def test_read_one_product(sample):
    found = sample["DIN 00000101"]
    assert found.product == "EXAMPLE PEPTIDE INJECTION, MULTIPLE DOSE VIAL"
    assert (found.holder, found.pathway) == ("EXAMPLE LABORATORIES INC", "CA_DIN")
    assert (found.effect, found.lifecycle) == (Effect.GRANTED, Lifecycle.VALID)
    assert found.dose_form == "SOLUTION; KIT"
    assert (found.valid_from, found.remark) == ("2004-03-02", "marketed since 2005-12-31")
    assert (found.file, found.line) == ("drug.txt", 1)
    (substance,) = found.substances
    assert substance.printed == "VITAMIN X12 (EXAMPLECOBALAMIN)"
    assert substance.names[0] == "EXAMPLECOBALAMIN"
    assert substance.strength == "1000 MCG / 1 ML"


def test_read_routes(sample):
    """Intradermal has two codes; percutaneous is no other word for transdermal."""
    routes = sample["DIN 00000101"].routes
    assert routes == ("INTRADERMAL", "INTRACUTANEOUS", "PERCUTANEOUS")
    mapped = [ADAPTER.routes.get(route.lower()) for route in routes]
    assert mapped == ["intradermal", "intradermal", "percutaneous"]
    two = [ADAPTER.routes[route.lower()] for route in sample["DIN 00000102"].routes]
    assert two == ["infiltration", "soft-tissue"]
    assert not {"parenteral (unspecified)", "0-unassigned"} & ADAPTER.routes.keys()


def test_read_route_not_said(sample):
    assert sample["DIN 00000106"].route_scope == RouteScope.UNSPECIFIED
    assert sample["DIN 00000106"].routes == ()
    assert sample["DIN 00000107"].route_scope == RouteScope.LISTED
    assert sample["DIN 00000107"].routes == ("0-UNASSIGNED",)


def test_read_two_substances_and_their_strengths(sample):
    found = sample["DIN 00000102"]
    assert found.product == 'EXAMPLE TWO "PLUS"'
    assert [(each.printed, each.strength) for each in found.substances] == [
        ("EXAMPLE PEPTIDE", "5 %"),
        ("ALBUMIN (HUMAN)", "20 MG / TAB"),
    ]
    assert sample["DIN 00000104"].substances[0].strength == "100000 UNIT"  # has leading blanks


def test_read_only_human_products(sample):
    assert not {"DIN 00000103", "DIN 00000105"} & sample.keys()


def test_read_start_is_that_of_the_unbroken_time(sample):
    assert sample["DIN 00000102"].valid_from == "1998-02-01"  # dormancy is no break
    assert sample["DIN 00000102"].remark == "marketed since 1999-08-15"
    assert sample["DIN 00000104"].valid_from == "2006-10-06"  # after a cancellation
    assert sample["DIN 00000301"].valid_from == "1990-12-31"


def test_read_states_of_the_sets(sample):
    assert sample["DIN 00000201"].lifecycle == Lifecycle.VALID
    assert sample["DIN 00000201"].remark == "approved since 2024-02-29, not marketed"
    assert sample["DIN 00000301"].lifecycle == Lifecycle.VALID
    assert sample["DIN 00000301"].remark.startswith("dormant since 2017-08-03")
    assert sample["DIN 00000202"].lifecycle == Lifecycle.UNKNOWN
    assert sample["DIN 00000202"].valid_from == "2021-06-09"


def test_read_number_in_two_sets_once_by_its_latest_row(sample):
    assert sample["DIN 00000107"].remark == "marketed since 2023-01-02"
    _, bad = split(read(SAMPLES))
    assert [(row.file, row.line, row.value) for row in bad] == [("drug_dr.txt", 2, "DIN 00000107")]
    assert "drug.txt, line 7" in bad[0].expected


def test_read_cancelled_set_passed_over(sample):
    assert "DIN 00000401" not in sample


def test_read_sets_in_folders_and_zips(tmp_path: Path, sample):
    for folder, ending in (("marketed", ""), ("approved", "_ap"), ("dormant", "_dr")):
        one_set(tmp_path / folder, ending)
    assert split(read(tmp_path))[0].keys() == sample.keys()
    with zipfile.ZipFile(tmp_path / "allfiles.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for table in TABLES:
            archive.write(SAMPLES / f"{table}_ap.txt", f"{table.upper()}_AP.TXT")
    assert split(read(tmp_path / "allfiles.zip"))[0].keys() == {"DIN 00000201", "DIN 00000202"}


@pytest.mark.parametrize("table", TABLES)
def test_read_missing_file_refused(tmp_path: Path, table: str):
    (one_set(tmp_path) / f"{table}.txt").unlink()
    with pytest.raises(BadSource, match=f"{table}.txt"):
        read(tmp_path)


@pytest.mark.parametrize("table", TABLES)
def test_read_half_a_file_refused_or_its_rows_rejected(tmp_path: Path, table: str):
    path = one_set(tmp_path) / f"{table}.txt"
    path.write_bytes(path.read_bytes()[:-20])
    good, bad = split(read(tmp_path))
    assert bad[0].file == f"{table}.txt"
    assert "DIN 00000101" in good


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "lost"),
    [
        ("drug.txt", '"00000104"', '"104"', "DRUG_IDENTIFICATION_NUMBER", "00000104"),
        ("drug.txt", '"104","","Human"', '"104","","Humans"', "CLASS", "00000104"),
        ("drug.txt", "EXAMPLE CAME BACK", "", "BRAND_NAME", "00000104"),
        ("comp.txt", '"104","AAA","1","EXAMPLE LABORATORIES INC"', '"104","AAA","1",""', "COMPANY_NAME", "00000104"),
        ("route.txt", '"104","71"', '"904","71"', "ROUTE_OF_ADMINISTRATION", "00000104"),
        ("status.txt", '"104","Y","MARKETED"', '"104","Y","ASLEEP"', "STATUS", "00000104"),
        ("status.txt", '"104","Y"', '"104","N"', "status", "00000104"),
        ("status.txt", '"104","N","CANCELLED', '"104","Y","CANCELLED', "status", "00000104"),
    ],
)  # fmt: skip
def test_read_bad_product_rejected(doctored, file, old, new, field, lost):
    good, (bad,) = doctored(file, old, new)
    assert (bad.file, bad.line, bad.field) == ("drug.txt", 4, field)
    assert f"DIN {lost}" not in good
    assert len(good) == 4


def test_read_combination_with_a_lost_row_rejected(doctored):
    """Without the row it would look like a single substance."""
    good, (row, product) = doctored("ingred.txt", '"ALBUMIN (HUMAN)"', '"ALBUMIN" (HUMAN)')
    assert (row.file, row.line) == ("ingred.txt", 4)
    assert (product.file, product.line, product.field) == ("drug.txt", 2, "NUMBER_OF_AIS")
    assert "DIN 00000102" not in good


@pytest.mark.parametrize("day", ["31-FEB-2022", "14-JANV-2022", "2022-01-14", ""])
def test_read_bad_date_rejected_with_its_product(doctored, day: str):
    good, (row, product) = doctored("status.txt", "14-JAN-2022", day)
    assert (row.file, row.line, row.value) == ("status.txt", 11, day)
    assert (product.file, product.line) == ("drug.txt", 4)
    assert "DIN 00000104" not in good


def test_read_other_files_refused(tmp_path: Path):
    (tmp_path / "cis.txt").write_text("1\n")
    with pytest.raises(BadSource, match=r"drug_ap\.txt"):
        read(tmp_path)
    shutil.copy(one_set(tmp_path) / "route.txt", tmp_path / "drug.txt")
    with pytest.raises(BadSource, match="14 fields, not 4"):
        read(tmp_path)


def test_published_on_is_not_told():
    with Source(SAMPLES) as source:
        assert ADAPTER.published_on(source) == ""
