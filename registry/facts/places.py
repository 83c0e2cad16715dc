"""Jurisdictions and their unions by day, held in memory."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from formulary.rules.spelling import nearest
from registry.facts.reader import Place, Unknown


class _Jurisdiction(NamedTuple):
    name: str
    country: str | None
    is_union: bool


def inherited(
    code: str, country: str | None, unions_of: Callable[[str], Iterable[str]]
) -> tuple[str, ...]:
    """Whose records reach a place besides its own: its country, then its unions in the order filed, and theirs."""
    inherits = [country] if country else []
    queue = [*inherits, code]
    while queue:
        for union in unions_of(queue.pop(0)):
            if union not in inherits and union != code:
                inherits.append(union)
                queue.append(union)
    return tuple(inherits)


class Places:
    """All jurisdictions of one edition."""

    def __init__(
        self,
        jurisdictions: Sequence[tuple[str, str, str | None, bool]],
        memberships: Sequence[tuple[str, str, str | None, str | None]],
    ) -> None:
        """Memberships are (member, union, first day, day that is out), in the order filed."""
        self._known = {
            code: _Jurisdiction(name, country, is_union)
            for code, name, country, is_union in jurisdictions
        }
        self._unions: dict[str, list[tuple[str, dt.date, dt.date | None]]] = {}
        for member, union, since, until in memberships:
            first = dt.date.fromisoformat(since) if since else dt.date.min
            out = dt.date.fromisoformat(until) if until else None
            self._unions.setdefault(member, []).append((union, first, out))
        self.on = lru_cache(maxsize=4096)(self._on)

    def _on(self, code: str, on: dt.date) -> Place:
        """The jurisdiction on that day; raises Unknown."""
        asked = self._known.get(code)
        if asked is None:
            raise Unknown("jurisdiction", code, nearest(code, self._known))
        return Place(code, asked.name, inherited(code, asked.country, partial(self._above, on)))

    def _above(self, on: dt.date, code: str) -> list[str]:
        return [
            union
            for union, first, out in self._unions.get(code, ())
            if first <= on and (out is None or on < out)
        ]

    def tables(self, place: Place) -> tuple[str, ...]:
        """The names under which the records that reach the place are kept: a union's only if union-wide."""
        return (place.code, *(f"{c}*" if self._known[c].is_union else c for c in place.inherits))
