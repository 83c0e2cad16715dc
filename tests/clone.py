"""Test databases: a clone for tests that commit, and what killed runs left behind."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections
from psycopg import sql

from config.postgres.home import Home
from config.postgres.server import connect


@contextmanager
def clone_of_test_database() -> Iterator[None]:
    """Every new connection goes to the clone while the block runs; then it is dropped."""
    original = connection.settings_dict["NAME"]
    clone = f"{original}_clone"
    run_outside(
        ("DROP DATABASE IF EXISTS {} WITH (FORCE)", clone),
        ("CREATE DATABASE {} TEMPLATE {}", clone, original),
    )
    connection.settings_dict["NAME"] = clone
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = original
        run_outside(("DROP DATABASE {} WITH (FORCE)", clone))


def run_outside(*statements: tuple[str, ...]) -> None:
    """From the maintenance database, with our own connection closed: a template may have no other users."""
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        for statement, *names in statements:
            cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def drop_leftovers(home: Home) -> None:
    """Test databases of runs that were killed. Each carries the number of its process."""
    with connect(home) as server:
        names = [name for (name,) in server.execute("SELECT datname FROM pg_database").fetchall()]
        for name in names:
            found = re.fullmatch(r"test_mesoformulary_(\d+)(_clone)?", name)
            if found and not is_alive(int(found[1])):
                server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
