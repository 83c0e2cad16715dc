"""The account that the server runs under.

PostgreSQL refuses to run as root. Then an unprivileged account that exists already runs it; no account is made, and
no folder's permissions are changed for it.
"""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.errors import Misconfigured

UNPRIVILEGED = ("postgres", "nobody", "daemon")


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        return self.uid == os.geteuid()

    def process(self) -> dict[str, Any]:
        """How `subprocess` starts a program under this account, away from our terminal and our variables."""
        options: dict[str, Any] = {
            "cwd": "/",
            "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            "umask": 0o077,
            "start_new_session": True,
        }
        if not self.is_ours:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options

    def may(self, path: Path, wanted: int) -> bool:
        """Whether the permission bits let the account do this (4 read, 2 write, 1 pass through or run) there."""
        try:
            entry = path.stat()
        except OSError:
            return False
        shift = 6 if entry.st_uid == self.uid else 3 if entry.st_gid == self.gid else 0
        return stat.S_IMODE(entry.st_mode) >> shift & wanted == wanted

    def reaches(self, path: Path) -> bool:
        """Whether the account may pass through every folder above `path` that exists."""
        return all(self.may(folder, 1) for folder in path.parents if folder.exists())


def server_account(*folders: Path) -> Account:
    """Ourselves; for root the owner of the first of these folders that exists and is not root's, else one of the usual.

    Whoever owns the data already goes on running the server.
    """
    if os.geteuid() != 0:
        return Account(str(os.geteuid()), os.geteuid(), os.getegid())
    owners = [folder.stat().st_uid for folder in folders if folder.is_dir()]
    for known in [uid for uid in owners if uid != 0] + list(UNPRIVILEGED):
        try:
            entry = pwd.getpwuid(known) if isinstance(known, int) else pwd.getpwnam(known)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise Misconfigured(
        "PostgreSQL does not run as root, and this machine has none of the accounts "
        f"{', '.join(UNPRIVILEGED)}: run this as an ordinary user, or set DATABASE_URL."
    )
