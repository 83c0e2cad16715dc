"""The tables of one set of the Canadian register, by the code of the product.

No file has a header, every field is quoted, no cell has a line break:

    "10000","56","ORAL","Orale"                                     route
    "10000","N","APPROVED","02-MAR-2004","APPROUVÉ","",""           status, a history: Y marks the current one
    "10000","810","VITAMIN B12","I","1000","MCG","","1","N","ML",…  ingred: 1000 MCG in 1 ML
"""

import datetime
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from registry.registers.authorisation import Rejected, Substance
from registry.registers.ca_dpd_names import spellings
from registry.registers.delimited import Layout, Row, read_rows
from registry.registers.fields import BadField
from registry.registers.source import Source

ENCODINGS = ("utf-8", "cp1252")
_WIDTHS = {"drug": 14, "ingred": 15, "route": 4, "form": 4, "status": 7, "comp": 18}
TABLES = tuple(_WIDTHS)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
"""In English whatever the language; `strptime` would follow the machine's."""
_DATE = re.compile(rf"(\d\d)-({'|'.join(_MONTHS)})-(\d{{4}})")
_AUTHORISED = ("APPROVED", "MARKETED", "DORMANT")


@dataclass(frozen=True, slots=True)
class State:
    """What a product is now, since when, and the first day of the unbroken time that it has been authorised."""

    status: str
    since: str
    authorised_since: str


class Tables:
    """What belongs to each product, and the rows that could not be read."""

    def __init__(self, source: Source, names: dict[str, str]) -> None:
        self._source = source
        self._names = names
        self.rejected: list[Rejected] = []
        self.substances: dict[str, list[Substance]] = {}
        self.routes: dict[str, list[str]] = {}
        self.forms: dict[str, list[str]] = {}
        self.holders: dict[str, str] = {}
        self._histories: dict[str, list[tuple[str, str, bool]]] = {}
        for code, *fields in self._rows("ingred"):
            self.substances.setdefault(code, []).append(_substance(fields))
        for code, _, route, _ in self._rows("route"):
            self.routes.setdefault(code, []).append(sys.intern(route.strip()))
        for code, _, form, _ in self._rows("form"):
            self.forms.setdefault(code, []).append(sys.intern(form.strip()))
        for code, _, _, holder, *_ in self._rows("comp"):
            self.holders[code] = sys.intern(holder.strip())
        self._read_histories()

    def drugs(self) -> Iterator[Row | Rejected]:
        return read_rows(self._source, self._names["drug"], _layout("drug"))

    def state(self, code: str) -> State:
        history = sorted(self._histories.get(code, ()))
        current = [(day, status) for day, status, is_current in history if is_current]
        if len(current) != 1:
            raise BadField("status", code, f"one current status, not {len(current)}")
        since, status = current[0]
        start = ""
        # What was cancelled and came back on one day has been authorised anew: False is before True.
        for day, each in sorted((day, each in _AUTHORISED) for day, each, _ in history):
            start = (start or day) if each else ""
        return State(status, since, start or since)

    def _read_histories(self) -> None:
        name = self._names["status"]
        for row in read_rows(self._source, name, _layout("status")):
            if isinstance(row, Rejected):
                self.rejected.append(row)
                continue
            line, (code, flag, status, day, *_) = row
            if not (date := iso_day(day)):
                self.rejected.append(
                    Rejected(name, line, "HISTORY_DATE", day, "a date as 02-MAR-2004")
                )
            elif flag not in ("Y", "N"):
                self.rejected.append(Rejected(name, line, "CURRENT_STATUS_FLAG", flag, "Y or N"))
            else:
                state = (date, sys.intern(status.strip()), flag == "Y")
                self._histories.setdefault(code, []).append(state)

    def _rows(self, table: str) -> Iterator[tuple[str, ...]]:
        for row in read_rows(self._source, self._names[table], _layout(table)):
            if isinstance(row, Rejected):
                self.rejected.append(row)
            else:
                yield row[1]


def iso_day(value: str) -> str:
    """ISO 8601, empty if it is no date."""
    parts = _DATE.fullmatch(value.strip())
    if not parts:
        return ""
    try:
        month = _MONTHS.index(parts[2]) + 1
        return datetime.date(int(parts[3]), month, int(parts[1])).isoformat()
    except ValueError:
        return ""


def _layout(table: str) -> Layout:
    columns = tuple(f"{table} {number}" for number in range(1, _WIDTHS[table] + 1))
    return Layout(columns, has_header=False, delimiter=",", is_quoted=True, encodings=ENCODINGS)


def _substance(fields: list[str]) -> Substance:
    _, name, _, amount, unit, _, per, _, per_unit, *_ = (field.strip() for field in fields)
    strength = f"{amount} {unit}".strip()
    if strength and (per or per_unit):
        strength += f" / {per} {per_unit}".rstrip() if per else f" / {per_unit}"
    return Substance(printed=sys.intern(name), names=spellings(name), strength=strength)
