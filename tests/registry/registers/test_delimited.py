from pathlib import Path

import pytest

from registry.registers.authorisation import Rejected
from registry.registers.delimited import Layout, read_records, read_rows
from registry.registers.lines import LONGEST_LINE
from registry.registers.source import BadSource, Source

NAMED = Layout(columns=("number", "route"), optional=("holder",))
PLACED = Layout(columns=("code", "route"), delimiter=",", has_header=False, is_quoted=True)
CELLS = Layout(columns=("number", "route"), delimiter=",", is_quoted=True, is_multiline=True)


@pytest.fixture
def rows(tmp_path: Path):
    def read(content: bytes, layout: Layout) -> list:
        (tmp_path / "list.txt").write_bytes(content)
        with Source(tmp_path / "list.txt") as source:
            return list(read_rows(source, "list.txt", layout))

    return read


def test_rows_by_name_in_any_order(rows):
    content = b"route\tunasked\tnumber\r\nINTRADERMAL\tx\t001\r\n"
    assert rows(content, NAMED) == [(2, ("001", "INTRADERMAL", ""))]


def test_rows_optional_column_read_where_it_is(rows):
    content = b"number\troute\tholder\n001\tORAL\tExample Laboratories\n"
    assert rows(content, NAMED) == [(2, ("001", "ORAL", "Example Laboratories"))]


def test_rows_by_place(rows):
    assert rows(b'"1","ORAL"\r\n"2","A, ""B"""\r\n', PLACED) == [
        (1, ("1", "ORAL")),
        (2, ("2", 'A, "B"')),
    ]


def test_rows_without_quoting_keep_quotes(rows):
    assert rows(b'number\troute\n1\t"ORAL\n2\tB\n', NAMED) == [
        (2, ("1", '"ORAL', "")),
        (3, ("2", "B", "")),
    ]


def test_records_by_column_name(tmp_path: Path):
    (tmp_path / "list.txt").write_bytes(b"number\troute\n1\tORAL\n2\n")
    with Source(tmp_path) as source:
        assert list(read_records(source, "list.txt", NAMED)) == [
            (2, {"number": "1", "route": "ORAL", "holder": ""}),
            Rejected("list.txt", 3, "", "2", "2 fields, not 1"),
        ]


def test_rows_count_physical_lines(rows):
    """Blank lines, a stray carriage return and cells of several lines count."""
    assert rows(b"number\troute\n\n1\tA\n\r\r\n2\tB", NAMED) == [
        (3, ("1", "A", "")),
        (5, ("2", "B", "")),
    ]
    assert rows(b'number,route\r\n1,"A\nB\n"\r\n2,C\r\n', CELLS) == [
        (2, ("1", "A\nB\n")),
        (5, ("2", "C")),
    ]


def test_rows_preamble_passed_over(rows):
    content = b'"List of\nthings"\nmade today,\nnumber,route\n1,A\n'
    layout = Layout(
        ("number", "route"), preamble=2, delimiter=",", is_quoted=True, is_multiline=True
    )
    assert rows(content, layout) == [(5, ("1", "A"))]


# Bad rows.


def test_rows_stray_delimiter_rejected(rows):
    found = rows(b"number\troute\n1\tSOLU\tTION\n2\tB\n", NAMED)
    assert found == [
        Rejected("list.txt", 2, "", "1 | SOLU | TION", "2 fields, not 3"),
        (3, ("2", "B", "")),
    ]


def test_rows_extra_empty_field_dropped_only_where_allowed(rows):
    content = b"number\troute\n1\tA\t\t\n2\tB\n"
    assert isinstance(rows(content, NAMED)[0], Rejected)
    allowed = Layout(columns=("number", "route"), may_end_empty=True)
    assert rows(content, allowed) == [(2, ("1", "A")), (3, ("2", "B"))]


def test_rows_half_written_last_row_rejected(rows):
    assert rows(b'"1","ORAL"\r\n"2","OR', PLACED)[1].line == 2
    assert rows(b"number\troute\n1\tA\n2", NAMED)[1].expected == "2 fields, not 1"


def test_rows_stray_quote_costs_its_own_row_only(rows):
    bad, good = rows(b'"1","OR"AL"\n"2","ORAL"\n', PLACED)
    assert (bad.line, bad.value) == (1, '"1","OR"AL"')
    assert "quotes" in bad.expected
    assert good == (2, ("2", "ORAL"))


def test_rows_stray_byte_costs_its_own_row_only(rows):
    lines = [b"%d\t\xc3\xa9" % number for number in range(40)]
    lines[20] = b"20\t\x80"
    found = rows(b"number\troute\n" + b"\n".join(lines), NAMED)
    assert [row for row in found if isinstance(row, Rejected)] == [
        Rejected("list.txt", 22, "", "20\t\\x80", "text in utf-8; byte 0x80 at 4 is not")
    ]
    assert len(found) == 40


