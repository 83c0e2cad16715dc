"""The background worker of `make run`: it is there, it is replaced when it dies, and it goes when the rest goes."""

import os
import signal

import psycopg
import pytest

from config.postgres.home import find_home
from tests.config.test_run import ended, port, started, until

__all__ = ["port"]  # the fixture


def workers() -> list[int]:
    """The processes that have a worker's connection to the database."""
    with psycopg.connect(**find_home().connection()) as database:
        rows = database.execute(
            "SELECT DISTINCT application_name FROM pg_stat_activity "
            "WHERE application_name LIKE 'mesoformulary worker %'"
        ).fetchall()
    return [int(name.split()[-1]) for (name,) in rows]


@pytest.mark.usefixtures("port")
def test_worker_is_replaced_when_it_dies_and_never_outlives_the_supervisor():
    process, _ = started()
    assert until(workers), "no worker came"
    (first,) = workers()
    os.kill(first, signal.SIGKILL)
    assert until(lambda: workers() not in ([], [first])), "none came in its place"
    process.kill()
    ended(process)
    assert until(lambda: not workers()), "the worker outlived its supervisor"

    process, _ = started()
    assert until(workers)
    (third,) = workers()
    process.terminate()
    assert ended(process) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(third, 0)
