"""A zip, read member by member and never unpacked to disk; a zip inside it is one member that nobody opens.

What the directory of the zip says about sizes is checked while reading, never believed.
"""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from registry.registers.errors import BadSource

_BLOCK = 1 << 16
_DIRECTORY_ENTRY = b"PK\x01\x02"
_ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one source may hold. The largest real register is far below each of these."""

    members: int = 5_000
    total_bytes: int = 8 << 30
    ratio: int = 200
    """Bytes out for a byte in, once `ratio_free_bytes` are out. Registers have about 10."""
    ratio_free_bytes: int = 8 << 20


LIMITS = Limits()


class Archive:
    """The members of a zip, by safe name, without clutter unless `keeps_clutter`."""

    def __init__(
        self, path: Path, limits: Limits, *, keeps_clutter: bool = False, called: str = ""
    ) -> None:
        self._path = path
        self._name = called or path.name
        self._limits = limits
        self._keeps_clutter = keeps_clutter
        self._read: dict[str, int] = {}
        check_directory(path, self._name, limits)
        try:
            self._zip = zipfile.ZipFile(path)
        except _ZIP_ERRORS as error:
            raise _damaged(self._name, error) from error
        try:
            self._infos = self._checked(self._zip.infolist())
        except BadSource:
            self._zip.close()
            raise

    @property
    def names(self) -> Iterable[str]:
        return self._infos

    def open(self, name: str) -> IO[bytes]:
        try:
            member = self._zip.open(self._infos[name])
        except _ZIP_ERRORS as error:
            raise _damaged(f"{self._name}/{name}", error) from error
        return io.BufferedReader(_Metered(self, name, member), _BLOCK)

    def size_of(self, name: str) -> int:
        """Unpacked, as its directory says."""
        return self._infos[name].file_size

    def size(self) -> int:
        return self._path.stat().st_size

    def close(self) -> None:
        self._zip.close()

    def meter(self, name: str, count: int) -> None:
        """`count` bytes of this member have come out: is that still a register?"""
        limits, packed = self._limits, self._infos[name].compress_size
        self._read[name] = max(count, self._read.get(name, 0))
        if sum(self._read.values()) > limits.total_bytes:
            raise BadSource(
                name, f"at most {limits.total_bytes} bytes", "the zip unpacks to too much"
            )
        if count > max(limits.ratio_free_bytes, limits.ratio * packed):
            raise BadSource(name, f"at most {limits.ratio} bytes out of one", "a zip bomb")

    def _checked(self, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        """Folders are left out. Members that share bytes are the trick of a bomb."""
        if len(infos) > self._limits.members:
            raise BadSource(self._name, f"at most {self._limits.members} files", "too many files")
        if sum(info.compress_size for info in infos) > self.size():
            raise BadSource(self._name, "members beside each other", "they overlap: a zip bomb")
        kept: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            name = _safe_name(info)
            is_kept = self._keeps_clutter or not any(map(is_clutter, name.split("/")))
            if info.is_dir() or not is_kept:
                continue
            if name in kept:
                raise BadSource(name, "every name once", "the zip holds this name twice")
            kept[name] = info
        return kept


class _Metered(io.RawIOBase):
    """One member while it is read: counted, its faults translated."""

    def __init__(self, archive: Archive, name: str, member: IO[bytes]) -> None:
        self._archive = archive
        self._name = name
        self._member = member
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._member.read(len(buffer))
        except _ZIP_ERRORS as error:
            raise _damaged(self._name, error) from error
        self._count += len(data)
        self._archive.meter(self._name, self._count)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._member.close()
        super().close()


def is_clutter(name: str) -> bool:
    """What file managers leave behind: `.DS_Store`, `__MACOSX`, `Thumbs.db`."""
    return name.startswith((".", "__MACOSX")) or name.casefold() in ("thumbs.db", "desktop.ini")


def _damaged(file: str, error: Exception) -> BadSource:
    return BadSource(file, "a whole zip without a password", f"truncated or damaged: {error}")


def check_directory(path: Path, name: str, limits: Limits) -> None:
    """`zipfile` loads the whole directory, some 600 bytes an entry, before it can be asked how many there are."""
    most = limits.members * 20  # zips inside the zip have directories too
    entries = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            entries += block.count(_DIRECTORY_ENTRY)
            if entries > most:
                raise BadSource(name, f"at most {limits.members} files", "too many files")


def _safe_name(info: zipfile.ZipInfo) -> str:
    name = info.filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    if name.startswith("/") or name[1:2] == ":" or ".." in parts or not parts:
        raise BadSource(name, "a name inside the zip", "the name leads out of the zip")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise BadSource(name, "ordinary files", "a link inside a zip")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # Python's readers of the other methods unpack a block without bound.
        raise BadSource(name, "members stored or deflated", "another compression")
    return "/".join(parts)
