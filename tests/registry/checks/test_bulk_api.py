"""POST /api/v1/checks/bulk: a whole list, in order, from one edition, each bad row in its place."""

import csv
import io
import json
import tracemalloc

import pytest

from registry.api import bulk
from registry.api.bulk_read import LONGEST_ROW, Unreadable, read_csv, read_json, read_lines
from registry.api.bulk_rows import BulkAnswerSerializer
from registry.api.bulk_write import COLUMNS
from tests.publishing import edition
from tests.reading import faults

pytestmark = pytest.mark.django_db

URL = "/api/v1/checks/bulk"
JSON, LINES, CSV = "application/json", "application/x-ndjson", "text/csv"
PROCAINE = {
    "ingredient": "procaine",
    "jurisdiction": "FR",
    "route": "intradermal",
    "on": "2026-06-01",
}
GOOD = [
    PROCAINE,
    PROCAINE | {"ingredient": "Acide tranexamique"},
    {"product": "kenalog-10-ca", "jurisdiction": "CA", "route": "intradermal", "on": "2026-06-01"},
    PROCAINE | {"ingredient": "procaine hydrochlorid"},
]


@pytest.fixture
def send(client):
    def post(body, content_type=JSON, url=URL, **headers):
        return client.post(url, body, content_type=content_type, headers=headers)

    return post


def written(rows, form):
    """The same rows in each form."""
    if form == JSON:
        return json.dumps(rows)
    if form == LINES:
        return "\n".join(map(json.dumps, rows))
    text = io.StringIO()
    table = csv.DictWriter(
        text, ["ingredient", "product", "jurisdiction", "route", "on", "purpose"]
    )
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()


def read(response):
    """The answers, whatever their form; lists of a CSV stay text."""
    assert response.status_code == 200, response.content
    text = response.getvalue().decode()
    if response["Content-Type"] == JSON:
        return json.loads(text)
    if response["Content-Type"] == LINES:
        return [json.loads(line) for line in text.splitlines()]
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("sent", [JSON, LINES, CSV])
@pytest.mark.parametrize("accept", ["*/*", JSON, LINES, CSV])
def test_list_is_answered_in_its_order_and_in_the_form_that_is_wanted(send, sent, accept):
    response = send(written(GOOD, sent), sent, Accept=accept)
    assert response["Content-Type"] == (sent if accept == "*/*" else accept)
    assert response["Edition"] == "1"
    rows = read(response)
    assert [int(row["row"]) for row in rows] == [1, 2, 3, 4]
    assert [row["answer"] for row in rows] == ["yes", "conditional", rows[2]["answer"], "unknown"]
    assert rows[1]["resolved"] == "tranexamic-acid"
    assert {int(row["edition"]) for row in rows} == {1}


def test_row_says_what_a_check_says(send, client):
    for row, asked in zip(read(send(json.dumps(GOOD))), GOOD, strict=True):
        single = client.get("/api/v1/checks", asked).json()
        [line] = single["lines"]
        assert (row["answer"], row["status"], row["flags"]) == (
            single["answer"],
            single["status"],
            single["flags"],
        )
        assert row["reason"] == line["reason"]
        assert row["approvals"] == [approval["id"] for approval in line["approvals"]]


BAD = [
    (PROCAINE | {"route": "intradermic"}, "route", "intradermal"),
    (PROCAINE | {"jurisdiction": "FRA"}, "jurisdiction", "FR"),
    (PROCAINE | {"on": "2026-02-30"}, "on", None),
    (PROCAINE | {"jurisdicton": "FR"}, "jurisdicton", "jurisdiction"),
    (PROCAINE | {"product": "kenalog-10-ca"}, "body", None),
    ({"ingredient": "procaine", "route": "intradermal"}, "jurisdiction", None),
    (PROCAINE | {"ingredient": 5}, "ingredient", None),
    (5, "row", None),
    (None, "row", None),
    ([], "row", None),
]


@pytest.mark.parametrize("form", [JSON, LINES])
def test_bad_row_is_reported_in_its_place_and_stops_no_other(send, form):
    rows = [row for bad, _, _ in BAD for row in (PROCAINE, bad)]
    found = read(send(written(rows, form), form))
    assert [row["row"] for row in found] == list(range(1, len(rows) + 1))
    assert {row["answer"] for row in found[::2]} == {"yes"}
    for row, (_, field, nearest) in zip(found[1::2], BAD, strict=True):
        assert (row["answer"], row["status"], row["reason"]) == (None, None, None)
        fault = {fault["field"]: fault for fault in row["errors"]}[field]
        assert fault["detail"]
        assert nearest is None or nearest in fault["nearest"]


def test_bad_row_of_a_table_says_so_in_words(send):
    table = "ingredient,jurisdiction,route\nprocaine,FR,intradermic\nprocaine,FR,a,b\n,FR,intradermal\nprocaine,FR,intradermal\n"
    rows = read(send(table, CSV))
    assert "route: There is no route “intradermic”. (intradermal" in rows[0]["errors"]
    assert "3 cells are expected" in rows[1]["errors"]
    assert "exactly one" in rows[2]["errors"]
    assert [row["answer"] for row in rows] == ["", "", "", "yes"]
    assert tuple(rows[0]) == COLUMNS == tuple(BulkAnswerSerializer().fields)


