"""Which code answers: a digest that changes with it, so that no answer of older code is taken for one of this."""

import hashlib
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


def digest(*folders: str, libraries: bool = False) -> str:
    """Of the code in these folders. The same on every worker that runs the same code, and with the same libraries if they count."""
    found = hashlib.sha256((_ROOT / "requirements.txt").read_bytes() if libraries else b"")
    for folder in folders:
        for path in sorted((_ROOT / folder).rglob("*.py")):
            found.update(str(path.relative_to(_ROOT)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def release() -> str:
    """Of all that answers."""
    return digest("config", "formulary", "registry", libraries=True)


RELEASE = release()
