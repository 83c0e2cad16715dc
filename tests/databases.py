"""Test databases: one template a run, made once, and clones of it for every process and for tests that commit."""

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql
from pytest_django import DjangoDbBlocker

from config.environment import env_text
from config.postgres.connection import database_settings
from config.postgres.home import Home
from config.postgres.server import connect
from config.postgres.usage import embedded_server
from tests.editions import let_tests_arrange


@contextmanager
def template_database(blocker: DjangoDbBlocker) -> Iterator[str]:
    """The name of a database with the starter set, loaded by the code that users load it with; and its server.

    The name tells runs apart, so that several may go on beside each other. Nobody works in the template: a clone of
    it is made in a tenth of a second, but only while it has no users. In the end all that is named after it goes,
    clones of a process that was killed as well.
    """
    real, template = connection.settings_dict["NAME"], f"test_mesoformulary_{os.getpid()}"
    with database_server():
        connection.settings_dict["TEST"]["NAME"] = template
        try:
            with blocker.unblock():
                connection.creation.create_test_db(verbosity=0, autoclobber=True)
                call_command("load_starter", verbosity=0)
                let_tests_arrange()
                connections.close_all()
            yield template
        finally:
            connection.settings_dict["NAME"] = real
            with blocker.unblock():
                drop_all_of(template)


@contextmanager
def database_server() -> Iterator[None]:
    """The server that DATABASE_URL names, or our own for as long as the block runs."""
    if env_text("DATABASE_URL"):
        yield
        return
    with embedded_server(is_disposable=True) as home:
        drop_leftovers(home)
        connection.settings_dict.update(database_settings())  # the port, where there is no socket
        yield


@contextmanager
def clone_of(template: str, name: str) -> Iterator[None]:
    """Every new connection goes to a clone of this name while the block runs; then it is dropped."""
    before, clone = connection.settings_dict["NAME"], f"{template}_{name}"
    run_outside(
        ("DROP DATABASE IF EXISTS {} WITH (FORCE)", clone),
        ("CREATE DATABASE {} TEMPLATE {}", clone, template),
    )
    connection.settings_dict["NAME"] = clone
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before
        run_outside(("DROP DATABASE {} WITH (FORCE)", clone))


@contextmanager
def kept_clone(template: str, name: str, blocker: DjangoDbBlocker) -> Iterator[None]:
    """A clone for more than one test: the database stays blocked where a test does not ask for it."""
    with ExitStack() as kept:
        with blocker.unblock():
            kept.enter_context(clone_of(template, name))
        try:
            yield
        finally:
            with blocker.unblock():
                kept.close()


def run_outside(*statements: tuple[str, ...]) -> None:
    """From the maintenance database, with our own connection closed, which would go on in the other database."""
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        for statement, *names in statements:
            cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def drop_all_of(template: str) -> None:
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        names = [name for (name,) in cursor.fetchall() if re.fullmatch(rf"{template}(_\w+)?", name)]
    run_outside(*(("DROP DATABASE {} WITH (FORCE)", name) for name in names))


def drop_leftovers(home: Home) -> None:
    """Test databases of runs that were killed. Each carries the number of its run's first process."""
    with connect(home) as server:
        names = [name for (name,) in server.execute("SELECT datname FROM pg_database").fetchall()]
        for name in names:
            found = re.fullmatch(r"test_mesoformulary_(\d+)(_\w+)?", name)
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
