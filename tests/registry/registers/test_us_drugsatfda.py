"""Drugs@FDA on a small sample in its format, where every trap of the real files has a row."""

import shutil
import zipfile
from pathlib import Path

import pytest

from registry.registers.authorisation import Authorisation, Rejected
from registry.registers.source import BadSource, Source
from registry.registers.us_drugsatfda import ADAPTER
from registry.registers.us_drugsatfda_products import route_sets
from registry.vocabulary import Effect, EndKind, Lifecycle, RouteScope

SAMPLE = Path(__file__).parent / "samples" / "us_drugsatfda"


def read(path: Path) -> tuple[list[Authorisation], list[Rejected]]:
    with Source(path) as source:
        rows = list(ADAPTER.read(source))
    good = [row for row in rows if isinstance(row, Authorisation)]
    return good, [row for row in rows if isinstance(row, Rejected)]


@pytest.fixture(scope="module")
def sample() -> dict[tuple[str, str], Authorisation]:
    good, _ = read(SAMPLE)
    rows = {(row.number, row.product): row for row in good}
    assert len(rows) == len(good)
    return rows


@pytest.fixture
def copy(tmp_path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "copy"))


def edit(path: Path, old: bytes, new: bytes) -> None:
    text = path.read_bytes()
    assert old in text
    path.write_bytes(text.replace(old, new))


def test_application_strengths_of_one_name_are_one(sample):
    row = sample["NDA 900001", "EXAMPLECAIN"]
    assert row.substances[0].strength == "1% or 2%"
    assert row.remark == "Marketed on prescription. Discontinued: 2%."
    assert (row.file, row.line, row.holder) == ("Products.txt", 2, "EXAMPLE LABS")


def test_application_other_substances_are_another_product(sample):
    row = sample["NDA 900001", "EXAMPLECAIN W/ EXAMPLINE"]
    assert [(each.printed, each.strength) for each in row.substances] == [
        ("EXAMPLINE", "0.01MG/ML"),
        ("EXAMPLE PEPTIDE", "1%"),
    ]


def test_application_same_name_with_other_routes_or_substances_is_told_apart(sample):
    oral = sample["NDA 900002", "EXAMPLIN"]
    injected = sample["NDA 900002", "EXAMPLIN (product 002)"]
    base = sample["NDA 900002", "Examplin (product 003)"]
    assert oral.routes == ("ORAL",)
    assert injected.routes == base.routes == ("INTRADERMAL", "SUBCUTANEOUS")
    assert injected.substances[0].printed == "EXAMPLE SALT"
    assert base.substances[0].printed == "EXAMPLE BASE"


def test_route_injection_alone_is_unspecified(sample):
    row = sample["NDA 900001", "EXAMPLECAIN"]
    assert (row.route_scope, row.routes) == (RouteScope.UNSPECIFIED, ())


def test_route_injection_beside_a_route_makes_two(sample):
    injected = sample["NDA 900003", "EXAMPLEPAQUE"]
    oral = sample["NDA 900003", "EXAMPLEPAQUE (product 001)"]
    assert (injected.route_scope, injected.routes) == (RouteScope.UNSPECIFIED, ())
    assert (oral.route_scope, oral.routes) == (RouteScope.LISTED, ("ORAL",))


@pytest.mark.parametrize(
    ("form", "routes"),
    [
        ("INJECTABLE;INJECTION", [()]),
        ("Injectable; Injection", [()]),
        ("INJECTABLE;IM-IV", [("IM", "IV")]),
        ("INJECTABLE;INTRAMUSCULAR, INTRAVENOUS", [("INTRAMUSCULAR", "INTRAVENOUS")]),
        ("INJECTABLE;INTRAVENOUS, INTRAVENOUS", [("INTRAVENOUS",)]),
        ("INJECTABLE; SUSPENSION", [("SUSPENSION",)]),
        ("INJECTABLE;N/A", [("N/A",)]),
        ("POWDER, FOR INJECTION SOLUTION", [("POWDER, FOR INJECTION SOLUTION",)]),
        ("VIAL; SINGLE-USE", [("SINGLE-USE",)]),
        ("VIAL", [("VIAL",)]),
        ("TABLET, FILM COATED", [("TABLET, FILM COATED",)]),
        ("POWDER;FOR RX COMPOUNDING", [("FOR RX COMPOUNDING",)]),
        ("SOLUTION;INJECTION, ORAL, RECTAL", [(), ("ORAL", "RECTAL")]),
    ],
)
def test_route_sets(form, routes):
    assert route_sets(form) == routes


