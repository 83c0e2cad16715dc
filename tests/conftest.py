"""What all tests share: a database server, the starter set in its test database, and the shared data folder.

The server is the one that DATABASE_URL names, or one of our own in `var/tests`, started for the run: beside `make run`,
with other data, and without the writes to disk that only a power cut makes necessary.

Ordinary tests (`django_db`) see edition 1, the starter set, and are rolled back. A test that has to commit asks for
`committed_db` instead: a clone of the test database, for that test alone. Emptying tables after a test, as
`django_db(transaction=True)` does, is refused by the append-only tables themselves.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases

from config.environment import env_bool, env_text
from config.postgres.connection import database_settings
from config.postgres.usage import embedded_server
from tests.clone import clone_of_test_database, drop_leftovers

ROOT = Path(__file__).resolve().parent.parent


def pytest_configure(config: pytest.Config) -> None:
    """`config.shared_data`: real regulator and starter files. CI must have them; elsewhere tests go without."""
    config.shared_data = Path(env_text("MESO_SHARED_DATA", str(ROOT.parent / "shared/data")))
    if env_bool("CI") and not config.shared_data.is_dir():
        raise pytest.UsageError(f"CI needs the shared data: {config.shared_data} is not there.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and (marker.args or marker.kwargs.get("transaction")):
            raise pytest.UsageError(f"{item.nodeid}: use the fixture committed_db to commit.")


@pytest.fixture(scope="session")
def shared_data(pytestconfig: pytest.Config) -> Path:
    if not pytestconfig.shared_data.is_dir():
        pytest.skip(f"no shared data in {pytestconfig.shared_data}")
    return pytestconfig.shared_data


@pytest.fixture(scope="session")
def database_server() -> Iterator[None]:
    if env_text("DATABASE_URL"):
        yield
        return
    with embedded_server(is_disposable=True) as home:
        drop_leftovers(home)
        connection.settings_dict.update(database_settings())  # the port, where there is no socket
        yield
        connections.close_all()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, database_server) -> Iterator[None]:
    """The test database, with the starter set, loaded once by the code that users load it with.

    pytest-django's own makes none when no test is marked `django_db`, and what is meant for it would then reach the
    real one. The name tells runs apart, so that several may go on beside each other.
    """
    connection.settings_dict["TEST"]["NAME"] = f"test_mesoformulary_{os.getpid()}"
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        call_command("load_starter", verbosity=0)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """A database of this test's own, with the starter set, where commits, threads and triggers are real."""
    with django_db_blocker.unblock(), clone_of_test_database():
        yield
