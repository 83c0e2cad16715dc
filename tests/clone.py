"""A clone of the test database, for tests that commit."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections
from psycopg import sql


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
