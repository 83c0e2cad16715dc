"""A real worker, killed with SIGKILL while it reads: nothing stays behind, and the run can be repeated."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import connection

from registry.actions.register_runs import ask_for_plan, repeat
from registry.models import RegisterCopy, RegisterEntry, RegisterRow, RegisterRun
from registry.vocabulary import RunState
from tests.formulary.admin.desk import person

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds
ROWS = 20_000
SAMPLE = Path(__file__).parent / "registers/samples/us_ndc/product.txt"


@pytest.fixture
def run(committed_db, settings, tmp_path):
    """A long file, made up, that waits for a worker."""
    settings.REGISTERS_DIR = tmp_path
    head, row = SAMPLE.read_bytes().splitlines(keepends=True)[:2]
    rows = (row.replace(b"99990-001", b"%05d-001" % number) for number in range(ROWS))
    (tmp_path / "example").mkdir()
    (tmp_path / "example/product.txt").write_bytes(head + b"".join(rows))
    return ask_for_plan(register="us-ndc", folder="example", published_on="2020-01-01", by=person())


def worker(folder, *arguments):
    """As on a machine of its own, at the database of this test."""
    at = connection.settings_dict
    host, name = quote(at["HOST"], safe=""), at["NAME"]
    url = f"postgresql://{at['USER']}:{quote(at['PASSWORD'])}@{host}:{at['PORT']}/{name}"
    told = {
        "DATABASE_URL": url,
        "REGISTERS_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "run_worker", *arguments], cwd=ROOT, env=os.environ | told
    )


def test_worker_killed_while_reading_leaves_nothing_and_the_run_is_repeated(run, settings):
    process = worker(settings.REGISTERS_DIR)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        run.refresh_from_db()
        if run.rows:
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (run.state, run.rows > 0) == (RunState.READING, True)
    while RegisterRun.objects.filter(pk=run.pk, state=RunState.READING).exists():
        assert time.monotonic() < deadline
        call_command("run_worker", "--once")  # the next worker notices
    run.refresh_from_db()
    assert (run.state, run.rows < ROWS) == (RunState.INTERRUPTED, True)
    assert not any(model.objects.exists() for model in (RegisterCopy, RegisterRow, RegisterEntry))
    repeat(run=run)
    with worker(settings.REGISTERS_DIR, "--once") as process:
        assert process.wait(PATIENCE) == 0
    run.refresh_from_db()
    assert (run.state, run.message, run.rows) == (RunState.PLANNED, "", ROWS)
    assert RegisterEntry.objects.count() == 0, "nothing is applied by planning"
