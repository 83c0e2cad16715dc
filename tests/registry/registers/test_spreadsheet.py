import datetime
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest

from registry.registers import workbook_parts
from registry.registers.archive import Limits
from registry.registers.source import BadSource, Source
from registry.registers.spreadsheet import Workbook, read_table

NAME = "list.xlsx"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>"""


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Medicine"
    page.append(["List of medicines"])
    page.append([])
    page.append(["Number", "Holder\n(name)", "Date", "Formula"])
    page.append(["001", "Example Laboratories", datetime.datetime(2020, 2, 3), "=1+1"])  # noqa: DTZ001
    page.append([None, None, None, None])
    page.append([7, None, "03.02.2020"])
    book.create_sheet("Hidden").sheet_state = "hidden"
    book.save(tmp_path / NAME)
    return tmp_path / NAME


def changed(path: Path, part: str, content: bytes) -> Path:
    """The workbook with one part replaced or added."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, old in (parts | {part: content}).items():
            archive.writestr(name, content if name == part else old)
    return path


def sheet_of(rows: bytes, start: bytes = b"") -> bytes:
    return start + b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (
        SHEETS.encode(),
        rows,
    )


def rows_of(path: Path, sheet: str = "Medicine") -> list:
    with Source(path) as source, Workbook(source, source.names()[0]) as book:
        return list(book.rows(sheet))


def with_shared_strings(path: Path) -> None:
    """As spreadsheet programs write text; openpyxl itself writes it into the cells."""
    with zipfile.ZipFile(path) as archive:
        types = archive.read("[Content_Types].xml")
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/>' % kind
    changed(path, "[Content_Types].xml", types.replace(b"</Types>", override + b"</Types>"))
    strings = b'<sst xmlns="%s"><si><t>ORAL</t></si></sst>' % SHEETS.encode()
    changed(path, "xl/sharedStrings.xml", strings)
    cell = b'<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    changed(path, "xl/worksheets/sheet1.xml", sheet_of(cell))


def test_rows_shared_strings(workbook: Path):
    with_shared_strings(workbook)
    assert rows_of(workbook) == [(1, ("ORAL",))]


def test_rows_values_and_numbers(workbook: Path):
    assert rows_of(workbook) == [
        (1, ("List of medicines",)),
        (3, ("Number", "Holder\n(name)", "Date", "Formula")),
        (4, ("001", "Example Laboratories", datetime.datetime(2020, 2, 3))),  # noqa: DTZ001
        (6, (7, None, "03.02.2020")),
    ]


def test_rows_formula_read_as_saved_never_computed(workbook: Path):
    cell = b'<row r="1"><c r="A1"><f>1+1</f><v>3</v></c></row>'
    assert rows_of(changed(workbook, "xl/worksheets/sheet1.xml", sheet_of(cell))) == [(1, (3,))]


def test_rows_size_that_the_file_claims_ignored(workbook: Path):
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row) for row in range(1, 9)
    )
    content = sheet_of(rows).replace(b"<sheetData>", b'<dimension ref="A1"/><sheetData>')
    assert len(rows_of(changed(workbook, "xl/worksheets/sheet1.xml", content))) == 8


def test_sheets_hidden_ones_too(workbook: Path):
    with Source(workbook) as source, Workbook(source, NAME) as book:
        assert book.sheets == ("Medicine", "Hidden")
        assert list(book.rows("Hidden")) == []


def test_sheet_missing_names_the_nearest(workbook: Path):
    with pytest.raises(BadSource, match="nearest is “Medicine”"):
        rows_of(workbook, "Medicines")


def test_workbook_under_another_name_or_in_a_zip(workbook: Path, tmp_path: Path):
    expected = rows_of(workbook)
    old_name = workbook.rename(tmp_path / "Medicamentos.xls")
    assert rows_of(old_name) == expected
    with zipfile.ZipFile(tmp_path / "copy.zip", "w") as archive:
        archive.write(old_name, "in/Medicamentos.xls")
    assert rows_of(tmp_path / "copy.zip") == expected


def test_table_by_column_name(workbook: Path):
    with Source(workbook) as source:
        found = list(read_table(source, NAME, "Medicine", 3, ("Holder (name)", "Number"), ("Fee",)))
    assert found == [
        (4, {"Number": "001", "Holder (name)": "Example Laboratories", "Fee": None}),
        (6, {"Number": 7, "Holder (name)": None, "Fee": None}),
    ]


@pytest.mark.parametrize(("row", "column"), [(3, "Numbers"), (2, "Number"), (99, "Number")])
def test_table_header_moved_refused(workbook: Path, row: int, column: str):
    with (
        Source(workbook) as source,
        pytest.raises(BadSource, match=r"nearest is “Number”|that row is empty"),
    ):
        list(read_table(source, NAME, "Medicine", row, (column,)))


# Faults.


