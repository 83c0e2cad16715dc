"""What the medicines of the French register hold: `CIS_COMPO_bdpm.txt`, several rows an ingredient.

The substance itself (SA) and, with the same link number, the part of it that the strength is counted in (FT). Only the
first is an ingredient of the medicine (⇥ is a tab):

    65065165⇥solution⇥12345⇥CHLORHYDRATE DE MÉPIVACAÏNE⇥10 mg⇥1 ml⇥SA⇥1
    65065165⇥solution⇥12346⇥MÉPIVACAÏNE⇥8,7 mg⇥1 ml⇥FT⇥1
"""

import re

from registry.registers.authorisation import Rejected, Substance
from registry.registers.delimited import Layout, Row, read_rows
from registry.registers.fields import BadField
from registry.registers.fr_bdpm_names import spellings
from registry.registers.source import Source

FILE = "CIS_COMPO_bdpm.txt"
CODE = re.compile(r"\d{8}(?!\d)")
ENCODINGS = ("utf-8", "cp1252")
_LAYOUT = Layout(
    columns=("code", "element", "substance code", "substance", "dose", "per", "nature", "link"),
    has_header=False,
    encodings=ENCODINGS,
)


class Compositions:
    """What every medicine holds, and of which medicines a row could not be read.

    Such a medicine is rejected: without one of its rows a combination would look like a single substance.
    """

    def __init__(self, source: Source) -> None:
        self.rejected: list[Rejected] = []
        self._rows: dict[str, list[tuple[str, ...]]] = {}
        self._unread: dict[str, int] = {}
        before, orphan = "", 0
        for row in read_rows(source, FILE, _LAYOUT):
            if not isinstance(row, Rejected):
                row = _checked(row)
            if isinstance(row, Rejected):
                self.rejected.append(row)
                code = CODE.match(row.value)
                # The file is in order of medicines: a row without a code belongs to one of its neighbours.
                self._unread[code[0] if code else before] = row.line
                orphan = 0 if code else row.line
                continue
            before, *values = row[1]
            if orphan:
                self._unread[before], orphan = orphan, 0
            self._rows.setdefault(before, []).append(tuple(values))

    def of(self, code: str) -> tuple[Substance, ...]:
        if code in self._unread:
            line = self._unread[code]
            raise BadField("code", code, f"a composition; line {line} of {FILE} cannot be read")
        rows = self._rows.get(code, [])
        salts = [row for row in rows if row[5] == "SA"]
        linked = {row[6] for row in salts}
        substances: dict[str, list[str]] = {}
        for row in salts + [row for row in rows if row[6] not in linked]:
            substances.setdefault(row[2], []).append(_strength(row, rows))
        return tuple(
            Substance(
                printed=name, names=spellings(name), strength="; ".join(filter(None, strengths))
            )
            for name, strengths in substances.items()
        )


def _checked(row: Row) -> Row | Rejected:
    line, (code, *_, substance, _dose, _per, nature, _link) = row
    if not CODE.fullmatch(code):
        return Rejected(FILE, line, "code", code, "eight digits")
    if not substance.strip():
        return Rejected(FILE, line, "substance", f"{code} {substance}", "a name")
    if nature not in ("SA", "FT"):
        return Rejected(FILE, line, "nature", f"{code} {nature}", "SA or FT")
    return row


def _strength(row: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Some substances have no dose of their own, only that of the part which the strength is counted in."""
    _, _, _, dose, per, _, link = row
    if dose:
        return f"{dose} / {per}" if per else dose
    parts = [other for other in rows if other[6] == link and other[5] == "FT" and other[3]]
    return " + ".join(f"{part[3]} / {part[4]} ({part[2].strip()})" for part in parts)
