"""The files on disk: one folder, closed to other accounts, in which each lies under the SHA-256 of its bytes.

So a file can never take the place of another, and whoever reads one can tell that it is what was kept.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from config.private_files import give_to_owner_of, make_folder
from registry.errors import RegistryError
from registry.evidence.media import NotKept


class FileLost(RegistryError):
    """What is on disk is not what was kept."""

    def __init__(self, digest: str, what: str):
        super().__init__(
            f"The file {digest} {what} EVIDENCE_DIR. Have the operator restore it from a backup, "
            "or upload it again: only the very same file is taken under this hash."
        )


def put(content: bytes) -> str:
    """Keep the bytes, durably; their hash. What is there already stays, unless it has been damaged.

    Raises NotKept when the disk does not take it.
    """
    digest = hashlib.sha256(content).hexdigest()
    try:
        make_folder(settings.EVIDENCE_DIR)
        if _sound(digest):
            os.utime(_place(digest))  # strays are told by their age
        else:
            _write(digest, content)
    except OSError as error:
        raise NotKept(
            f"The server could not keep the file ({error.strerror}). Nothing that you typed is lost: have the "
            "operator look at the disk, and choose the file again."
        ) from error
    return digest


def _write(digest: str, content: bytes) -> None:
    folder = settings.EVIDENCE_DIR
    descriptor, beside = tempfile.mkstemp(dir=folder, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(descriptor, 0o400)
            give_to_owner_of(folder, descriptor)
            os.fsync(descriptor)
        os.replace(beside, _place(digest))
    except BaseException:
        os.unlink(beside)
        raise
    _remember_names(folder)


def _remember_names(folder: Path) -> None:
    """Without this a power cut may take the name of a file whose bytes are safe."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def get(digest: str) -> bytes:
    """The bytes that have this hash. Raises FileLost for what is gone or damaged: it is never handed out."""
    try:
        content = _place(digest).read_bytes()
    except OSError as error:
        raise FileLost(digest, "is not in") from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise FileLost(digest, "is damaged in") from None
    return content


def discard(digest: str) -> None:
    _place(digest).unlink(missing_ok=True)


def everything() -> Iterator[Path]:
    """All that lies there, files half written included."""
    if settings.EVIDENCE_DIR.is_dir():
        yield from settings.EVIDENCE_DIR.iterdir()


def _sound(digest: str) -> bool:
    try:
        return bool(get(digest))
    except FileLost:
        return False


def _place(digest: str) -> Path:
    return Path(settings.EVIDENCE_DIR / digest)
