"""The dictionaries that this process holds: every name of the database, and no name that could be taken back.

Most names are in one dictionary, made from committed rows alone: a file that all processes of the machine map, or in memory
where names are few. What was written since then is read whenever there is something new, into a small one. Every row of
`formulary_spelling` has a number, never used twice. Those of curated names and those of names of a look-up table alone
are each written by one transaction at a time, so the highest of either kind that is seen says what there is.

The first also says what its names mean, while nothing that names mean has changed since (`formulary_namesversion`).
"""

import threading

from django.db import connection

from formulary.search import dictionary_file
from formulary.search.dictionary import Dictionary
from formulary.search.dictionary_file import LATER, VERSION, Held, State, Version
from formulary.search.dictionary_writer import in_memory

_SEEN = f"""
SELECT (SELECT oid::bigint FROM pg_database WHERE datname = current_database()),
    coalesce((SELECT max(number) FROM public.formulary_spelling WHERE since IS NOT NULL), 0),
    coalesce((SELECT max(number) FROM public.formulary_spelling WHERE since IS NULL), 0),
    nullif(current_setting('mesoformulary.as_of', true), '')::integer, {VERSION}
"""  # noqa: S608 (our own constants)


class Holder:
    """Threads share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._most: Held | None = None
        self._later: Held | None = None

    def names(self, state: State) -> list[Dictionary]:
        """The names of the state, in one dictionary or two. What is not indexed yet is waited for."""
        most = self._most
        if most is None or most.upto.database != state.database:
            most = self._taken_up(state)
        if most.upto.reaches(state):
            return [most.names]
        later = self._later
        if later is None or later.upto != state:
            later = self._read(most.upto, state)
        return [most.names, later.names]

    def hold(self, most: Held | None) -> None:
        """Answer from this from now on."""
        with self._lock:
            self._most, self._later = most, None

    def meaning(self, version: Version) -> Dictionary | None:
        """The dictionary, if it says what names mean at that version, and so has all of them."""
        most = self._most
        return most.names if most is not None and version and most.version == version else None

    def keep(self) -> bool:
        """Take up what names mean now, and have that written if need be; whether it is there.

        Where it could not be written, or something was published meanwhile, what there is serves until the next try.
        """
        state, version, _ = seen()
        most = self._most
        if most is not None and (most.upto, most.version) == (state, version):
            return True
        newest = dictionary_file.newest(state.database)
        if newest is None or newest.version != version:
            newest = dictionary_file.few()
        if newest is None:
            connection.close()  # it may take a minute
            dictionary_file.write_elsewhere()
            newest = dictionary_file.newest(state.database)
        if newest is None:
            return False
        self.hold(newest)
        return newest.version == version

    def _taken_up(self, state: State) -> Held:
        with self._lock:
            if self._most is None or self._most.upto.database != state.database:
                self._most, self._later = dictionary_file.take_up(state.database), None
            return self._most

    def _read(self, after: State, state: State) -> Held:
        with self._lock:
            if self._later is None or self._later.upto != state:
                with connection.cursor() as cursor:
                    cursor.execute(LATER, [after.curated, after.listed])
                    self._later = Held(state, None, in_memory(cursor, {}))
            return self._later


HELD = Holder()


def seen() -> tuple[State, Version, int | None]:
    """What there is, for whoever reads here; what it means; and the edition that is asked for, if one is."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN)
        *state, edition, version = cursor.fetchone()
    return State(*state), version, edition
