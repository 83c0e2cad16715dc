"""`make run` as its user sees it: it serves, it stops without leftovers, and it starts again on the same data."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.errors import Misconfigured
from config.postgres.home import find_home
from config.postgres.server import answers
from config.run import address

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A free PORT, and an empty DATA_DIR that the database's account can reach."""
    folder = Path(tempfile.mkdtemp(prefix="meso-", dir="/tmp"))
    folder.chmod(0o755)
    number = free_port()
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.setenv("PORT", str(number))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    yield number
    shutil.rmtree(folder)


def started() -> tuple[subprocess.Popen[str], str]:
    """The supervisor in a process group of its own, as in a terminal, and what it says until it serves."""
    process = subprocess.Popen(
        [sys.executable, "-m", "config.run"],
        cwd=ROOT, env=os.environ | {"PYTHONFAULTHANDLER": "1"}, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's `&` has it ignored
    )  # fmt: skip
    said = ""
    assert process.stdout
    for line in process.stdout:
        said += line
        if line.startswith("Stop with"):
            return process, said
    raise AssertionError(f"{said}\n(ended with {ended(process)})")


def ended(process: subprocess.Popen[str]) -> int:
    """Its exit code. One that does not end fails the test, says where it hangs, and does not hold up the others."""
    try:
        process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)  # has the fault handler write where every thread is
        raise AssertionError(
            f"It does not end.\n{process.communicate(timeout=PATIENCE)[0]}"
        ) from None
    return process.returncode


def serves(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/docs/", timeout=30) as answer:
            return answer.status == 200
    except OSError:
        return False


def until(condition) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)
    return condition()


def test_run_serves_stops_and_starts_again_on_the_same_data(port):
    process, said = started()
    assert said.count("(shown this once)") == 3
    assert serves(port)
    os.killpg(process.pid, signal.SIGINT)  # what Ctrl-C does
    assert ended(process) == 0
    assert not serves(port)
    assert not answers(find_home())

    process, said = started()
    assert "(shown this once)" not in said
    assert "Edition 1 exists" in said
    process.kill()
    ended(process)
    assert until(lambda: not serves(port)), "workers outlived the supervisor"
    assert answers(find_home())

    process, said = started()
    process.terminate()
    assert ended(process) == 0
    assert not answers(find_home())


def test_address_in_use_is_one_line(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(number))
        with pytest.raises(
            Misconfigured, match=f"or choose another port: PORT={number + 1} make run"
        ):
            address()


def test_address_that_is_not_of_this_machine_is_one_line(monkeypatch):
    monkeypatch.setenv("HOST", "no.such.name.invalid")
    with pytest.raises(Misconfigured, match="is no address of this machine"):
        address()
