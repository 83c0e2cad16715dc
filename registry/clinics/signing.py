"""Signatures of Standard Webhooks (specification 1.0.0, symmetric `v1`): whoever has the secret can tell that it was us."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from secrets import token_bytes

_PREFIX = "whsec_"


def new_secret() -> bytes:
    return token_bytes(32)


def shown(secret: bytes) -> str:
    """The secret as receivers' libraries take it."""
    return _PREFIX + base64.b64encode(secret).decode()


def signed(*, secrets: Sequence[bytes], message: str, at: int, body: str) -> dict[str, str]:
    """The header fields of a message that is sent at that second, with a signature for each secret that is good.

    A message keeps its id however often it is sent.
    """
    text = f"{message}.{at}.{body}".encode()
    return {
        "webhook-id": message,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(_signature(secret, text) for secret in secrets),
    }


def _signature(secret: bytes, text: bytes) -> str:
    digest = hmac.new(secret, text, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"
