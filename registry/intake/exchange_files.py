"""Files of the exchange format that were uploaded: CSV as they are, or in a zip, of which nothing but CSV is unpacked."""

import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from registry.errors import RegistryError

from . import uploads
from .handler import ReceivedFile

MOST_BYTES = 256 << 20
"""Of all the CSV files together, unpacked. They are read into memory."""


class BadFiles(RegistryError):
    """What was uploaded cannot be read as files of the exchange format at all."""


def keep(files: Sequence[ReceivedFile]) -> str:
    """Keep CSV files, those of a zip unpacked; the name of their folder among the uploads. Raises BadFiles."""
    name = uploads.keep(files)
    try:
        folder = settings.UPLOADS_DIR / name
        for archive in sorted(folder.glob("*.[zZ][iI][pP]")):
            _unpack(archive, folder)
            archive.unlink()
        _check_size(sum(path.stat().st_size for path in folder.iterdir()))
        return name
    except BaseException:
        uploads.discard(name)
        raise


def folder_of(name: str) -> Path | None:
    """Where they lie; None once they are gone."""
    folder = settings.UPLOADS_DIR / name
    return folder if name and folder.is_dir() else None


def _unpack(archive: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [one for one in opened.infolist() if _is_csv(one)]
            _check_size(sum(one.file_size for one in members))
            for member in members:
                target = folder / PurePosixPath(member.filename).name
                if target.exists():
                    raise BadFiles(f"{target.name} is there twice: hand each file over once.")
                with opened.open(member) as source, target.open("xb") as written:
                    shutil.copyfileobj(source, written)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise BadFiles(
            f"{archive.name} cannot be unpacked ({error}). Pack the files again, without a password."
        ) from error


def _is_csv(member: zipfile.ZipInfo) -> bool:
    place = PurePosixPath(member.filename)
    is_hidden = place.name.startswith(".") or "__MACOSX" in place.parts
    return not member.is_dir() and not is_hidden and place.suffix.lower() == ".csv"


def _check_size(size: int) -> None:
    if size > MOST_BYTES:
        raise BadFiles(
            f"The files are {filesizeformat(size)} unpacked; at most {filesizeformat(MOST_BYTES)} are read here. "
            "Hand over fewer rows at a time, or have the operator run manage.py import_data."
        )
