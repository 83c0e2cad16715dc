"""What all tests share: a database server, the starter set in a database, and the shared data folder.

The server is the one that DATABASE_URL names, or one of our own in `var/tests`, started for the run: beside `make run`,
with other data, and without the writes to disk that only a power cut makes necessary.

A run is one process, or with `-n` (pytest-xdist) one that hands out modules to several others. Its first process keeps
the server, and on it a template with edition 1, the starter set; each process that tests has a clone of the template.

Ordinary tests (`django_db`) see their process's clone, and are rolled back. A test that has to commit asks for
`committed_db` instead: a clone for that test alone. Emptying tables after a test, as `django_db(transaction=True)`
does, is refused by the append-only tables themselves.
"""

import gc
from collections.abc import Iterator
from contextlib import ExitStack
from contextvars import ContextVar
from pathlib import Path

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key
from xdist import get_xdist_worker_id
from xdist.workermanage import WorkerController

from config.environment import env_bool, env_text
from registry.audit import acting
from tests.databases import clone_of, kept_clone, template_database

ROOT = Path(__file__).resolve().parent.parent


def pytest_configure(config: pytest.Config) -> None:
    """`config.shared_data`: real regulator and starter files. CI must have them; elsewhere tests go without."""
    # Rarely, since the collector walks everything that is imported: it takes part of the time of migrations and of pages.
    gc.set_threshold(20_000, 20, 50)
    # In every thread, whatever writes in a test is by the tests. `nobody_acting` takes that away.
    tests = acting.Acting(by="system: tests", origin="pytest")
    acting._now = ContextVar("acting", default=tests)
    config.shared_data = Path(env_text("MESO_SHARED_DATA", str(ROOT.parent / "shared/data")))
    if env_bool("CI") and not config.shared_data.is_dir():
        raise pytest.UsageError(f"CI needs the shared data: {config.shared_data} is not there.")


def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """The template for all processes that test, kept until the last of them is gone."""
    kept = ExitStack()
    config.add_cleanup(kept.close)
    blocker = config.stash[blocking_manager_key]
    config.template = kept.enter_context(template_database(blocker))


def pytest_configure_node(node: WorkerController) -> None:
    node.workerinput["template"] = node.config.template


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and (marker.args or marker.kwargs.get("transaction")):
            raise pytest.UsageError(f"{item.nodeid}: use the fixture committed_db to commit.")


def pytest_collection_finish() -> None:
    gc.freeze()  # what is imported and collected stays to the end


@pytest.fixture(scope="session")
def shared_data(pytestconfig: pytest.Config) -> Path:
    if not pytestconfig.shared_data.is_dir():
        pytest.skip(f"no shared data in {pytestconfig.shared_data}")
    return pytestconfig.shared_data


@pytest.fixture(scope="session")
def template(
    pytestconfig: pytest.Config, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    if hasattr(pytestconfig, "workerinput"):
        yield pytestconfig.workerinput["template"]
        return
    with template_database(django_db_blocker) as name:
        yield name


@pytest.fixture(scope="session")
def process_name(request: pytest.FixtureRequest) -> str:
    return get_xdist_worker_id(request)


@pytest.fixture(scope="session")
def django_db_setup(
    template: str, process_name: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """This process's database.

    pytest-django's own makes none when no test is marked `django_db`, and what is meant for it would then reach the
    real one.
    """
    with kept_clone(template, process_name, django_db_blocker):
        yield


@pytest.fixture(scope="module")
def module_db(
    django_db_setup: None, template: str, process_name: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A database for the tests of one module, in which a fixture may commit what all of them begin with.

    The tests themselves are rolled back, as everywhere.
    """
    with kept_clone(template, f"{process_name}_module", django_db_blocker):
        yield


@pytest.fixture
def committed_db(
    django_db_setup: None, template: str, process_name: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A database of this test's own, with the starter set, where commits, threads and triggers are real."""
    with django_db_blocker.unblock(), clone_of(template, f"{process_name}_committed"):
        yield


@pytest.fixture
def shelf(settings: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An empty place for files of evidence."""
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


@pytest.fixture
def kept_connection(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For who calls the WSGI application itself: the connection of the test stays open, as in Django's own client."""
    monkeypatch.setattr("registry.api.straight.close_old_connections", lambda: None)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
