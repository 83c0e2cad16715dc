"""What an adapter reads out of a register: plain values in our words, before anything is matched.

Named tuples, since a register makes a million of them: made, compared and hashed in a third of a frozen dataclass's time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from formulary.vocabulary import LineRole, RegulatoryClass
from registry.registers.source import Source
from registry.vocabulary import Effect, EndKind, Lifecycle, RouteScope


class Substance(NamedTuple):
    """One ingredient of a product, as the register names it.

    `names` are the names to look up, the best first: “MÉPIVACAÏNE (CHLORHYDRATE DE)” and what the naming
    rules of the register make of it. `printed` is the register's own word, shown to people.
    """

    printed: str
    names: tuple[str, ...]
    strength: str = ""
    role: LineRole = LineRole.ACTIVE
    identifier: str = ""
    """A UNII or CAS number, where the register gives one."""


class Authorisation(NamedTuple):
    """One authorisation (or listing) of one product, as this copy of the register shows it.

    `number` carries its scheme, as in “CIS 63409284”, and is unique in the register. `routes` are the
    register's own strings, which the adapter's table maps; with the scopes `unspecified` and `unstated` there are none.
    Listed routes of which none is known here are as good as unstated, and become that when they are staged.
    Dates are ISO 8601 and may be a year or a month; empty is not known. `line` is the physical line of
    `file`, from 1.
    """

    number: str
    product: str
    holder: str
    regulatory_class: RegulatoryClass
    pathway: str
    effect: Effect | None
    """None for a listing that is no statement of an authority: a product without an approval."""
    lifecycle: Lifecycle
    route_scope: RouteScope
    routes: tuple[str, ...]
    substances: tuple[Substance, ...]
    dose_form: str = ""
    purposes: tuple[str, ...] = ()
    valid_from: str = ""
    valid_to: str = ""
    valid_to_kind: EndKind = EndKind.OPEN
    remark: str = ""
    """What a reader of the record should know besides: “marketed”, “discontinued”, in our own words."""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be read: where it stands, what it held and what was expected."""

    file: str
    line: int
    field: str
    value: str
    expected: str


class Adapter(Protocol):
    """One register. Everything that is peculiar to it is in its adapter, and nothing else is."""

    name: str
    """As on the command line: fr-bdpm."""
    title: str
    """For people, and the title of the document that an import writes: the register's own name."""
    publisher: str
    authority: str
    """Slug of the authority that keeps it."""
    jurisdiction: str
    is_union_wide: bool
    is_complete: bool
    """Whether a substance that is not in it has no authorisation of the kind that it lists."""
    routes: Mapping[str, str]
    """The register's route string, folded to lower case, to the code of our route."""

    def published_on(self, source: Source) -> str:
        """The date of the copy (ISO 8601, may be partial) if the files tell it; empty if they do not."""

    def read(self, source: Source) -> Iterator[Authorisation | Rejected]:
        """Every authorisation in the files, streamed; raises `BadSource` when they are not this register."""