def test_routes_map_only_what_is_the_same():
    for word in ("injection", "parenteral", "spinal", "vial", "n/a"):
        assert word not in ADAPTER.routes
    skin = ("intradermal", "intraepidermal", "subcutaneous", "intralesional", "infiltration")
    assert [ADAPTER.routes[word] for word in skin] == list(skin)
    assert all(key == key.lower().strip() for key in ADAPTER.routes)


def test_approval_tentative_is_pending_without_a_date(sample):
    row = sample["ANDA 900004", "EXAMPLE PEPTIDE"]
    assert (row.lifecycle, row.valid_from) == (Lifecycle.PENDING, "")
    assert "Tentative approval only" in row.remark


def test_approval_beside_a_tentative_one_of_the_same_product_is_none(sample):
    assert sample["NDA 900014", "EXAMPLE TWICE"].lifecycle == Lifecycle.PENDING


def test_approval_withdrawn_for_safety_has_ended(sample):
    unsafe = sample["ANDA 900006", "EXAMPLED"]
    assert (unsafe.lifecycle, unsafe.valid_to_kind) == (Lifecycle.WITHDRAWN, EndKind.UNKNOWN_PAST)
    assert unsafe.valid_from == "1986-07-22"
    assert unsafe.substances[0].strength == "1GM/VIAL"
    safe = sample["NDA 900007", "EXAMPLOL"]
    assert (safe.lifecycle, safe.valid_to_kind) == (Lifecycle.VALID, EndKind.OPEN)


def test_approval_discontinued_is_valid_and_says_so(sample):
    row = sample["NDA 900002", "EXAMPLIN"]
    assert row.lifecycle == Lifecycle.VALID
    assert row.remark.startswith("Discontinued: a fact of marketing")


def test_approval_without_a_known_status_is_unknown(sample):
    assert sample["NDA 900010", "EXAMPLE UNKNOWN"].lifecycle == Lifecycle.UNKNOWN


def test_approval_date_is_that_of_the_first_product_only(sample):
    assert sample["NDA 900001", "EXAMPLECAIN"].valid_from == "1969-07-16"
    assert sample["NDA 900001", "EXAMPLECAIN W/ EXAMPLINE"].valid_from == ""
    assert sample["NDA 900002", "EXAMPLIN"].valid_from == ""  # 1900-01-01 means nothing
    assert sample["NDA 900003", "EXAMPLEPAQUE"].valid_from == ""
    assert sample["NDA 900005", "EXAMPLE FOAM"].valid_from == ""  # 30 February


def test_pathway_over_the_counter(sample):
    assert sample["NDA 900005", "EXAMPLE FOAM"].pathway == "US_NDA_OTC"
    assert sample["NDA 900001", "EXAMPLECAIN"].pathway == "US_NDA"


def test_biologic_class_and_pathway(sample):
    row = sample["BLA 900008", "EXAMPLETOX"]
    assert (row.regulatory_class, row.pathway, row.effect) == ("biologic", "US_BLA", Effect.GRANTED)


def test_substance_with_a_list_in_brackets_is_one(sample):
    row = sample["NDA 900009", "EXAMPLOTROP"]
    assert [(each.printed, each.strength) for each in row.substances] == [
        ("EXAMPLOTROPINS (AAA;BBB)", "75 IU;75 IU")
    ]


def test_substance_strengths_that_do_not_pair_are_left_out(sample):
    row = sample["NDA 900011", "EXAMPLE MIX"]
    assert [each.strength for each in row.substances] == ["", ""]


