"""The dictionaries that this process holds: every name of the database, and no name that could be taken back.

Most names are in one dictionary, made from committed rows alone: a file that all processes of the machine map, or in memory
where names are few. What was written since then is read whenever there is something new, into a small one. Every row of
`formulary_spelling` has a number, never used twice. Those of curated names and those of names of a look-up table alone
are each written by one transaction at a time, so the highest of either kind that is seen says what there is.
"""

import threading

from django.db import connection

from formulary.search import dictionary_file
from formulary.search.dictionary import Dictionary
from formulary.search.dictionary_file import FEW, LATER, Held, State
from formulary.search.dictionary_writer import in_memory

_SEEN = """
SELECT (SELECT oid::bigint FROM pg_database WHERE datname = current_database()),
    coalesce((SELECT max(number) FROM public.formulary_spelling WHERE since IS NOT NULL), 0),
    coalesce((SELECT max(number) FROM public.formulary_spelling WHERE since IS NULL), 0),
    nullif(current_setting('mesoformulary.as_of', true), '')::integer
"""


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

    def keep(self) -> None:
        """Take up a newer file, where much was written since the one that is held; have it written if need be."""
        state, _ = seen()
        most = self._most
        if most is not None and most.upto.database == state.database:
            if most.upto.reaches(state) or dictionary_file.count_later(most.upto) <= FEW:
                return
            reached = most.upto
        elif dictionary_file.count_later(State(state.database)) <= FEW:
            return  # whoever is asked first indexes them
        else:
            reached = None
        newest = dictionary_file.newest(state.database)
        if newest is None or newest.upto == reached:
            connection.close()  # it may take a minute
            dictionary_file.write_elsewhere()
            newest = dictionary_file.newest(state.database)
        if newest is not None:
            self.hold(newest)

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
                    self._later = Held(state, in_memory(cursor, {}))
            return self._later


HELD = Holder()


def seen() -> tuple[State, int | None]:
    """What there is, for whoever reads here, and the edition that is asked for, if one is."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN)
        *state, edition = cursor.fetchone()
    return State(*state), edition
