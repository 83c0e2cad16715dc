"""What products are made of, each different composition once: thousands of products share a few hundred.

register_composition   one row a composition: its substances as printed, and their numbers, roles and strengths
register_substance     one row a different substance, with the names to look up
"""

import json
from dataclasses import dataclass

from registry.registers import copy_text, fitness
from registry.registers.authorisation import Substance
from registry.registers.folding import fold

TABLES = """
DROP TABLE IF EXISTS register_composition, register_substance;
CREATE TEMPORARY TABLE register_composition (
    id integer, substances jsonb, names text[], substance_ids integer[], roles text[], strengths text[]
);
CREATE TEMPORARY TABLE register_substance (
    id integer, key text, printed text, names text[], identifier text
);
"""

MOST_REMEMBERED = 65_536
"""Compositions; of a register with more, some are staged twice, which costs time and changes nothing."""


@dataclass(frozen=True, slots=True)
class Composition:
    """Its number, and what the digest of a product takes of it."""

    number: str
    said: str


class Compositions:
    """The compositions met so far. `lines` are those that are still to be copied."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._count = 0
        self._known: dict[tuple[Substance, ...], Composition] = {}
        self._substances: dict[tuple[tuple[str, ...], str], tuple[int, Substance]] = {}

    def of(self, substances: tuple[Substance, ...]) -> Composition:
        """The composition of these substances, in their order."""
        found = self._known.get(substances)
        if found is None:
            if len(self._known) == MOST_REMEMBERED:
                self._known.clear()
            found = self._known[substances] = self._add(substances)
        return found

    def substance_lines(self) -> list[str]:
        """The rows of `register_substance`."""
        rows = (
            (str(number), names[0], substance.printed, copy_text.array(names), identifier)
            for (names, identifier), (number, substance) in self._substances.items()
        )
        return [copy_text.cells(row) + "\n" for row in rows]

    def _add(self, substances: tuple[Substance, ...]) -> Composition:
        ids: list[int] = []
        names: set[str] = set()
        for substance in substances:
            folded = tuple(dict.fromkeys(filter(None, map(fold, substance.names))))
            key = (folded, substance.identifier)
            known = self._substances.setdefault(key, (len(self._substances) + 1, substance))
            ids.append(known[0])
            names.update(folded)
        longest = fitness.LONGEST_STRENGTH
        strengths = [fitness.shortened(each.strength, longest) for each in substances]
        printed = [
            {"name": each.printed, "strength": strength, "role": each.role}
            for each, strength in zip(substances, strengths, strict=True)
        ]
        said = copy_text.cells(
            (json.dumps(printed, ensure_ascii=False), copy_text.array(sorted(names)))
        )
        self._count += 1
        lists = (ids, [str(each.role) for each in substances], strengths)
        rest = copy_text.cells([copy_text.array(items) for items in lists])
        self.lines.append(f"{self._count}\t{said}\t{rest}\n")
        return Composition(str(self._count), said)
