"""Which reader of facts answers: the snapshot where it is as new as the registry, else the database.

A process that serves asks for the newest edition at most every `STALE` seconds, so no answer is made from an edition
older than the newest that was in force `STALE` seconds before; it names its edition anyhow.
"""

import datetime as dt
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from config.api.edition import edition_at
from registry.as_of import as_of
from registry.facts.reader import Facts
from registry.facts.snapshot import SnapshotFacts
from registry.facts.sql import SqlFacts
from registry.models import Edition

STALE = 0.1
"""Seconds, the bound: the database is asked ten times a second instead of at every request."""

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
        logger.exception("The snapshot of edition %s failed; the database answers.", snapshot.edition)
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


CURRENT = Current()


def newest() -> Edition | None:
    """The newest edition in force."""
    return Edition.objects.sealed().order_by("-number").first()


def is_newest(snapshot: SnapshotFacts) -> bool:
    """Whether nothing newer is in force, and in this very database: a number alone says neither."""
    found = newest()
    return found is not None and (found.number, _text(found.sealed_at)) == (
        snapshot.edition,
        snapshot.sealed_at,
    )


def _text(moment: dt.datetime | None) -> str:
    return moment.isoformat() if moment else ""


@contextmanager
def facts_at(*, edition: int | None = None, known_at: dt.datetime | None = None) -> Iterator[Facts]:
    """The reader for an edition, or for what was known at a moment; the newest where neither is named.

    Raises BadInput where there is no such edition, and Unknown where there is none at all.
    """
    snapshot = CURRENT.newest() if known_at is None else None
    if snapshot is not None and edition in (None, snapshot.edition):
        yield snapshot
        return
    with as_of(edition_at(edition=edition, known_at=known_at)):
        yield SqlFacts()
