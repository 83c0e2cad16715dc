"""Starting, sharing, losing and finding again the embedded server."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import psycopg
import pytest

from config.errors import Misconfigured
from config.postgres import home as places
from config.postgres import server
from config.postgres.home import Home, find_home
from config.postgres.usage import embedded_server
from tests.config.postgres.conftest import needs_root

ROOT = Path(__file__).resolve().parents[3]
HOLD = "import time\nfrom config.postgres.usage import embedded_server\nwith embedded_server():\n    print('up', flush=True)\n    time.sleep(60)"  # fmt: skip


running = partial(embedded_server, is_disposable=True)


def ask(home: Home, query: str) -> str:
    with psycopg.connect(**home.connection()) as connection:
        row = connection.execute(query).fetchone()
    assert row
    return str(row[0])


def process_number(home: Home) -> int:
    return int((home.data / "postmaster.pid").read_text().splitlines()[0])


def test_first_start_makes_a_database_for_any_script_behind_a_closed_door(data_folder):
    with embedded_server() as home:
        assert ask(home, "SHOW server_encoding") == "UTF8"
        assert ask(home, "SHOW data_checksums") == "on"
        assert ask(home, "SHOW listen_addresses") == ""
        assert ask(home, "SELECT lower('ÉСЛИ')") == "éсли"
        assert (
            ask(home, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method = 'trust'") == "0"
        )
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(**home.connection() | {"password": "guess"})
    for folder in (home.data, home.socket):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((home.root / "password").stat().st_mode) == 0o600
    assert not server.answers(home)
    assert not (home.data / "postmaster.pid").exists()


def test_server_is_shared_and_the_last_user_stops_it(data_folder):
    with running() as home:
        first = process_number(home)
        with running():
            assert process_number(home) == first
        assert server.answers(home)
    assert not server.answers(home)


def test_user_that_was_killed_leaves_a_server_which_the_next_takes_over(data_folder):
    command = [sys.executable, "-c", HOLD]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as user:
        assert user.stdout
        assert user.stdout.readline() == "up\n"
        home = find_home()
        left = process_number(home)
        user.kill()
    assert server.answers(home)
    with running():
        assert process_number(home) == left
    assert not server.answers(home)


def test_server_that_was_killed_recovers_what_was_committed(data_folder):
    with embedded_server() as home:
        with psycopg.connect(**home.connection()) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        os.kill(process_number(home), signal.SIGKILL)
    assert (home.data / "postmaster.pid").exists()
    with embedded_server():
        assert ask(home, "SELECT answer FROM kept") == "42"


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="the system shows no processes")
def test_lock_files_that_name_a_stranger_are_no_obstacle(data_folder):
    with running() as home:
        pass
    with subprocess.Popen(["sleep", "60"], **home.account.process()) as stranger:
        for mark in (home.data / "postmaster.pid", home.socket / ".s.PGSQL.5432.lock"):
            mark.write_text(f"{stranger.pid}\n{home.data}\n0\n5432\n{home.socket}\n\n")
            os.chown(mark, home.account.uid, home.account.gid)
        with running():
            assert server.answers(home)
        stranger.kill()


def test_long_path_is_served_on_loopback(data_folder, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(data_folder / ("long" * 20)))
    with running() as home:
        assert home.connection()["host"] == "127.0.0.1"
        assert ask(home, "SHOW listen_addresses") == "127.0.0.1"
        assert ask(home, "SHOW unix_socket_directories") == ""


def test_data_of_another_version_are_refused_and_nothing_is_started(data_folder):
    with running() as home:
        pass
    (home.data / "PG_VERSION").write_text("13\n")
    with pytest.raises(Misconfigured, match="was written by PostgreSQL 13"), running():
        pass
    assert not (home.data / "postmaster.pid").exists()


def test_start_that_fails_says_why_and_leaves_nothing(data_folder):
    with running() as home:
        pass
    (home.data / "global/pg_control").unlink()
    with pytest.raises(Misconfigured, match="PostgreSQL did not start: "), running():
        pass
    assert not server.works_in(home.data)


def test_initdb_that_was_interrupted_is_begun_again(data_folder):
    draft = data_folder / "postgres/data.draft"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    (data_folder / "postgres").chmod(0o711)
    with running() as home:
        assert server.answers(home)
    assert not draft.exists()


@needs_root
def test_root_hands_the_server_to_an_account_and_widens_no_folder(data_folder, monkeypatch):
    closed = data_folder / "closed"
    closed.mkdir(mode=0o700)
    elsewhere = Path(tempfile.mkdtemp(prefix="meso-", dir="/tmp"))
    elsewhere.chmod(0o711)
    monkeypatch.setattr(places, "SHARED_ROOT", elsewhere)
    monkeypatch.setenv("DATA_DIR", str(closed / "var"))
    before = {path: path.stat().st_mode for path in (closed, *closed.parents)}
    try:
        with running() as home:
            assert home.root.parent == elsewhere
            assert home.account.uid != 0
            owner = Path(f"/proc/{process_number(home)}").stat().st_uid
            assert owner == home.account.uid
        assert {path: path.stat().st_mode for path in before} == before
        (closed / "var").rename(data_folder / "moved")
        monkeypatch.setenv("DATA_DIR", str(data_folder / "moved"))
        assert find_home().root == home.root
    finally:
        shutil.rmtree(elsewhere)


@needs_root
def test_root_in_anothers_folder_leaves_it_usable_for_its_owner(data_folder):
    shutil.chown(data_folder, "nobody")
    with running() as home:
        assert home.account.name == "nobody"
    owners = {path.owner() for path in home.root.iterdir()}
    assert owners == {"nobody"}
