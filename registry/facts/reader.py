"""What every reader of facts answers, whatever it reads from.

The rules ask for plain values. The SQL reader answers any date and any edition in a number of queries
that does not depend on how many lines, approvals or ingredients there are. The snapshot reader answers the
newest edition from a file in memory, with the same words.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from formulary.names import Asked, Resolution
from formulary.rules.mixing import Interaction
from formulary.rules.value import Value
from registry.rules.values import Dossier, Line, Route


class Place(Value, frozen=True):
    """A jurisdiction on a day, with those whose records reach it: its country, then its unions."""

    code: str
    name: str
    inherits: tuple[str, ...]


class PlaceCoverage(Value, frozen=True):
    """How much of a jurisdiction has been assessed: counts of live records and their subjects."""

    records: int
    ingredients_assessed: int
    ingredients_known: int
    products_assessed: int


class Absence(Value, frozen=True):
    """“Not found in this register, in the copy of this day”: no approval, no refusal, and never more.

    `unread` is how many of its rows could not be read.
    """

    register: str
    title: str
    published_on: str
    url: str
    unread: int


class Kindred(Value, frozen=True):
    """Something like what a line names, and how it is like it."""

    line: Line
    name: str
    how: str


class Unknown(LookupError):
    """A code that no record has; `nearest` are the valid ones most like it."""

    def __init__(self, field: str, value: object, nearest: Sequence[str] = ()):
        self.field, self.value, self.nearest = field, value, tuple(nearest)
        super().__init__(f"{field}: {value!r} is not known.")


class Facts(Protocol):
    """The reader of facts at one edition."""

    edition: int
    at_once: int
    """How many lines are best asked about together."""

    def place(self, code: str, on: dt.date) -> Place:
        """The jurisdiction; raises Unknown."""

    def route(self, code: str) -> Route:
        """The route; raises Unknown."""

    def resolve(self, asked: Sequence[Asked], *, offer: bool = True) -> list[Resolution]:
        """What each text names, in the order asked; with near names for what is not known, if `offer`."""

    def dossier(self, place: Place, lines: Sequence[Line]) -> Dossier:
        """Everything on record that may bear on the lines in this place."""

    def cocktail(self, reference: str) -> list[Asked]:
        """The lines of a published version, named “slug@version”; raises Unknown."""

    def interactions(self, dossier: Dossier) -> list[Interaction]:
        """The recorded interactions of the substances of a dossier."""

    def absences(
        self, place: Place, dossier: Dossier, lines: Sequence[Line]
    ) -> list[list[Absence]]:
        """For each line that names an ingredient: the complete registers here in which it is not found."""

    def kindred(
        self, place: Place, lines: Sequence[Line]
    ) -> Mapping[Line, tuple[Sequence[Kindred], bool]]:
        """What is like each line and on record in this place, up to a bound, and whether that is all of it."""

    def coverage(self, place: Place) -> PlaceCoverage:
        """How much of the place has been assessed."""
