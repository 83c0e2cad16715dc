"""The files of one copy of a register: a folder, a single file, or a zip, opened with care.

Whoever uploads a copy may have been handed a bad one: a half-loaded zip, a zip that unpacks to a thousand times its
size, a name or a link that leads out of the folder. All of these end as `BadSource`.
"""

import hashlib
import io
import os
import unicodedata
import zipfile
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from registry.registers.archive import LIMITS, Archive, Limits, check_directory, is_clutter
from registry.registers.errors import BadSource
from registry.registers.progress import Meter

__all__ = ["LIMITS", "BadSource", "Limits", "Source"]

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_WORKBOOK_PART = "[Content_Types].xml"
"""Every spreadsheet is a zip with this member, whatever its name ends in: for us it is one file."""


class Source:
    """A context manager over the files.

    Names are relative, with `/`, in any case; the last part is enough where it is unique. `path` may be a spreadsheet,
    which is a single file although it is a zip.
    """

    def __init__(self, path: Path | str, limits: Limits = LIMITS) -> None:
        self.path = Path(path)
        self.name = self.path.name
        """As people know it: the name of the folder, file or zip."""
        self.meter = Meter()
        if not self.path.exists():
            raise BadSource(self.name, "a folder, a file or a zip", "it is not there")
        self._files: _Folder | _File | Archive
        if self.path.is_dir():
            self._files = _Folder(self.path.resolve(), limits)
        elif _is_archive(_ordinary(self.name, self.path), limits):
            self._files = Archive(self.path, limits)
        else:
            self._files = _File(self.path)
        self._by_key = _by_key(self.name, self._files.names)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._files.close()

    def names(self) -> tuple[str, ...]:
        return tuple(self._by_key.values())

    def has(self, name: str) -> bool:
        return self._find(name) is not None

    def only(self, *endings: str) -> str:
        """The name of the one file with such an ending, for registers of one file that people rename."""
        found = [name for name in self.names() if name.casefold().endswith(endings)]
        if len(found) != 1:
            here = ", ".join(found or self.names()) or "nothing"
            raise BadSource(self.name, f"one file {' or '.join(endings)}", f"there is {here[:500]}")
        return found[0]

    def open_binary(self, name: str) -> IO[bytes]:
        """Streamed; members of a zip cannot seek."""
        found = self._find(name)
        if found is None:
            here = ", ".join(self.names()) or "nothing"
            raise BadSource(self.name, f"the file {name}", f"there is {here[:500]}")
        return self._files.open(found)

    def open_counted(self, name: str) -> IO[bytes]:
        """As `open_binary`, for the reading of rows: its progress is told."""
        return self.meter.counted(self.open_binary(name))

    def expect(self, *names: str) -> None:
        """These will be opened counted and read to the end, each as often as it is named."""
        found = filter(None, map(self._find, names))
        self.meter.expected = sum(map(self._files.size_of, found))

    def open_text(self, name: str, encoding: str) -> IO[str]:
        """Strict: a byte that the encoding lacks is a UnicodeDecodeError. Line ends are left as they are."""
        return io.TextIOWrapper(self.open_binary(name), encoding=encoding, newline="")

    @cached_property
    def size(self) -> int:
        """In bytes, of the zip or file, or of all files of the folder together."""
        return self._files.size()

    @cached_property
    def sha256(self) -> str:
        """Of the zip or file itself; of a folder, over the sums and names of its files in order."""
        if not self.path.is_dir():
            return _sha256(self.path.open("rb"))
        lines = [f"{self.sha256_of(name)}  {name}\n" for name in self.names()]
        return hashlib.sha256("".join(lines).encode(errors="surrogateescape")).hexdigest()

    def sha256_of(self, name: str) -> str:
        return _sha256(self.open_binary(name))

    def _find(self, name: str) -> str | None:
        key = _key(name)
        if key in self._by_key:
            return self._by_key[key]
        ends = [found for other, found in self._by_key.items() if other.endswith("/" + key)]
        if len(ends) > 1:
            raise BadSource(self.name, f"one {name}", f"there are several: {', '.join(ends)[:500]}")
        return ends[0] if ends else None


class _File:
    def __init__(self, path: Path) -> None:
        self._path = path
        self.names = (path.name,)

    def open(self, name: str) -> IO[bytes]:
        return self._path.open("rb")

    def size_of(self, name: str) -> int:
        return self.size()

    def size(self) -> int:
        return self._path.stat().st_size

    def close(self) -> None:
        """Nothing is held open."""


class _Folder:
    """The files below a folder. Links out of it and whatever is no ordinary file are refused."""

    def __init__(self, root: Path, limits: Limits) -> None:
        self._paths: dict[str, Path] = {}
        for folder, folders, files in os.walk(root):
            folders[:] = [name for name in folders if not is_clutter(name)]
            files = [name for name in files if not is_clutter(name)]
            for path in (Path(folder, name) for name in (*folders, *files)):
                name = path.relative_to(root).as_posix()
                if not _is_inside(path, root):
                    raise BadSource(
                        name, "files inside the folder", "a link leads out of the folder"
                    )
                if not path.is_dir():
                    self._paths[name] = _ordinary(name, path)
            if len(self._paths) > limits.members:
                raise BadSource(root.name, f"at most {limits.members} files", "too many files")

    @property
    def names(self) -> Iterable[str]:
        return self._paths

    def open(self, name: str) -> IO[bytes]:
        return self._paths[name].open("rb")

    def size_of(self, name: str) -> int:
        return self._paths[name].stat().st_size

    def size(self) -> int:
        return sum(path.stat().st_size for path in self._paths.values())

    def close(self) -> None:
        """Nothing is held open."""


def _ordinary(name: str, path: Path) -> Path:
    """A pipe or a device would never end."""
    if not path.is_file():
        raise BadSource(name, "an ordinary file", "it is a pipe, a device or a broken link")
    return path


def _is_inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # links in a circle
        return False


def _is_archive(path: Path, limits: Limits) -> bool:
    """By content: spreadsheets are zips and no archives; a truncated zip is still meant to be one."""
    with path.open("rb") as file:
        is_zip = file.read(4) in _ZIP_STARTS
    if not is_zip:
        if path.suffix.casefold() == ".zip":
            raise BadSource(path.name, "a whole zip", "it does not begin like a zip")
        return False
    if path.suffix.casefold() == ".zip":
        return True
    check_directory(path, path.name, limits)
    try:
        with zipfile.ZipFile(path) as archive:
            return _WORKBOOK_PART not in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise BadSource(path.name, "a whole zip or spreadsheet", f"truncated: {error}") from error


def _by_key(source: str, names: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in sorted(names):
        other = found.setdefault(_key(name), name)
        if other != name:
            raise BadSource(source, "names that differ in more than case", f"{other} and {name}")
    return found


def _key(name: str) -> str:
    """In one case and one composition: some systems write “é” as two characters."""
    return unicodedata.normalize("NFC", name).casefold()


def _sha256(file: IO[bytes]) -> str:
    with file:
        # Every file has the `readinto` that the type lacks.
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
