"""What an adapter reads out of an official list of substances: a statement about substances, not about products."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from formulary.vocabulary import RegulatoryClass
from registry.registers.authorisation import Rejected
from registry.registers.source import Source
from registry.vocabulary import Effect, RouteScope


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One entry: it speaks of every substance that has one of the names or one of the identifiers.

    An entry may speak of several substances, or of a group (“its salts”). Only those that it names are
    found: nobody guesses who else belongs to the group. `number` carries its scheme, as in “CosIng II/372”, and may come
    again.
    """

    number: str
    printed: str
    """The list's own words for it, shown to people."""
    names: tuple[str, ...]
    identifiers: tuple[str, ...]
    """CAS numbers or UNIIs, with their check digit in order."""
    effect: Effect
    regulatory_class: RegulatoryClass
    pathway: str
    purposes: tuple[str, ...]
    paraphrase: str
    """What it says, in our own words; the same in every copy as long as the entry is."""
    route_scope: RouteScope = RouteScope.ANY
    valid_from: str = ""
    file: str = ""
    line: int = 0


class SubstanceList(Protocol):
    """One official list. As for a register, everything that is peculiar to it is in its adapter."""

    name: str
    """As on the command line: eu-cosing."""
    title: str
    publisher: str
    authority: str
    jurisdiction: str
    is_union_wide: bool
    scheme: str
    """What all its numbers begin with: “CosIng ”."""

    def published_on(self, source: Source) -> str:
        """The date of the copy (ISO 8601, may be partial) if the files tell it; empty if they do not."""

    def read(self, source: Source) -> Iterator[ListEntry | Rejected]:
        """Every entry; raises `BadSource` when the files are not this list, or not all of it."""
