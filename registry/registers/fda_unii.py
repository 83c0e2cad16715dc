"""FDA's list of UNII names: every name of every substance in its substance register.

    Name                        TYPE UNII       Display Name
    EXAMPLE PEPTIDE             of   0000000000 EXAMPLE PEPTIDE
    EXAMPLE PEPTIDE [WHO-DD]    cn   0000000000 EXAMPLE PEPTIDE
    PEPTAL                      bn   0000000000 EXAMPLE PEPTIDE

UNII_Names_12Jun2025.txt in UNIIs.zip of precision.fda.gov/uniisearch/archive, or UNII_Names.txt as other programs ship
it: tab-separated, CRLF, ASCII until now, ordered by UNII. openFDA's unii.csv is the same with “Type” and LF. The file's
name tells the day, if anything does.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from formulary.rules.identifiers import clean_unii
from formulary.vocabulary import UniiNameKind
from registry.registers.authorisation import Rejected
from registry.registers.delimited import Layout, read_rows
from registry.registers.folding import fold
from registry.registers.source import BadSource, Source

_LAYOUT = Layout(
    columns=("Name", "UNII", "Display Name"),
    optional=("TYPE", "Type"),
    encodings=("utf-8", "cp1252"),
)
_FILE = re.compile(r"(.*/)?unii(_names)?[^/]*\.(txt|csv)", re.IGNORECASE)
_RECORDS = re.compile(r"records|readme", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})([A-Z][a-z]{2})(\d{4})")
_KINDS = {str(kind): kind for kind in UniiNameKind}
_LONGEST = 500
_SOURCES = (
    "BAN|BP|CHP|DSC|EMA EPAR|EP|EP MONOGRAPH|FCC|GREEN BOOK|HSDB|II|INCI|INN|IP|ISO|IUPAC|JAN|JP|MART\\.|MI|NF|"
    "ORANGE BOOK|USAN|USP|USP MONOGRAPH|USP-RS|VANDF|WHO-DD|WHO-IP|WHO-IP LATIN"
)
_SOURCE = re.compile(rf" \[({_SOURCES})\]$")
"""Who else calls it so, which is no part of the name. What homeopaths [HPUS] and food tables [LANGUAL] call a substance
keeps its mark, and so is never met in a register of medicines; so do impurities [EP IMPURITY]."""

_known_unii = lru_cache(maxsize=1024)(clean_unii)


@dataclass(frozen=True, slots=True)
class ListedName:
    normalised: str
    unii: str
    display_name: str
    kind: UniiNameKind


class UniiNames:
    """No register: nothing of it is published, and the look-up table of names follows it."""

    name = "fda-unii"
    title = "UNII names list"
    publisher = "US Food and Drug Administration"
    authority = "us-fda"
    jurisdiction = "US"
    is_union_wide = False

    def published_on(self, source: Source) -> str:
        """The day in the name of the file or zip, or nothing."""
        for name in (_file(source), source.name):
            for found in _DAY.finditer(name):
                try:
                    return dt.datetime.strptime(found.group(), "%d%b%Y").date().isoformat()  # noqa: DTZ007
                except ValueError:
                    continue
        return ""

    def read(self, source: Source) -> Iterator[ListedName | Rejected]:
        """Every name of the list, streamed; raises BadSource when the file is another."""
        file = _file(source)
        source.expect(file)
        for row in read_rows(source, file, _LAYOUT):
            yield row if isinstance(row, Rejected) else _name(file, *row)


NAME_LIST = UniiNames()


def _file(source: Source) -> str:
    names = [name for name in source.names() if _FILE.fullmatch(name) and not _RECORDS.search(name)]
    if len(names) != 1:
        here = ", ".join(source.names())[:500] or "nothing"
        raise BadSource(source.name, "one file UNII_Names….txt or unii.csv", f"there is {here}")
    return names[0]


def _name(file: str, line: int, values: tuple[str, ...]) -> ListedName | Rejected:
    name, unii, display_name, kind, kind_too = (value.strip() for value in values)
    kind = kind or kind_too
    if kind not in _KINDS:
        return Rejected(file, line, "TYPE", kind[:200], f"one of {', '.join(_KINDS)}")
    try:
        unii = _known_unii(unii)
    except ValueError as error:
        return Rejected(file, line, "UNII", unii[:200], str(error))
    folded = fold(_SOURCE.sub("", name))
    for field, value in (("Name", folded), ("Display Name", display_name)):
        if not value or len(value) > _LONGEST:
            return Rejected(file, line, field, value[:200], f"1 to {_LONGEST} characters")
    return ListedName(folded, unii, display_name, _KINDS[kind])
