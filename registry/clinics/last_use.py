"""When a key was last used: written at most once a minute by each process, and then without waiting for anybody."""

import threading
import time

from django.db import connection

EVERY = 60.0

_WRITE = """
INSERT INTO public.registry_apikeyuse AS known (key_id, at) VALUES (%s, now())
ON CONFLICT (key_id) DO UPDATE SET at = excluded.at WHERE known.at < excluded.at - interval '30 seconds'
"""

_written: dict[int, float] = {}
_lock = threading.Lock()


def note_use(key: int) -> None:
    """Write down that this key is in use, unless this process did in the last minute."""
    now = time.monotonic()
    with _lock:
        if now - _written.get(key, float("-inf")) < EVERY:
            return
        _written[key] = now
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [key])


def forget() -> None:
    with _lock:
        _written.clear()
