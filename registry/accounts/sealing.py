"""Encryption of what must be read again, such as the secret of an authenticator app.

A stolen copy of the database alone shows none of it. A new SECRET_KEY makes all of it unreadable; people then use a
passkey or a recovery code, or an operator helps.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac

from registry.accounts.errors import SealBroken


def seal(secret: bytes) -> bytes:
    return _fernet().encrypt(secret)


def unseal(sealed: bytes | memoryview) -> bytes:
    """SealBroken when SECRET_KEY is another one now."""
    try:
        return _fernet().decrypt(bytes(sealed))
    except InvalidToken:
        raise SealBroken from None


def _fernet() -> Fernet:
    key = salted_hmac("registry.accounts.sealing", "", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
