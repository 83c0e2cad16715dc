"""The newest edition in force, and the version of the names at that moment: for a process that is asked often."""

import time

from django.db import connection

from formulary.search.dictionary_file import VERSION, Version
from registry.facts.current import NEWEST_NUMBER, STALE

_NEWEST = f"SELECT {NEWEST_NUMBER}, {VERSION}"


class Newest:
    """What one look at the database saw. Threads share it."""

    def __init__(self) -> None:
        self._seen: tuple[float, int, Version] = 0.0, 0, None

    def look(self) -> tuple[int, Version]:
        """The number (0 where nothing has been published) and the version, of one moment in the last `STALE` seconds."""
        then, edition, version = self._seen
        now = time.monotonic()
        if not then or now - then > STALE:
            with connection.cursor() as cursor:
                cursor.execute(_NEWEST)
                number, version = cursor.fetchone()
            edition = number or 0
            self._seen = now, edition, version
        return edition, version


NEWEST = Newest()
