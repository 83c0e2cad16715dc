"""The live keys, as this process knows them.

All of them are read in one query, at most once a second, however many keys are shown and whatever they are: a wrong key costs
a hash and a look into a dictionary, like a right one. A clinic has two keys, so ten thousand clinics are a few megabytes.
"""

import hmac
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from registry.clinics.keys import digest_of, parts_of
from registry.models import ApiKey

FRESH = 5.0
"""Seconds for which what was read is good: a revoked key, or one of a clinic that was closed, works that long at most."""

ANEW = 1.0
"""Seconds until it is read anew for a key that is not in it, which may have been issued just now."""

_NOBODYS = "0" * 64


@dataclass(frozen=True, slots=True)
class AskingClinic:
    """A clinic, as the key says that it showed."""

    pk: int
    slug: str
    name: str
    scopes: frozenset[str]
    a_minute: int
    a_day: int
    key: int
    prefix: str
    digest: str
    expires: float


class Ring:
    """Keys by their prefix. One a process."""

    def __init__(self) -> None:
        self._keys: Mapping[str, AskingClinic] = {}
        self._read_at = float("-inf")
        self._reading = threading.Lock()

    def clinic_with(self, text: str) -> AskingClinic | None:
        """The clinic whose live key this is. None for any other text, whatever is wrong with it."""
        prefix, secret = parts_of(text) or ("", "")
        self._read_unless(FRESH)
        found = self._keys.get(prefix)
        if found is None:
            self._read_unless(ANEW)
            found = self._keys.get(prefix)
        digest = found.digest if found else _NOBODYS
        is_right = hmac.compare_digest(digest_of(secret), digest)
        return found if found and is_right and found.expires > time.time() else None

    def _read_unless(self, younger_than: float) -> None:
        """Read the keys, unless that was done lately; whoever comes meanwhile goes by what is known."""
        if time.monotonic() - self._read_at < younger_than:
            return
        if not self._reading.acquire(blocking=self._read_at == float("-inf")):
            return
        try:
            if time.monotonic() - self._read_at >= younger_than:
                self._keys = _live()
                self._read_at = time.monotonic()
        finally:
            self._reading.release()

    def forget(self) -> None:
        """Read them again when the next key comes."""
        self._read_at = float("-inf")


def _live() -> dict[str, AskingClinic]:
    keys = ApiKey.objects.live().filter(clinic__is_active=True).select_related("clinic").order_by()
    return {
        key.prefix: AskingClinic(
            pk=key.clinic_id,
            slug=key.clinic.slug,
            name=key.clinic.name,
            scopes=frozenset(key.scopes),
            a_minute=key.clinic.requests_a_minute,
            a_day=key.clinic.questions_a_day,
            key=key.pk,
            prefix=key.prefix,
            digest=key.digest,
            expires=key.expires_at.timestamp(),
        )
        for key in keys
    }


ring = Ring()
