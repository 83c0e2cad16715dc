"""Files and folders of our own, closed to other accounts."""

import os
import secrets
from pathlib import Path
from typing import IO

from config.errors import Misconfigured


def kept_secret(path: Path) -> str:
    """The random text in this file, which is made when it is missing.

    Two processes that make it at once agree: the file appears whole, and the second takes what the first wrote.
    """
    try:
        if not path.exists():
            make_folder(path.parent)
            draft = path.with_name(f"{path.name}.{os.getpid()}")
            with open_private(draft, os.O_WRONLY | os.O_TRUNC) as file:
                file.write(secrets.token_urlsafe(48))
            try:
                os.link(draft, path)
            except FileExistsError:
                pass  # another process was first
            finally:
                draft.unlink()
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise Misconfigured(unusable(error)) from None


def make_folder(path: Path) -> None:
    """A folder for us alone; one that root makes may be passed through, for the account of the database server."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(exist_ok=True)
    path.chmod(0o711 if os.geteuid() == 0 else 0o700)
    give_to_owner_of(path.parent, path)


def open_private(path: Path, flags: int) -> IO[str]:
    """Open as text, making the file when it is missing: for its owner alone, and never through a link."""
    is_new = not path.exists()
    descriptor = os.open(path, flags | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    if is_new:
        give_to_owner_of(path.parent, descriptor)
    mode = "a" if flags & os.O_APPEND else "w" if flags & os.O_WRONLY else "r"
    return os.fdopen(descriptor, mode, encoding="utf-8")


def give_to_owner_of(folder: Path, target: Path | int) -> None:
    """What root makes in another account's folder stays usable for that account."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.chown(target, owner.st_uid, owner.st_gid)


def unusable(error: OSError) -> str:
    """One line about a file or folder of ours that can't be read or written."""
    return (
        f"{error.filename}: {error.strerror}. Run this as the account that made the folder, "
        "or set DATA_DIR to a folder of your own."
    )
