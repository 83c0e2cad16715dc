"""Who uses the embedded server. The first starts it, the last stops it, and one that was killed counts no more.

Every user holds a shared lock on the file `users` for as long as it lives; the system drops it with the process.
Coming and going happen one at a time, behind the file `gate`; whoever leaves and finds no other lock stops the server.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from config.environment import env_text
from config.errors import Misconfigured
from config.postgres import server
from config.postgres.health import check_database
from config.postgres.home import Home, find_home
from config.private_files import make_folder, open_private, unusable


@contextmanager
def ready_database() -> Iterator[None]:
    """The database, checked, for as long as the block runs; our own server is started and stopped as needed."""
    if env_text("DATABASE_URL"):
        check_database()
        yield
        return
    with embedded_server():
        check_database()
        yield


@contextmanager
def embedded_server(*, is_disposable: bool = False) -> Iterator[Home]:
    """Our own server, running for as long as the block runs. Raises Misconfigured if it can't be started."""
    home = find_home()
    try:
        make_folder(home.root)
        users = open_private(home.root / "users", os.O_RDWR)
    except OSError as error:
        raise Misconfigured(unusable(error)) from None
    with users:
        try:
            with gate(home):
                fcntl.flock(users, fcntl.LOCK_SH)
                try:
                    server.ensure_running(home, is_disposable=is_disposable)
                except PermissionError as error:
                    raise Misconfigured(unusable(error)) from None
            yield home
        finally:
            with gate(home):
                if is_last(users):
                    server.stop(home)


@contextmanager
def gate(home: Home) -> Iterator[None]:
    with open_private(home.root / "gate", os.O_RDWR) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_last(users: IO[str]) -> bool:
    """Leave, and tell whether nobody is left."""
    fcntl.flock(users, fcntl.LOCK_UN)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
