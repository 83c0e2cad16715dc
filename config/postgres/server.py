"""Starting and stopping the embedded server. The caller holds the gate (see `usage`)."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from config.environment import data_dir
from config.errors import Misconfigured
from config.postgres.binaries import major_version
from config.postgres.cluster import make_cluster, programs_for
from config.postgres.home import NAME, Home
from config.private_files import open_private

WAIT = 120  # seconds; recovery after a crash is part of a start
MAINTENANCE = "postgres"  # a database that every server has
LOG_BYTES = 10_000_000
DISPOSABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
PROC = Path("/proc")
_children: list[
    subprocess.Popen[bytes]
] = []  # servers that this process started, to bury when they end


def ensure_running(home: Home, *, is_disposable: bool) -> None:
    """Make the data folder and the database where they are missing, and start the server if it is not running.

    `is_disposable` trades what a power cut would cost for speed: for tests.
    """
    programs = programs_for(home.account)
    if not home.data.is_dir():
        make_cluster(home, programs, is_disposable=is_disposable)
        tell_where(home)
    check_version_of_data(home, programs)
    if not answers(home) and not wait_for_leftovers(home):
        start(home, programs, is_disposable=is_disposable)
    make_database(home)


def tell_where(home: Home) -> None:
    """Say so when the data are not where one would look for them."""
    if not home.root.is_relative_to(data_dir()):
        print(
            f"The database is kept in {home.root}: {home.account.name}, the account that runs it, "
            f"can't enter {data_dir()}.",
            file=sys.stderr,
        )


def check_version_of_data(home: Home, programs: Path) -> None:
    """Data of one major version can't be read by another's programs."""
    data = int((home.data / "PG_VERSION").read_text(encoding="ascii"))
    ours = major_version(programs)
    if data != ours:
        raise Misconfigured(
            f"{home.data} was written by PostgreSQL {data}, and the one here is {ours}: dump it with {data} "
            f"and restore it, or put PostgreSQL {data} back."
        )


def answers(home: Home) -> bool:
    """Whether this server, and no other on the same port, takes our password."""
    try:
        with connect(home) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
    except psycopg.OperationalError:
        return False
    return row is not None and Path(row[0]).resolve() == home.data.resolve()


def connect(home: Home) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(**home.connection(MAINTENANCE), connect_timeout=5, autocommit=True)


def wait_for_leftovers(home: Home) -> bool:
    """Whether a server that is just starting or stopping came to answer. Clears the marks of one that is gone.

    After a crash the process number in its lock files may belong to a stranger by now, or to a dead process that
    nobody has buried, and PostgreSQL would take it for a server. Its processes all work in the data folder; where
    the system shows that, we look.
    """
    if not (PROC / "self/cwd").exists():
        return False
    deadline = time.monotonic() + WAIT
    while works_in(home.data):
        if answers(home):
            return True
        if time.monotonic() > deadline:
            raise Misconfigured(
                f"A PostgreSQL holds {home.data} and does not answer: see {home.log}."
            )
        time.sleep(0.05)
    for mark in (home.data / "postmaster.pid", *home.socket.glob(".s.PGSQL.*.lock")):
        mark.unlink(missing_ok=True)
    return False


def works_in(folder: Path) -> bool:
    for process in PROC.glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder:
                return True
        except OSError:
            continue  # it ended, or is another account's
    return False


def start(home: Home, programs: Path, *, is_disposable: bool) -> None:
    if not home.has_socket:
        with open_private(home.port_file, os.O_WRONLY | os.O_TRUNC) as file:
            file.write(str(free_port()))
    if home.log.exists() and home.log.stat().st_size > LOG_BYTES:
        home.log.replace(home.log.with_suffix(".old"))
    where = str(home.socket).replace('"', '""')
    options = [
        f'unix_socket_directories="{where}"' if home.has_socket else "unix_socket_directories=",
        "listen_addresses=" if home.has_socket else "listen_addresses=127.0.0.1",
        f"port={home.port}", "timezone=UTC", "log_timezone=UTC", "log_checkpoints=off",
        *(DISPOSABLE if is_disposable else ()),
    ]  # fmt: skip
    command: list[str | Path] = [
        programs / "postgres",
        "-D",
        home.data,
        *(f"--{option}" for option in options),
    ]
    with open_private(home.log, os.O_WRONLY | os.O_APPEND) as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **home.account.process()
        )
    try:
        wait_until_it_answers(home, process)
    except BaseException:  # also somebody's Ctrl-C: nothing half started stays behind
        process.send_signal(signal.SIGINT)
        process.wait()
        raise
    _children.append(process)


def wait_until_it_answers(home: Home, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + WAIT
    while not answers(home):
        if process.poll() is not None:
            said = home.log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:]
            fatal = [line for line in said if "FATAL" in line] or said or ["no reason given"]
            raise Misconfigured(f"PostgreSQL did not start: {fatal[-1]} (see {home.log})")
        if time.monotonic() > deadline:
            raise Misconfigured(f"PostgreSQL did not answer within {WAIT} seconds: see {home.log}.")
        time.sleep(0.02)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def make_database(home: Home) -> None:
    with connect(home) as connection:
        known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [NAME])
        if not known.rowcount:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(NAME))
            )


def stop(home: Home) -> None:
    """End every connection and shut down cleanly. A server that is gone already is no error."""
    if answers(home):
        command: list[str | Path] = [
            programs_for(home.account) / "pg_ctl", "stop", "-D", home.data, "-m", "fast", "-w", "-t", str(WAIT),
        ]  # fmt: skip
        subprocess.run(command, capture_output=True, **home.account.process())
    for child in _children:
        child.poll()
