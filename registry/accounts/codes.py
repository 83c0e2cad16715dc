"""Codes that are typed: those of an authenticator app, and recovery codes.

The app's are TOTP (RFC 6238) as every app has it: SHA-1, six digits, thirty seconds, computed by the library
`cryptography`. The intervals before and after are accepted too, for clocks that are a little off.
"""

import secrets

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

ISSUER = "Mesoformulary"
SECRET_BYTES = 20
PERIOD = 30  # seconds
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is read as something else
GROUP = 4
GROUPS = 3  # one to find it by, two of 20 bits each that are kept as a hash (ASVS 6.5.2, 6.5.4)


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def matching_step(secret: bytes, code: str, *, at: float) -> int | None:
    """The interval of which this is the code; None when it is the code of none that counts at that time."""
    now = int(at) // PERIOD
    for step in (now, now - 1, now + 1):
        try:
            _totp(secret).verify(code.encode(), step * PERIOD)
        except InvalidToken:
            continue
        return step
    return None


def provisioning_uri(secret: bytes, username: str) -> str:
    return _totp(secret).get_provisioning_uri(username, ISSUER)


def new_recovery_code() -> str:
    code = (secrets.choice(ALPHABET) for _ in range(GROUP * GROUPS))
    return spaced("".join(code), "-")


def spaced(code: str, gap: str = " ") -> str:
    """In groups of four, to be typed."""
    return gap.join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def bare(typed: str) -> str:
    """What was typed, without blanks and hyphens, in capitals."""
    return "".join(typed.split()).replace("-", "").upper()


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, 6, SHA1(), PERIOD)  # noqa: S303 - the standard's
