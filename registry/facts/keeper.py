"""Keeps the snapshot of a process that serves as new as the registry, and its dictionary of names.

A thread looks once a second for a newer edition. The first process of a machine that sees one has its snapshot written by
a process of its own, so that nobody who asks waits for it; the others find the file. Until then the database answers.
"""

import hashlib
import logging
import threading
import time
from pathlib import Path

from django.db import connection

from config.environment import data_dir
from config.private_files import make_folder
from config.release import RELEASE
from config.snapshots import write_elsewhere
from formulary.search.held import HELD
from registry.facts.current import CURRENT, is_newest, newest
from registry.facts.snapshot import SnapshotFacts
from registry.models import Edition

LOOK = 1.0
LONGEST_PAUSE = 60.0
"""Seconds between two looks, and between two tries when one has failed."""

logger = logging.getLogger(__name__)


def keep_snapshot() -> None:
    """Begin, in a thread of this process."""
    threading.Thread(target=_keep, daemon=True).start()


def folder() -> Path:
    """Where the snapshots of this machine lie."""
    return data_dir() / "snapshots"


def path_of(edition: Edition) -> Path:
    """Its file. The moment of its sealing tells apart databases that share a folder, and the code what a file holds."""
    assert edition.sealed_at  # noqa: S101 (only editions in force have a snapshot)
    digest = hashlib.sha256(f"{RELEASE} {edition.sealed_at.isoformat()}".encode()).hexdigest()[:16]
    return folder() / f"{edition.number}-{digest}.shelf"


def _keep() -> None:
    pause = LOOK
    while True:
        try:
            is_there = all([look(), HELD.keep()])
            pause = LOOK if is_there else min(pause * 2, LONGEST_PAUSE)
        except Exception:  # the database may be away for a moment
            logger.exception("No newer snapshot or names; the database answers.")
            connection.close()
            pause = min(pause * 2, LONGEST_PAUSE)
        time.sleep(pause)


def look() -> bool:
    """Take up the snapshot of the newest edition, having it written if need be; whether it is there."""
    held, edition = CURRENT.held(), newest()
    if edition is None or (held is not None and is_newest(held)):
        return True
    path = path_of(edition)
    if not path.is_file():
        make_folder(folder())
        connection.close()  # it may take minutes
        write_elsewhere(edition.number)
        if not path.is_file():
            return False
    CURRENT.hold(SnapshotFacts(path))
    return True
