"""Signatures of Standard Webhooks (specification 1.0.0, symmetric `v1`): whoever has the secret can tell that it was us."""

import base64
import hashlib
import hmac
import secrets

_PREFIX = "whsec_"


def new_secret() -> bytes:
    return secrets.token_bytes(32)


def shown(secret: bytes) -> str:
    """The secret as receivers' libraries take it."""
    return _PREFIX + base64.b64encode(secret).decode()


def signed(*, secret: bytes, message: str, at: int, body: str) -> dict[str, str]:
    """The header fields of a message that is sent at that second. A message keeps its id however often it is sent."""
    text = f"{message}.{at}.{body}".encode()
    digest = hmac.new(secret, text, hashlib.sha256).digest()
    return {
        "webhook-id": message,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
