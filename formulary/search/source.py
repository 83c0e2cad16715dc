"""Where a search looks: in the database, at the edition that is to be seen, or in a dictionary that says all that it does."""

from collections.abc import Collection, Iterable
from typing import Protocol

from msgspec.json import Decoder

from formulary.search import spellings, things
from formulary.search.dictionary import Dictionary, Scope
from formulary.search.held import HELD, seen
from formulary.search.spellings import Found
from formulary.search.things import Named, ThingKind


class NotWritten(Exception):
    """The dictionary does not say this: the database has to be asked."""


class Source(Protocol):
    """What is known of names. `everything`: also the names that only a look-up table has."""

    def like(self, texts: Collection[str], *, everything: bool) -> dict[str, Found]:
        """For each normalised text the names that may be like it."""

    def beginning_with(self, text: str, *, everything: bool) -> Found:
        """The names that begin with the normalised text, or a word of which does."""

    def alike(self, texts: Iterable[str]) -> dict[str, dict[str, float]]:
        """For each normalised text the curated names of which a part is like it, and how much."""

    def named_by(self, names: Collection[str], kinds: Collection[ThingKind]) -> list[Named]:
        """All things of these kinds that one of the normalised names means."""

    def with_code(
        self, *, slug: str, code: str, atc: str, kinds: Collection[ThingKind]
    ) -> list[Named]:
        """What has one of these codes."""


class Database:
    """Asked anew each time: which names there are, with one query, and with another what some of them mean."""

    alike = staticmethod(spellings.alike)
    named_by = staticmethod(things.named_by)
    with_code = staticmethod(things.with_code)

    def like(self, texts: Collection[str], *, everything: bool) -> dict[str, Found]:
        state, _, edition = seen()
        held, scope = HELD.names(state), Scope(everything, edition)
        return {text: spellings.like(text, held, scope) for text in texts}

    def beginning_with(self, text: str, *, everything: bool) -> Found:
        state, _, edition = seen()
        held, scope = HELD.names(state), Scope(everything, edition)
        return Found(others=spellings.begun(text, held, scope))


DATABASE = Database()


class Written:
    """A dictionary that says what names mean. It knows no codes and no parts of names: then it raises NotWritten."""

    def __init__(self, names: Dictionary) -> None:
        self._names = names

    def like(self, texts: Collection[str], *, everything: bool) -> dict[str, Found]:
        held, scope = [self._names], Scope(everything)
        return {text: spellings.like(text, held, scope) for text in texts}

    def beginning_with(self, text: str, *, everything: bool) -> Found:
        return Found(others=spellings.begun(text, [self._names], Scope(everything)))

    def alike(self, texts: Iterable[str]) -> dict[str, dict[str, float]]:
        raise NotWritten

    def named_by(self, names: Collection[str], kinds: Collection[ThingKind]) -> list[Named]:
        everything = "known-substance" in kinds
        found: list[Named] = []
        for name in names:
            if said := self._names.meaning(name):
                found += _MEANING.decode(said)
        return [
            thing
            for thing in found
            if thing.kind in kinds and (everything or thing.name_kind != things.OF_THE_LIST)
        ]

    def with_code(
        self, *, slug: str, code: str, atc: str, kinds: Collection[ThingKind]
    ) -> list[Named]:
        raise NotWritten


_MEANING = Decoder(list[Named])
