"""Progress: the share of the bytes while files are read, the steps by name, and the line in a terminal."""

import io
import zipfile
from collections.abc import Iterator

import pytest

from registry.actions.accounts import importer
from registry.actions.imports import plan_import
from registry.management.commands._progress_bar import ProgressBar
from registry.registers.adapters import adapter_of, names
from registry.registers.delimited import Layout, read_rows
from registry.registers.progress import APPLYING, PLANNING, READING, Meter, Progress, Steps
from registry.registers.source import Source
from tests.publishing import publish_copy

from .made_up import MadeUp, make_world, row
from .workbook_samples import SAMPLES, make_workbook

ROWS = "".join(f"{number}\tExample\n" for number in range(20_000)).encode()
LAYOUT = Layout(columns=("number", "name"), has_header=False)


def read(source: Source, name: str = "rows.txt") -> Iterator[float | None]:
    """The share after every row."""
    for _ in read_rows(source, name, LAYOUT):
        yield source.meter.share


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "rows.txt").write_bytes(ROWS)
    (tmp_path / "others.txt").write_bytes(ROWS)
    return tmp_path


def test_share_grows_with_the_bytes_to_all_of_them(folder):
    with Source(folder) as source:
        source.expect("rows.txt", "others.txt")
        first = list(read(source))
        second = list(read(source, "others.txt"))
    assert first == sorted(first)
    assert (0 < first[0] < 0.2, first[-1], second[-1]) == (True, 0.5, 1.0)


def test_share_of_a_zip_is_of_what_is_unpacked(folder, tmp_path):
    with zipfile.ZipFile(tmp_path / "rows.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(folder / "rows.txt", "rows.txt")
    with Source(tmp_path / "rows.zip") as source:
        source.expect("rows.txt")
        shares = list(read(source))
    assert (shares[0] < 0.5, shares[-1]) == (True, 1.0)


def test_share_is_unknown_where_nothing_was_announced_and_never_more_than_all(folder):
    with Source(folder) as source:
        assert set(read(source)) == {None}
        source.expect("rows.txt", "not-there.txt")
        list(read(source))
        assert source.meter.share == 1.0


def test_blocks_are_counted_and_not_rows(folder):
    told = []
    with Source(folder) as source:
        source.meter.start(lambda: told.append(1))
        list(read(source))
    assert len(told) <= len(ROWS) // 60_000 + 2


def test_steps_are_told_by_number_and_name():
    told: list[Progress] = []
    steps, meter = Steps(told.append, ("reading the files", "storing the plan")), Meter()
    tell = steps.reading(meter)
    meter.expected = 10
    meter.count(5)
    tell(3)
    steps.begin("storing the plan")
    assert told == [
        Progress(READING, 1, 2),
        Progress(READING, 1, 2, share=0.5),
        Progress(READING, 1, 2, rows=3, share=0.5),
        Progress("storing the plan", 2, 2, rows=3),
    ]


@pytest.mark.django_db
def test_planning_and_applying_tell_every_step_in_order():
    make_world()
    told: list[Progress] = []
    with Source(__file__) as source:
        copy = plan_import(
            adapter=MadeUp([row()], "2020-01-01"), source=source, by=importer(), tell=told.append
        )
    assert tuple(dict.fromkeys(each.phase for each in told)) == PLANNING
    told.clear()
    publish_copy(copy, tell=told.append)
    assert tuple(dict.fromkeys(each.phase for each in told)) == APPLYING


SHEETS = {
    "ema-medicines": "Medicine",
    "es-cima": "Hoja1",
    "tr-titck": "RUHSATLI ÜRÜNLER LİSTESİ",
}


def sample_of(register, folder):
    sample = register.replace("-", "_")
    if register in SHEETS:
        return make_workbook(sample, SHEETS[register], folder / "sample.xlsx")
    return SAMPLES / sample / ("archive" if register == "fda-unii" else "")


@pytest.mark.parametrize("register", names())
def test_every_adapter_announces_what_it_reads(register, tmp_path):
    """To its end, and not beyond: else the time left would be wrong by far."""
    with Source(sample_of(register, tmp_path)) as source:
        counted = []
        source.meter.start(lambda: counted.append(source.meter._read))
        for _ in adapter_of(register).read(source):
            pass
        share = counted[-1] / source.meter.expected
    # The small parts of a workbook are read more than once.
    assert 0.9 <= share <= (3 if register in SHEETS else 1)


def test_terminal_shows_step_share_rate_and_time_left(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: True)
    with ProgressBar(stream, "xa-register") as bar:
        bar.tell(Progress(READING, 1, 2))
        bar.tell(Progress(READING, 1, 2, rows=1_000, share=0.25))
        bar.tell(Progress("storing the plan", 2, 2, rows=4_000))
    reading, storing = stream.getvalue().strip().split("\n")
    last = reading.rpartition("\r")[2]
    assert last.startswith("xa-register: step 1 of 2, reading the files  25%|")
    assert "1,000 rows" in last
    assert " a second" in last
    assert " left" in last
    assert "step 2 of 2, storing the plan" in storing


def test_terminal_is_silent_where_nobody_looks():
    stream = io.StringIO()
    with ProgressBar(stream, "xa-register") as bar:
        bar.tell(Progress(READING, 1, 2, rows=1_000, share=0.25))
    assert stream.getvalue() == ""
