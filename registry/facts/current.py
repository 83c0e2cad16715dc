"""Which reader of facts answers: the snapshot where it is as new as the registry, else the database.

A process that serves asks for the newest edition at most every `STALE` seconds, so no answer is made from an edition
older than the newest that was in force `STALE` seconds before; it names its edition anyhow.
"""

import logging
import threading
import time

from django.db import connection

from registry.facts.snapshot import SnapshotFacts
from registry.models import Edition

STALE = 0.1
"""Seconds, the bound: the database is asked ten times a second instead of at every request."""
NEWEST_NUMBER = "(SELECT max(number) FROM registry_edition WHERE sealed_at IS NOT NULL)"
"""In SQL; null where nothing has been published."""

logger = logging.getLogger(__name__)


class Current:
    """What this process has of the newest edition. Threads share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshot: SnapshotFacts | None = None
        self._checked = 0.0

    def hold(self, snapshot: SnapshotFacts | None) -> None:
        """Answer from this snapshot from now on; whoever reads the one before finishes with it."""
        with self._lock:
            self._snapshot, self._checked = snapshot, 0.0

    def held(self) -> SnapshotFacts | None:
        """The snapshot that is held, whether or not something newer has been published."""
        return self._snapshot

    def give_up(self, snapshot: SnapshotFacts) -> None:
        """It failed, and the reason is being logged: the database answers until there is another."""
        logger.exception(
            "The snapshot of edition %s failed; the database answers.", snapshot.edition
        )
        with self._lock:
            if self._snapshot is snapshot:
                self._snapshot = None

    def newest(self) -> SnapshotFacts | None:
        """The snapshot, if it holds the newest edition that is in force."""
        snapshot = self._snapshot
        if snapshot is None or time.monotonic() - self._checked < STALE:
            return snapshot
        asked = time.monotonic()
        if not is_newest(snapshot):
            return None
        self._checked = asked
        return snapshot

    def of(self, edition: int) -> SnapshotFacts | None:
        """The snapshot, if it holds this edition and it is the newest."""
        snapshot = self.newest()
        return snapshot if snapshot is not None and snapshot.edition == edition else None

    def edition(self) -> int:
        """The number of the newest edition in force, to within `STALE` seconds; 0 where there is none."""
        snapshot = self.newest()
        return snapshot.edition if snapshot is not None else newest_edition()


CURRENT = Current()


def newest() -> Edition | None:
    """The newest edition in force."""
    return Edition.objects.sealed().order_by("-number").first()


def is_newest(snapshot: SnapshotFacts) -> bool:
    """Whether nothing newer is in force, and in this very database: a number alone says neither."""
    found = newest()
    return (
        found is not None
        and found.number == snapshot.edition
        and found.sealed_at is not None
        and found.sealed_at.isoformat() == snapshot.sealed_at
    )


def newest_edition() -> int:
    """The number of the newest edition in force; 0 where nothing has been published."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {NEWEST_NUMBER}")
        return cursor.fetchone()[0] or 0
