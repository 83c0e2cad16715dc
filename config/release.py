"""Which code answers: a digest that changes with it, so that no answer of older code is taken for one of this."""

import hashlib
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_CODE = ("config", "formulary", "registry")


def digest() -> str:
    """The same on every worker that runs the same code with the same libraries."""
    found = hashlib.sha256((_ROOT / "requirements.txt").read_bytes())
    for folder in _CODE:
        for path in sorted((_ROOT / folder).rglob("*.py")):
            found.update(str(path.relative_to(_ROOT)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


RELEASE = digest()
