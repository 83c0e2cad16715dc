"""The file of a dictionary in the data folder: written by one process at a time, believed only by the database that it is of."""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from django.db import connection

from config.environment import data_dir
from config.private_files import give_to_owner_of, make_folder
from config.release import digest
from config.snapshots import run_elsewhere
from formulary.search.dictionary import Dictionary
from formulary.search.dictionary_writer import in_memory, write
from formulary.search.named_things import named_things

FEW = 20_000
"""So many names are indexed in half a second: in memory, by every process for itself."""
_AT_ONCE = 10_000
_OURS = digest("formulary/search", "formulary/rules")[:16] + "-"
"""How names of files begin that code like this wrote. Another release can read them, too, and need not write a million names first."""

VERSION = "(SELECT array_agg(version ORDER BY kind) FROM public.formulary_namesversion)"
"""What tells that no name means anything else than it did: null, or texts that no other state of any name has."""

_UPTO = f"""
SELECT (SELECT oid::bigint FROM pg_database WHERE datname = current_database()),
    coalesce(max(number) FILTER (WHERE since IS NOT NULL), 0), coalesce(max(number) FILTER (WHERE since IS NULL), 0),
    (SELECT normalised FROM public.formulary_spelling WHERE since IS NOT NULL ORDER BY number DESC LIMIT 1), {VERSION}, count(*)
FROM public.formulary_spelling
"""  # noqa: S608 (our own constants)
_NAMES = f"""
SELECT normalised, coalesce(since, 0), coalesce(meaning, '') FROM public.formulary_spelling LEFT JOIN (
    SELECT normalised, json_agg(json_build_array(kind, slug, name, unii, normalised, text, language, name_kind, base))::text
    FROM ({named_things()}) AS named (kind, slug, name, unii, normalised, text, language, name_kind, base) GROUP BY normalised
) AS meant (normalised, meaning) USING (normalised) ORDER BY normalised COLLATE "C"
"""  # noqa: S608 (our own constants)
LATER = """
SELECT normalised, coalesce(since, 0), '' FROM public.formulary_spelling
WHERE since IS NOT NULL AND number > %s OR since IS NULL AND number > %s ORDER BY normalised COLLATE "C"
"""
_IS_OURS = """
SELECT count(*) FROM public.formulary_spelling WHERE since IS NOT NULL AND number = %s AND normalised = %s
"""

logger = logging.getLogger(__name__)


Version = list[str] | None


@dataclass(frozen=True, slots=True)
class State:
    """A database, and the numbers of the last curated name and of the last of a look-up table alone that are there."""

    database: int
    curated: int = 0
    listed: int = 0

    def reaches(self, other: "State") -> bool:
        """Whether all of the other is in this: nothing is ever taken out, and numbers only rise."""
        return self.curated >= other.curated and self.listed >= other.listed


@dataclass(frozen=True, slots=True)
class Held:
    """The names up to a state, with what they mean at a version; without, where that is None."""

    upto: State
    version: Version
    names: Dictionary


def folder() -> Path:
    """Where the dictionaries of this machine lie."""
    return data_dir() / "names"


def write_elsewhere() -> None:
    """Have the file written by a process of its own."""
    run_elsewhere("index_names")


def newest(database: int) -> Held | None:
    """The newest whole file of this very database; what is damaged, or is of another one, is not believed."""
    for path in reversed(_files()):
        try:
            names = Dictionary.at(path)
        except (OSError, ValueError):
            logger.warning("%s is damaged; the names are indexed anew.", path)
            continue
        upto = State(**names.about["upto"])
        if upto.database == database:
            with connection.cursor() as cursor:
                cursor.execute(_IS_OURS, [upto.curated, names.about["last"]])
                if cursor.fetchone()[0]:
                    return Held(upto, names.about["version"], names)
    return None


def take_up(database: int) -> Held:
    """The names that are committed: from the file, which is written where there is none, or in memory if they are few."""
    return newest(database) or few() or write_file()


def few() -> Held | None:
    """The names that are committed, in memory; None where they are many."""
    with _committed() as (about, upto, count, rows):
        return Held(upto, about["version"], in_memory(rows, about)) if count <= FEW else None


def write_file() -> Held:
    """Write it, if nobody else just has; one process of the machine at a time. Older files are deleted."""
    make_folder(folder())
    with (folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _committed() as (about, upto, _, rows):
            held = newest(upto.database)
            if held is not None and (held.upto, held.version) == (upto, about["version"]):
                return held
            path = folder() / f"{_OURS}{upto.database}-{upto.curated}-{upto.listed}.names"
            draft = path.with_suffix(".draft")
            with draft.open("wb") as file:
                write(file, rows, about)
        give_to_owner_of(folder(), draft)
        draft.rename(path)
        for other in {*folder().glob("*.names"), *folder().glob("*.draft")}.difference(
            _files()[-2:]
        ):
            other.unlink(missing_ok=True)
        return Held(upto, about["version"], Dictionary.at(path))


def _files() -> list[Path]:
    return sorted(folder().glob(f"{_OURS}*.names"), key=lambda path: path.stat().st_mtime_ns)


@contextmanager
def _committed() -> Iterator[tuple[dict[str, Any], State, int, Any]]:
    """Over a connection of its own, which sees nothing that our own transaction may still take back: what to write
    about the dictionary, its state, how many names there are, and the names.
    """
    own = connection.copy()
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute(_UPTO)
            *state, last, version, count = cursor.fetchone()
        upto = State(*state)
        about = {"upto": asdict(upto), "version": version, "last": last}
        with own.chunked_cursor() as cursor:
            cursor.execute(_NAMES)
            pieces = iter(partial(cursor.fetchmany, _AT_ONCE), [])
            yield about, upto, count, chain.from_iterable(pieces)
    finally:
        own.close()