@pytest.mark.parametrize(
    "content", [b"number,route\n1,ORAL\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99]
)
def test_workbook_that_is_none_refused(tmp_path: Path, content: bytes):
    (tmp_path / "list.xls").write_bytes(content)
    with pytest.raises(BadSource, match=r"list\.xls"):
        rows_of(tmp_path / "list.xls")


def test_workbook_truncated_refused(workbook: Path):
    workbook.write_bytes(workbook.read_bytes()[:-300])
    with pytest.raises(BadSource, match="truncated"):
        rows_of(workbook)


def test_workbook_damaged_part_refused_before_the_first_row(workbook: Path):
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>%s</t></is></c></row>'
        % (row, row, os.urandom(20).hex().encode())
        for row in range(1, 3000)
    )
    changed(workbook, "xl/worksheets/sheet1.xml", sheet_of(rows))
    with zipfile.ZipFile(workbook) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    content = bytearray(workbook.read_bytes())
    content[info.header_offset + info.compress_size - 500] ^= 0xFF
    workbook.write_bytes(content)
    with Source(workbook) as source, pytest.raises(BadSource, match="damaged"):
        Workbook(source, NAME)


def test_workbook_broken_sheet_refused(workbook: Path):
    changed(
        workbook,
        "xl/worksheets/sheet1.xml",
        sheet_of(b'<row r="1"><c r="A1"><v>1</v></c></row>')[:-30],
    )
    with pytest.raises(BadSource, match="a workbook"):
        rows_of(workbook)


# Bombs.


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"]
)
@pytest.mark.parametrize("start", [LAUGHS, OUTSIDE], ids=["laughs", "outside"])
def test_workbook_entities_refused(workbook: Path, part: str, start: bytes):
    with_shared_strings(workbook)
    with zipfile.ZipFile(workbook) as archive:
        content = archive.read(part)
    root = content[content.index(b"<", 1) :] if content.startswith(b"<?xml") else content
    changed(workbook, part, start + root)
    with pytest.raises(BadSource, match="declares a document type"):
        rows_of(workbook)


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "_rels/.rels", "xl/x.bin"]
)
def test_workbook_zip_bomb_refused(workbook: Path, part: str):
    changed(workbook, part, b" " * (40 << 20))
    with pytest.raises(BadSource, match="zip bomb"):
        rows_of(workbook)


def test_workbook_large_part_refused(workbook: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workbook_parts, "LARGEST_PART", 100_000)
    changed(workbook, "xl/sharedStrings.xml", os.urandom(100_001))
    with pytest.raises(BadSource, match=r"xl/sharedStrings\.xml is larger"):
        rows_of(workbook)


def test_workbook_large_in_all_refused(workbook: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workbook_parts, "WORKBOOK_LIMITS", Limits(total_bytes=50_000))
    changed(workbook, "xl/worksheets/sheet1.xml", os.urandom(60_000))
    with pytest.raises(BadSource, match="unpacks to too much"):
        rows_of(workbook)


@pytest.mark.parametrize("cell", [b"ALM1", b"XFD1"])
def test_rows_too_wide_refused(workbook: Path, cell: bytes):
    rows = b'<row r="1"><c r="%s"><v>1</v></c></row>' % cell
    changed(workbook, "xl/worksheets/sheet1.xml", sheet_of(rows))
    with pytest.raises(BadSource, match=r"at most .* 1000 columns"):
        rows_of(workbook)


@pytest.mark.parametrize("number", [1_048_577, 10**15])
def test_rows_too_many_refused(workbook: Path, number: int):
    rows = b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (number, number)
    changed(workbook, "xl/worksheets/sheet1.xml", sheet_of(rows))
    with pytest.raises(BadSource, match="at most 1048576 rows"):
        rows_of(workbook)


def test_rows_real_workbooks(shared_data: Path):
    regulators = shared_data / "regulators"
    with Source(regulators / "es_aemps_cima") as source:
        found = list(read_table(source, "medicamentos.xls", "Hoja1", 1, ("Nº Registro", "Estado")))
    assert len(found) == 23_406
    with Source(regulators / "eu_ema") as source:
        name = source.only(".xlsx")
        column = "Pharmacotherapeutic group (human)"
        assert len(list(read_table(source, name, "Medicine", 9, ("Category", column)))) == 2_650


@pytest.mark.parametrize(
    ("part", "content"),
    [
        # One row of a million cells, a million rows and more, styles and strings without end: each a small file.
        (
            "xl/worksheets/sheet1.xml",
            sheet_of(b"<row>" + b"<c><v>1</v></c>" * 1_000_000 + b"</row>"),
        ),
        ("xl/worksheets/sheet1.xml", sheet_of(b"<row/>" * 1_100_000)),
        ("xl/worksheets/sheet1.xml", sheet_of(b"<row/><mergeCell/>" * 600_000)),
        ("xl/styles.xml", b"<styleSheet>" + b"<xf/>" * 600_000 + b"</styleSheet>"),
        ("xl/sharedStrings.xml", b"<sst>" + b"<row/><si/>" * 2_100_000 + b"</sst>"),
        ("xl/worksheets/sheet1.xml", b"<sst>" + b"<row/><si/>" * 2_100_000 + b"</sst>"),
    ],
    ids=["cells", "rows", "merged", "styles", "strings", "strings-as-sheet"],
)
def test_workbook_of_too_many_elements_refused(
    workbook: Path, monkeypatch: pytest.MonkeyPatch, part: str, content: bytes
):
    generous = Limits(total_bytes=512 << 20, ratio=10_000)
    monkeypatch.setattr(workbook_parts, "WORKBOOK_LIMITS", generous)
    with (
        Source(changed(workbook, part, content)) as source,
        pytest.raises(BadSource, match="more than a spreadsheet does"),
    ):
        Workbook(source, NAME)
