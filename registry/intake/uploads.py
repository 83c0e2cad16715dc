"""Uploads that are kept: a folder with an unguessable name for each, closed to other accounts."""

import datetime as dt
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from config.private_files import give_to_owner_of

from .handler import ReceivedFile

KEEP = dt.timedelta(days=30)
"""How long an upload waits to be applied."""


def keep(files: Sequence[ReceivedFile]) -> str:
    """Move what was received into a folder of its own; its name among the uploads."""
    name = secrets.token_urlsafe(16)
    folder = settings.UPLOADS_DIR / name
    folder.mkdir(mode=0o700)
    give_to_owner_of(settings.UPLOADS_DIR, folder)
    for file in files:
        file.path.rename(folder / str(file.name))
    return name


def kept(name: str) -> Path:
    """What the worker reads: the one file, or the folder of several. It may be gone."""
    folder = settings.UPLOADS_DIR / name
    files = list(folder.iterdir()) if folder.is_dir() else []
    return files[0] if len(files) == 1 else folder


def discard(name: str) -> None:
    shutil.rmtree(settings.UPLOADS_DIR / name, ignore_errors=True)


def discard_old(needed: set[str]) -> None:
    """Everything past its time, and what no run needs; not what somebody is uploading now."""
    if not settings.UPLOADS_DIR.is_dir():
        return
    now = timezone.now().timestamp()
    for path in settings.UPLOADS_DIR.iterdir():
        age = dt.timedelta(seconds=now - path.stat().st_mtime)
        if age > KEEP or (age > dt.timedelta(days=1) and path.name not in needed):
            discard(path.name) if path.is_dir() else path.unlink(missing_ok=True)
