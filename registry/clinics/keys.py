"""The text of an API key: `meso_<prefix>_<secret>`. The prefix finds it, the secret opens, and only a digest is kept.

A secret is 256 random bits, so one round of SHA-256 is enough: there is nothing to guess that a slow hash would make slower,
and a slow hash before every answer would let anybody keep the server busy with wrong keys.
"""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass

_SHAPE = re.compile(r"meso_([a-z2-7]{12})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key as it is shown, once, and what is kept of it."""

    text: str
    prefix: str
    digest: str


def new_key() -> NewKey:
    """A key that nobody has had before."""
    prefix = base64.b32encode(secrets.token_bytes(10)).decode().lower()[:12]
    secret = secrets.token_urlsafe(32)
    return NewKey(f"meso_{prefix}_{secret}", prefix, digest_of(secret))


def parts_of(text: str) -> tuple[str, str] | None:
    """The prefix and the secret; None for what has not the shape of a key."""
    found = _SHAPE.fullmatch(text)
    return (found[1], found[2]) if found else None


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
