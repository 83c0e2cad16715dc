"""`make run`: the database up, everything in it, then a WSGI server and a background worker, until Ctrl-C.

Started again, it finds what is there and serves in seconds. Whatever ends it, nothing of it stays behind, except that
after a `kill -9` the database goes on running; the next start takes it over.
"""

import argparse
import io
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from typing import NoReturn

import django
from django.core.management import CommandError, call_command
from django.db import connection, connections
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from config.background import Background
from config.environment import env_number, env_text
from config.errors import Misconfigured
from config.postgres import ready_database
from registry.audit.acting import acting_as_command

MOST_WORKERS = 4
THREADS = 4  # a worker; each keeps a connection of its own
GRACE = 10  # seconds that a worker has to finish what it is answering
PARENT_CHECK = 1.0  # seconds
ATTENTION = 0.5  # seconds


def main() -> None:
    options = argparse.ArgumentParser(prog="config.run", description=__doc__)
    options.add_argument(
        "--stop-with-parent",
        action="store_true",
        help="stop when the process that started this is gone",
    )
    if options.parse_args().stop_with_parent:
        threading.Thread(target=stop_with_parent, args=[os.getppid()], daemon=True).start()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, leave)
    host, port = address()
    step("Database")
    with ready_database():
        prepare()
        serve(host, port)


def leave(number: int, frame: object) -> NoReturn:
    """An ordinary way out for a request to stop that comes before the server has its own."""
    sys.exit(128 + number)


def step(text: str) -> None:
    print(text, flush=True)


def stop_with_parent(parent: int) -> None:
    """`make` that is killed can't tell us; we notice that we belong to another process."""
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK)
    os.kill(os.getpid(), signal.SIGTERM)


def address() -> tuple[str, int]:
    """HOST and PORT, if they are free."""
    host, port = env_text("HOST", "127.0.0.1"), env_number("PORT", 8000, low=1, high=65535)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(found[0], found[1]) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(found[4])
    except PermissionError:
        raise Misconfigured(f"PORT={port} is for root alone: choose one from 1024.") from None
    except socket.gaierror:
        raise Misconfigured(f"HOST={host} is no address of this machine: use 127.0.0.1.") from None
    except OSError as error:
        raise Misconfigured(
            f"Port {port} of {host} can't be used ({error.strerror}). Is this running already? "
            f"Stop the other program, or choose another port: PORT={port + 1} make run"
        ) from None
    return host, port


def prepare() -> None:
    """Migrations, the starter data and the first accounts, each only where it is missing."""
    django.setup()
    step(f"  PostgreSQL {server_version()} at {connection.settings_dict['HOST'] or 'its socket'}")
    step("Migrations")
    with acting_as_command("migrate"):
        call_command("migrate", verbosity=0)
    step("Starter data and first accounts")
    told = io.StringIO()
    try:
        with acting_as_command("load_starter"):
            call_command("load_starter", stdout=told)
        step("  " + told.getvalue().strip().splitlines()[-1])
        with acting_as_command("create_first_accounts"):
            call_command("create_first_accounts")
    except CommandError as error:
        raise Misconfigured(str(error)) from None
    connections.close_all()


def server_version() -> int:
    with connection.cursor() as cursor:
        return int(cursor.connection.info.server_version) // 10_000


def serve(host: str, port: int) -> None:
    """Serve until somebody asks to stop. A worker that dies is replaced."""
    # The same start on every platform, and no worker inherits our lock on the database.
    multiprocessing.set_start_method("spawn")
    background = Background()
    threading.Thread(target=announce, args=[host, port, background], daemon=True).start()
    server = Server(
        "config.worker:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=min(os.cpu_count() or 1, MOST_WORKERS),
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=600,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
    )
    server.main_loop_interrupt = Attentive()
    try:
        server.serve()
    finally:
        background.stop()
    step("Stopped.")


class Attentive(threading.Event):
    """What the server waits on. In a wait without end the main thread can miss a request to stop.

    Python handles a signal when its main thread next runs Python code. One that came while another thread was starting
    the background worker did not always wake it, and “stop” right after the start did nothing.
    """

    def wait(self, timeout: float | None = None) -> bool:
        while not super().wait(ATTENTION if timeout is None else timeout):
            if timeout is not None:
                return False
        return True


def announce(host: str, port: int, background: Background) -> None:
    """Say where it is, once it answers. The background worker starts then: nobody waits for it."""
    while True:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
            continue
        break
    at = f"http://{'[' + host + ']' if ':' in host else host}:{port}"
    step(
        f"\nReady:\n  {at}/api/v1/docs/   the API, to read and to try\n  {at}/admin/         the curation desk"
    )
    step("Stop with Ctrl-C.")
    background.start()


if __name__ == "__main__":
    main()
