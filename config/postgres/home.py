"""Where the embedded server keeps its data and how it is reached. Nothing here starts or makes anything."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.environment import data_dir
from config.postgres.account import Account, server_account
from config.private_files import kept_secret

NAME = "mesoformulary"  # of the database, and of the role that owns it
SHARED_ROOT = Path("/var/lib/mesoformulary")
SOCKET_BYTES = 100  # Linux allows a socket's path 107 bytes, macOS 103
DEFAULT_PORT = 5432


@dataclass(frozen=True)
class Home:
    """A folder of ours; only `data` and `socket` in it belong to the account that runs the server."""

    root: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def socket(self) -> Path:
        return self.root / "socket"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def has_socket(self) -> bool:
        """Whether a socket's path is short enough, and not taken for a list; otherwise we listen on loopback."""
        path = bytes(self.socket / f".s.PGSQL.{DEFAULT_PORT}")
        return len(path) <= SOCKET_BYTES and b"," not in path

    @property
    def port_file(self) -> Path:
        return self.root / "port"

    @property
    def port(self) -> int:
        """The port on loopback, chosen anew at each start; the usual number where there is a socket."""
        if self.has_socket or not self.port_file.exists():
            return DEFAULT_PORT
        return int(self.port_file.read_text(encoding="ascii"))

    @property
    def password(self) -> str:
        return kept_secret(self.root / "password")

    def connection(self, database: str = NAME) -> dict[str, Any]:
        """How libpq reaches a database of this server."""
        return {
            "host": str(self.socket) if self.has_socket else "127.0.0.1",
            "port": self.port,
            "user": NAME,
            "password": self.password,
            "dbname": database,
        }


def find_home() -> Home:
    """The home of this data folder's server: inside the folder, if the server's account can get there.

    Below a folder that is closed to that account (root's own home, for one) it is a folder under /var/lib instead,
    named after a random mark in the data folder: it stays the right one when the data folder is moved, and a fresh
    data folder in the same place has one of its own.
    """
    inside = data_dir() / "postgres"
    account = server_account(inside / "data", *existing(data_dir())[:1])
    if account.is_ours or (inside / "data").is_dir():
        return Home(inside, account)
    kept = data_dir() / "mark"
    if account.reaches(inside) and not kept.exists():
        return Home(inside, account)
    outside = SHARED_ROOT / hashlib.sha256(kept_secret(kept).encode()).hexdigest()[:12]
    return Home(outside, server_account(outside / "data"))


def existing(path: Path) -> list[Path]:
    """`path` and the folders above it, as far as they exist."""
    return [folder for folder in (path, *path.parents) if folder.is_dir()]
