"""The reader of facts for many places and many ingredients at once."""

import datetime as dt
from collections.abc import Sequence

from registry.facts.places_on_record import PlacesOnRecord
from registry.facts.reader import Place, PlaceCoverage
from registry.facts.sql import SqlFacts
from registry.models import Coverage
from registry.rules.values import Dossier, Line

_EVERYWHERE = Place("*", "All the places asked", ())


class WideFacts(SqlFacts):
    """Reads what `SqlFacts` reads, of all the asked places together: the same number of queries for any number."""

    def open_places(self, codes: Sequence[str], on: dt.date) -> list[Place]:
        """The jurisdictions on that day, in the order asked; no codes ask for all that have records.

        Raises Unknown.
        """
        self.places = PlacesOnRecord(on)
        self._covered = {
            row.jurisdiction.code: row
            for row in Coverage.objects.newest().select_related("jurisdiction")
        }
        wanted = codes or sorted(code for code, row in self._covered.items() if row.approvals)
        places = [self.places.find(code) for code in wanted]
        reached = {key for place in places for key in self.places.ids_of(place)}
        # Whether a union's record reaches a place is asked record by record.
        self._reach[_EVERYWHERE] = sorted(reached), []
        return places

    def wide_dossier(self, lines: Sequence[Line]) -> Dossier:
        """Everything on record that may bear on the lines in any of the places that were opened."""
        return self.dossier(_EVERYWHERE, lines)

    def coverage(self, place: Place) -> PlaceCoverage:
        """The counts made when the newest edition that touched this place was published: no query."""
        known = self._ingredients_known
        row = self._covered.get(place.code)
        if row is None:
            return PlaceCoverage(0, 0, known, 0)
        return PlaceCoverage(row.approvals, row.ingredients, known, row.products)