def test_rejected_rows_say_where_and_why():
    _, bad = read(SAMPLE)
    assert [(row.file, row.line, row.field, row.value) for row in bad if row.field] == [
        ("Applications.txt", 17, "ApplType", "IND"),
        ("Applications.txt", 18, "ApplNo", "900001"),
        ("MarketingStatus.txt", 18, "MarketingStatusID", "7"),
        ("Submissions.txt", 5, "SubmissionStatusDate", "1900-01-01 00:00:00"),
        ("Submissions.txt", 8, "SubmissionStatusDate", "2006-02-30 00:00:00"),
        ("Products.txt", 19, "ReferenceDrug", "1%"),
        ("Products.txt", 20, "ApplNo", "900099"),
        ("Products.txt", 22, "ProductNo", "001"),
        ("Products.txt", 23, "ApplNo", "900001"),
        ("Products.txt", 24, "ActiveIngredient", ""),
        ("Products.txt", 25, "ReferenceStandard", "EXAMPLE PEPTIDE"),
    ]


def test_rejected_stray_tab_never_makes_a_brand_a_substance(sample):
    _, bad = read(SAMPLE)
    assert {row.line for row in bad if row.file == "Products.txt"} >= {18, 19}
    printed = {each.printed for row in sample.values() for each in row.substances}
    assert not printed & {"EXAMPLE BRAND", "EXAMPLE LENS", "BRAND TWO"}
    assert sample["NDA 900012", "EXAMPLE CREAM"].valid_from == "2006-01-20"  # a tab at the end


def test_source_as_a_zip_reads_the_same_and_tells_its_day(tmp_path):
    path = tmp_path / "drugsatfda.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(SAMPLE.iterdir()):
            archive.writestr(zipfile.ZipInfo(file.name, (2019, 7, 2, 14, 30, 6)), file.read_bytes())
    assert read(path) == read(SAMPLE)
    with Source(path) as source:
        assert ADAPTER.published_on(source) == "2019-07-02"
    with Source(SAMPLE) as source:
        assert ADAPTER.published_on(source) == ""


def test_source_zip_without_dates_tells_none(tmp_path):
    path = tmp_path / "drugsatfda.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("Products.txt"), b"x")
    with Source(path) as source:
        assert ADAPTER.published_on(source) == ""


def test_source_without_submissions_has_no_dates(copy):
    (copy / "Submissions.txt").unlink()
    good, bad = read(copy)
    assert {row.valid_from for row in good} == {""}
    assert len(good) == len(read(SAMPLE)[0])
    assert "Submissions.txt" not in {row.file for row in bad}


def test_source_with_line_feeds_only_reads_the_same(copy):
    for path in copy.iterdir():
        path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n"))
    assert read(copy) == read(SAMPLE)


@pytest.mark.parametrize("name", ["Products.txt", "Applications.txt", "MarketingStatus.txt"])
def test_source_missing_file_refused(copy, name):
    (copy / name).unlink()
    with pytest.raises(BadSource, match=name):
        read(copy)


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("Products.txt", b"ActiveIngredient"),
        ("Applications.txt", b"ApplType"),
        ("MarketingStatus.txt", b"MarketingStatusID"),
        ("Submissions.txt", b"SubmissionStatusDate"),
    ],
)
def test_source_missing_column_refused(copy, name, column):
    edit(copy / name, column, b"Something")
    with pytest.raises(BadSource, match=column.decode()):
        read(copy)


def test_source_columns_in_another_order_read_the_same(copy):
    path = copy / "MarketingStatus.txt"
    rows = [line.split(b"\t") for line in path.read_bytes().split(b"\r\n") if line]
    path.write_bytes(b"".join(b"\t".join((b, c, a)) + b"\r\n" for a, b, c in rows))
    assert read(copy) == read(SAMPLE)


def test_source_other_encoding_refused(copy):
    path = copy / "Products.txt"
    path.write_bytes(path.read_bytes().decode().encode("utf-16"))
    with pytest.raises(BadSource, match=r"Products\.txt"):
        read(copy)