@pytest.mark.parametrize("form", [JSON, LINES])
def test_text_that_no_database_can_hold_is_a_bad_row(send, form):
    row = '{"ingredient": "\\ud800", "jurisdiction": "FR", "route": "intradermal"}'
    nul = json.dumps(PROCAINE | {"ingredient": "\0"})
    rows = [row, nul, json.dumps(PROCAINE)]
    found = read(send(f"[{','.join(rows)}]" if form == JSON else "\n".join(rows), form))
    assert [row["answer"] for row in found] == [None, None, "yes"]
    assert all(row["errors"] for row in found[:2])


def test_broken_line_stops_no_other(send):
    rows = read(send(json.dumps(PROCAINE) + "\n{broken\n\n" + json.dumps(PROCAINE), LINES))
    assert [row["answer"] for row in rows] == ["yes", None, "yes"]


@pytest.mark.parametrize("rest", ["{broken", "}", "1 2", '{"a": 1} {"b": 2}]', "NaN]"])
def test_array_that_breaks_off_says_where_and_that_nothing_follows(send, rest):
    rows = read(send(f"[{json.dumps(PROCAINE)}, {rest}"))
    assert rows[0]["answer"] == "yes"
    assert "nothing after it was read" in rows[-1]["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("body", "form", "status"),
    [
        (" ", JSON, 400),
        ("{}", JSON, 400),
        ("nonsense", JSON, 400),
        ("\n", CSV, 400),
        ("ingredient,route\n", CSV, 400),
        ("jurisdiction,route\n", CSV, 400),
        ("ingredient,jurisdiction,route,rute\n", CSV, 400),
        ("ingredient,jurisdiction,route,route\n", CSV, 400),
        ("[]", "application/xml", 415),
    ],
)
def test_what_is_no_list_is_refused_whole(send, body, form, status):
    faults(send(body, form), status)


@pytest.mark.parametrize(("body", "form"), [("[]", JSON), ("\n", LINES), ("ingredient,jurisdiction,route\n", CSV)])  # fmt: skip
def test_list_of_nothing_is_answered_with_nothing(send, body, form):
    assert read(send(body, form)) == []


def test_form_that_cannot_be_had_and_a_list_too_long_are_refused(send, monkeypatch):
    faults(send("[]", Accept="text/html"), 406)
    monkeypatch.setattr(bulk, "MOST_MEGABYTES", 0)
    faults(send("[]"), 413)


def test_old_edition_is_answered_as_it_was_and_all_rows_from_one(send):
    before = send(json.dumps(GOOD)).getvalue()
    with edition():
        pass
    assert send(json.dumps(GOOD), url=f"{URL}?edition=1").getvalue() == before
    assert {row["edition"] for row in read(send(json.dumps(GOOD)))} == {2}
    assert "edition" in faults(send("[]", url=f"{URL}?edition=9"))


@pytest.mark.parametrize(("chunk", "short"), [(1, 0), (7, 0), (1 << 16, 0), (1, 1 << 20)])
def test_array_reads_the_same_whatever_the_pieces(monkeypatch, chunk, short):
    monkeypatch.setattr("registry.api.bulk_read._CHUNK", chunk)
    monkeypatch.setattr("registry.api.bulk_read.SHORT", short)
    values = [{"a": "é\u2028]"}, 12, -1.5, "x,]", None, True, [[1], {}], {}]
    text = json.dumps(values, ensure_ascii=False, indent=1)
    assert list(read_json(io.BytesIO(text.encode()))) == values


@pytest.mark.parametrize("text", ['[{"a": 1}, 2,, 3]', "[1, NaN]", '["\\ud800", 1]', "[1] 2", "\ufeff[1]", "[1", f"[1{'0' * 30}]"])  # fmt: skip
def test_short_array_with_a_fault_reads_as_a_long_one(monkeypatch, text):
    whole = list(read_json(io.BytesIO(text.encode())))
    monkeypatch.setattr("registry.api.bulk_read.SHORT", 0)
    assert list(read_json(io.BytesIO(text.encode()))) == whole


def test_endless_row_ends_the_list():
    for form, text in (
        (read_json, '[{"a": "' + "x" * 10 * LONGEST_ROW),
        (read_lines, "x" * 10 * LONGEST_ROW),
        (read_csv, 'ingredient,jurisdiction,route\n"' + "x" * 10 * LONGEST_ROW),
    ):
        [row] = form(io.BytesIO(text.encode()))
        assert isinstance(row, Unreadable)


def test_memory_does_not_grow_with_the_list(send):
    """A hundred thousand rows that are all wrong, so that the test is quick: reading and writing are the same."""
    body = b"5\n" * 100_000
    peaks = []
    for rows in (5_000, 100_000):
        response = send(body[: rows * 2], LINES)
        tracemalloc.start()
        assert sum(piece.count(b"\n") for piece in response.streaming_content) == rows
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5 + 1_000_000
