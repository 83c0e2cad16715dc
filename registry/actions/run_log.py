"""What the worker writes down while it has a run in hand, visible to everybody at once.

The work itself is one long transaction, so the log has a connection of its own. That connection holds a lock for as long
as the worker lives: a run that is said to be in hand while nobody holds its lock was interrupted.
"""

import dataclasses
import time
from types import TracebackType
from typing import Any, Self

from django.db import connection
from django.utils import timezone

from registry.models import RegisterRun
from registry.registers.progress import Progress
from registry.vocabulary import RunState

RUN_LOCK = 0x4D45534F
"""The first of the two numbers of the advisory lock; the second is the run's."""

EVERY = 0.3
"""Seconds between two lines of progress at least."""


class NotTakenUp(Exception):
    """Somebody else has the run in hand, or it does not wait any more."""


class RunLog:
    """A context manager that takes up a run in the state `waits`. Raises NotTakenUp."""

    def __init__(self, run: int, *, waits: RunState, works: RunState) -> None:
        self._run, self._waits, self._works = run, waits, works
        self._own = connection.copy()
        self._told = 0.0
        self._step = 0

    def __enter__(self) -> Self:
        try:
            if not self._execute("SELECT pg_try_advisory_lock(%s, %s)", RUN_LOCK, self._run)[0]:
                raise NotTakenUp
            taken = self._execute(
                f"UPDATE {_TABLE} SET state = %s, started_at = %s, told_at = %s, ended_at = NULL, "  # noqa: S608
                "message = '' WHERE id = %s AND state = %s RETURNING id",
                self._works, timezone.now(), timezone.now(), self._run, self._waits,
            )  # fmt: skip
            if not taken:
                raise NotTakenUp
        except BaseException:
            self._own.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._own.close()  # and with it goes the lock

    def tell(self, progress: Progress) -> None:
        """How far it has come: of each step its beginning, and a few lines a second at most."""
        now = time.monotonic()
        if progress.step != self._step or now - self._told >= EVERY:
            self._told, self._step = now, progress.step
            told = dataclasses.asdict(progress)
            if not progress.rows:  # whoever applies a plan reads no rows, but somebody has
                del told["rows"]
            self._write(**told, told_at=timezone.now())

    def opened(self, **values: Any) -> None:
        """What is known of the files."""
        self._write(**values)

    def end(self, state: RunState, message: str = "", **values: Any) -> None:
        now = timezone.now()
        self._write(state=state, message=message, told_at=now, ended_at=now, **values)

    def _write(self, **values: Any) -> None:
        columns = ", ".join(f"{name} = %s" for name in values)
        self._execute(
            f"UPDATE {_TABLE} SET {columns} WHERE id = %s RETURNING id",  # noqa: S608
            *values.values(),
            self._run,
        )

    def _execute(self, statement: str, *values: Any) -> Any:
        with self._own.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchone()


_TABLE = RegisterRun._meta.db_table