def test_rows_stray_byte_in_a_cell_of_several_lines(rows):
    filler = b"".join(b'%d,"\xc3\xa9\n"\n' % number for number in range(9))
    found = rows(b"number,route\n" + filler + b'x,"a\n\xff\n"\ny,z\n', CELLS)
    assert next(row.line for row in found if isinstance(row, Rejected)) == 21
    assert found[-1][1] == ("y", "z")


def test_rows_zero_byte_rejected(rows):
    bad, good = rows(b"number\troute\n1\tA\0B\n2\tB\n", NAMED)
    assert (bad.line, bad.value) == (2, "1\tA\\x00B")
    assert good == (3, ("2", "B", ""))


# Files that are something else.


def test_rows_missing_column_names_the_nearest(rows):
    with pytest.raises(BadSource, match=r"one column “number”|“numbr”") as bad:
        rows(b"numbr\troute\n1\tA\n", NAMED)
    assert "line 1 has 0; the nearest is “numbr”" in bad.value.message


def test_rows_column_twice_refused(rows):
    with pytest.raises(BadSource, match="line 1 has 2"):
        rows(b"number\troute\troute\n1\tA\tB\n", NAMED)


def test_rows_trailing_empty_header_ignored(rows):
    layout = Layout(columns=("number", "route"), may_end_empty=True)
    assert rows(b"number\troute\t\n1\tA\t\n", layout) == [(2, ("1", "A"))]


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"\xc3\xa9\xff\troute\n"])
def test_rows_without_a_header_refused(rows, content):
    with pytest.raises(BadSource):
        rows(content, NAMED)


@pytest.mark.parametrize(("content", "layout"), [(b"number\troute\n", NAMED), (b"", PLACED)])
def test_rows_none_refused(rows, content, layout):
    with pytest.raises(BadSource, match="no row can be read"):
        rows(content, layout)


def test_rows_of_another_file_refused(rows):
    with pytest.raises(BadSource, match="the first 20 rows cannot be read"):
        rows(b'"1","2","3"\n' * 30 + b'"1","ORAL"\n', PLACED)
    assert len(rows(b'"1","2","3"\n' * 19 + b'"1","ORAL"\n', PLACED)) == 20


def test_rows_one_encoding_expected_another_found(rows):
    with pytest.raises(BadSource, match="line 3 is in another encoding"):
        rows("number\troute\n1\tA\n2\tsous-cutanée\n".encode("cp1252"), NAMED)
    western = Layout(columns=("number", "route"), encodings=("cp1252",))
    with pytest.raises(BadSource, match="it is UTF-8"):
        rows("number\troute\n2\tsous-cutanée\n".encode(), western)
    with pytest.raises(BadSource, match="it is UTF-16"):
        rows("number\troute\n2\tsous-cutanée\n".encode("utf-16"), western)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-8-sig"])
def test_rows_one_of_two_encodings_taken(rows, encoding):
    layout = Layout(columns=("number", "route"), encodings=("utf-8", "cp1252"))
    content = "number\troute\n1\tsous-cutanée\n".encode(encoding)
    assert rows(content, layout) == [(2, ("1", "sous-cutanée"))]


def test_rows_quote_never_closed_refused(rows):
    with pytest.raises(BadSource, match="line 3: unexpected end"):
        rows(b'number,route\n1,A\n2,"B\n3,C\n4,D\n', CELLS)
    with pytest.raises(BadSource, match="line 3: field larger"):
        rows(b'number,route\n1,A\n2,"B\n' + b"3,Cxxxxxxxxxxxxxxxxxxxx\n" * 9_000, CELLS)


def test_rows_line_without_an_end_refused(rows):
    with pytest.raises(BadSource, match="line 2 has no end"):
        rows(b"number\troute\n" + b"x" * (LONGEST_LINE + 1), NAMED)


def test_rows_real_files(shared_data: Path):
    regulators = shared_data / "regulators"
    singapore = Layout(
        columns=("registration_number", "route_of_administration"),
        delimiter=",",
        is_quoted=True,
        is_multiline=True,
        encodings=("cp1252",),
    )
    with Source(regulators / "sg_hsa") as source:
        found = list(read_rows(source, source.only(".csv"), singapore))
    assert len(found) == 5_633
    assert not any(isinstance(row, Rejected) for row in found)
    applications = Layout(columns=("ApplNo", "Form"), may_end_empty=True)
    with Source(regulators / "us_fda_drugsatfda/2022-08") as source:
        found = list(read_rows(source, "Products.txt", applications))
    assert len(found) == 43_877
    assert [row.line for row in found if isinstance(row, Rejected)] == [7605]
