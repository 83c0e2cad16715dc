"""The one door to environment variables.

Nothing else reads the environment; `dotenv-sample` lists every variable, and a test compares. A file `.env` beside
`manage.py` is read as well, so that the server and every command see the same; a variable that is set in the
environment wins over it.
"""

import os
import shlex
from pathlib import Path

from config.errors import Misconfigured
from config.private_files import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def env_text(name: str, default: str = "") -> str:
    """The variable's value without blanks around it; what is empty counts as not set."""
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, default: bool = False) -> bool:
    """1, true, yes, on or 0, false, no, off, in any case."""
    value = env_text(name, str(default)).lower()
    if value not in TRUE | FALSE:
        raise Misconfigured(f"{name}={value} is neither yes nor no: write 1 or 0.")
    return value in TRUE


def env_list(name: str, default: str = "") -> list[str]:
    """The parts between commas, without blanks around them and without empty ones."""
    parts = (part.strip() for part in env_text(name, default).split(","))
    return [part for part in parts if part]


def env_number(name: str, default: int, *, low: int, high: int) -> int:
    """A whole number from `low` to `high`."""
    value = env_text(name, str(default))
    if not (value.isascii() and value.isdigit()) or not low <= int(value) <= high:
        raise Misconfigured(f"{name}={value} is not a whole number from {low} to {high}.")
    return int(value)


def data_dir() -> Path:
    """Where the embedded database and the kept secrets live; a relative DATA_DIR starts at the project's folder."""
    return (BASE_DIR / Path(env_text("DATA_DIR", "var")).expanduser()).resolve()


def secret_key() -> str:
    """What signs sessions. Without SECRET_KEY, a random one that is made once and kept in the data folder."""
    return env_text("SECRET_KEY") or kept_secret(data_dir() / "secret_key")


def relaxed_two_factor(*, debug: bool, https_only: bool) -> bool:
    """RELAX_TWO_FACTOR, which is refused anywhere but on the machine of somebody who develops."""
    if not env_bool("RELAX_TWO_FACTOR"):
        return False
    if not debug or https_only or env_text("HOST", "127.0.0.1") not in LOOPBACK:
        raise Misconfigured(
            "RELAX_TWO_FACTOR=1 lets people in with a password alone. It is for development on your own machine: "
            "it needs DEBUG=1, no HTTPS_ONLY, and a HOST that nobody else reaches (127.0.0.1). Take it out."
        )
    return True


def read_dotenv(path: Path) -> None:
    """Take NAME=value lines (quotes as in a shell, a comment on a line of its own) for variables that are not set."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith("#"):
            continue
        try:
            words = shlex.split(line.removeprefix("export "))
        except ValueError as error:
            raise Misconfigured(f"{path}, line {number}: {error}.") from None
        if len(words) > 1 or (words and "=" not in words[0]):
            raise Misconfigured(
                f"{path}, line {number}: write NAME=value, with quotes round a value that has blanks."
            )
        for word in words:
            name, _, value = word.partition("=")
            os.environ.setdefault(name, value)


read_dotenv(BASE_DIR / ".env")
