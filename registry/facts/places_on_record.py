"""All jurisdictions on a day as the database has them, and whose records reach each of them."""

import datetime as dt
from collections import defaultdict

from formulary.rules.spelling import nearest
from registry.facts.places import inherited
from registry.facts.reader import Place, Unknown
from registry.models import Jurisdiction, Membership
from registry.rules.values import Record
from registry.vocabulary import JurisdictionKind


class PlacesOnRecord:
    """Read once, in two queries, however many places are asked for."""

    def __init__(self, on: dt.date) -> None:
        self._rows = {row.code: row for row in Jurisdiction.objects.select_related("part_of")}
        self._unions_of: dict[str, list[str]] = defaultdict(list)
        for member, union in Membership.objects.filter(valid__contains=on).values_list(
            "member__code", "union__code"
        ):
            self._unions_of[member].append(union)

    def find(self, code: str) -> Place:
        """The jurisdiction, then its country, then its unions in the order filed. Raises Unknown."""
        if code not in self._rows:
            raise Unknown("jurisdiction", code, nearest(code, self._rows))
        asked = self._rows[code]
        country = asked.part_of.code if asked.part_of else None
        above = inherited(code, country, lambda place: self._unions_of.get(place, ()))
        return Place(code, asked.name, above)

    def ids_of(self, place: Place) -> list[int]:
        """The keys of the place and of what it inherits from, in that order."""
        return [self._rows[code].pk for code in (place.code, *place.inherits)]

    def unions_above(self, place: Place) -> list[int]:
        """The keys of the unions whose records reach the place only where they are union-wide."""
        return [self._rows[code].pk for code in place.inherits if self._is_union(code)]

    def reaches(self, record: Record, place: Place) -> bool:
        """Whether a record is of the place, or comes to it from its country or a union."""
        if record.jurisdiction == place.code:
            return True
        if record.jurisdiction not in place.inherits:
            return False
        return record.is_union_wide or not self._is_union(record.jurisdiction)

    def _is_union(self, code: str) -> bool:
        return self._rows[code].kind == JurisdictionKind.UNION
