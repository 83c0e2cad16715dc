"""The medicines report of the European Medicines Agency: centralised authorisations, substance by substance.

    row 1   Content type: | Medicine | Output automatically generated ... on: | 29/01/2026 - 06:00
    row 9   Category | Name of medicine | EMA product number | Medicine status | ... | Active substance | ...
    row 10  Human    | Exampla          | EMEA/H/C/000000    | Authorised      | ... | example peptide  | ...

Source: https://www.ema.europa.eu, “Download medicine data”, xlsx. Each authorisation is a decision of the Commission and
holds in the whole EEA. The report has neither a route nor a dose form: every row is of unstated route.

A medicine that was withdrawn, lapsed, expired or was revoked has one period: in force until that day. A refusal, an
application withdrawn and an opinion were never an authorisation: the first is a refusal, the others are no statement.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from formulary.vocabulary import RegulatoryClass
from registry.registers.authorisation import Authorisation, Rejected, Substance
from registry.registers.source import Source
from registry.registers.spreadsheet import Workbook, read_table
from registry.vocabulary import Effect, EndKind, Lifecycle, RouteScope

_SHEET = "Medicine"
_INN = "International non-proprietary name (INN) / common name"
_HOLDER = "Marketing authorisation developer / applicant / holder"
_GRANTED = "Marketing authorisation date"
_REFUSED = "Refusal of marketing authorisation date"
_ENDED = "Withdrawal / expiry / revocation / lapse of marketing authorisation date"
_SUSPENDED = "Suspension of marketing authorisation date"
_COLUMNS = (
    "Category", "Name of medicine", "EMA product number", "Medicine status", "Opinion status",
    _INN, "Active substance", _HOLDER, _GRANTED, _REFUSED, _ENDED, _SUSPENDED,
)  # fmt: skip
_ENDS = {
    "Withdrawn": Lifecycle.WITHDRAWN,
    "Lapsed": Lifecycle.EXPIRED,
    "Expired": Lifecycle.EXPIRED,
    "Revoked": Lifecycle.REVOKED,
}
_NEVER_AUTHORISED = (
    "Application withdrawn",
    "Withdrawn from rolling review",
    "Opinion",
    "Opinion under re-examination",
)
_STATES = ("Authorised", "Suspended", "Refused", *_ENDS, *_NEVER_AUTHORISED)
_SALT = re.compile(
    "fumarate|hydrochloride|sulfate|maleate|mesilate|besilate|acetate|phosphate|citrate|tartrate|succinate|sodium",
    re.IGNORECASE,
)
_AS = re.compile(r"(.+?) ?\(as (?:the )?(.+)\)", re.IGNORECASE)


class _EmaMedicines:
    name = "ema-medicines"
    title = "EMA medicines data: centralised authorisations"
    publisher = "European Medicines Agency"
    authority = "european-commission"
    jurisdiction = "EEA"
    is_union_wide = True
    is_complete = True
    routes: dict[str, str] = {}

    def published_on(self, source: Source) -> str:
        with Workbook(source, source.only(".xlsx")) as book:
            for _, values in book.rows(_SHEET):
                match = re.match(r"(\d{2})/(\d{2})/(\d{4})", str(values[-1]))
                return f"{match[3]}-{match[2]}-{match[1]}" if match else ""
        return ""

    def read(self, source: Source) -> Iterator[Authorisation | Rejected]:
        file = source.only(".xlsx")
        source.expect(file)
        for line, row in read_table(source, file, _SHEET, 9, _COLUMNS):
            texts = {key: _text(row[key]) for key in _COLUMNS}
            if texts["Category"] == "Human":
                yield _authorisation(file, line, texts)
            elif texts["Category"] != "Veterinary":
                yield Rejected(file, line, "Category", texts["Category"], "Human or Veterinary")


def _authorisation(file: str, line: int, row: dict[str, str]) -> Authorisation | Rejected:
    number, status = row["EMA product number"], row["Medicine status"]
    if not (match := re.fullmatch(r"EMEA/H/C/?(\d{6})", number)):
        return Rejected(file, line, "EMA product number", number, "as in EMEA/H/C/000000")
    if status not in _STATES:
        return Rejected(file, line, "Medicine status", status, ", ".join(_STATES))
    dates: dict[str, str] = {}
    for column in (_GRANTED, _REFUSED, _ENDED, _SUSPENDED):
        try:
            dates[column] = _date(row[column])
        except ValueError:
            return Rejected(file, line, column, row[column], "a date DD/MM/YYYY")
    substances = _substances(row["Active substance"] or row[_INN])
    if not substances and status not in _NEVER_AUTHORISED:
        return Rejected(file, line, "Active substance", "", "a substance, here or as INN")
    effect, lifecycle, start, end, kind = _statement(status, dates)
    return Authorisation(
        number=f"EMEA/H/C/{match[1]}",
        product=row["Name of medicine"],
        holder=row[_HOLDER],
        regulatory_class=RegulatoryClass.MEDICINE,
        pathway="EU_CENTRALISED",
        effect=effect,
        lifecycle=lifecycle,
        route_scope=RouteScope.UNSTATED,
        routes=(),
        substances=substances,
        valid_from=start,
        valid_to=end,
        valid_to_kind=kind,
        remark=_remark(status, row["Opinion status"], dates),
        file=file,
        line=line,
    )


type_statement = tuple[Effect | None, Lifecycle, str, str, EndKind]


def _statement(status: str, dates: dict[str, str]) -> type_statement:
    """What the Commission said, its state, first day and end."""
    granted, ended = dates[_GRANTED], dates[_ENDED]
    if status in _NEVER_AUTHORISED:
        return None, Lifecycle.PENDING, "", "", EndKind.OPEN  # nothing was ever decided
    if status == "Refused":
        return Effect.NOT_AUTHORISED, Lifecycle.REJECTED, dates[_REFUSED], "", EndKind.OPEN
    if status == "Suspended":
        return Effect.GRANTED, Lifecycle.SUSPENDED, dates[_SUSPENDED], "", EndKind.OPEN
    if status == "Authorised":
        return Effect.GRANTED, Lifecycle.VALID, granted, "", EndKind.OPEN
    if ended and granted < ended:
        return Effect.GRANTED, Lifecycle.VALID, granted, ended, EndKind.DATE
    # No day, or one before the authorisation: that it has ended is all that is known.
    return Effect.GRANTED, _ENDS[status], "" if ended else granted, "", EndKind.UNKNOWN_PAST


def _remark(status: str, opinion: str, dates: dict[str, str]) -> str:
    if status in _NEVER_AUTHORISED:
        given = f" ({opinion.lower()})" if opinion else ""
        return f"{status}{given}: never authorised."
    if status == "Suspended":
        return f"First authorised on {dates[_GRANTED] or 'an unknown day'}; suspended."
    if status in _ENDS:
        return f"{status} on {dates[_ENDED] or 'an unknown day'}."
    return ""


def _substances(cell: str) -> tuple[Substance, ...]:
    """Between semicolons, else slashes in blanks. A salt alone, as in “…;fumarate”, goes on the name before."""
    parts: list[str] = []
    for part in cell.split(";") if ";" in cell else re.split(r"\s+/\s+", cell):
        part = " ".join(part.split())
        if parts and _SALT.fullmatch(part):
            parts[-1] = f"{parts[-1]} {part}"
        elif part:
            parts.append(part)
    return tuple(Substance(part, _names(part)) for part in parts)


def _names(printed: str) -> tuple[str, ...]:
    """“abacavir (as sulfate)” and “amlodipine (as amlodipine besilate)” are salts, never their base."""
    match = _AS.fullmatch(printed)
    if match is None:
        return (printed,)
    base, salt = match[1], match[2]
    is_whole = base.split()[0].casefold() in salt.casefold()
    return (salt if is_whole else f"{base} {salt}", printed)


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _date(text: str) -> str:
    if not text:
        return ""
    if not re.fullmatch(r"\d{2}/\d{2}/(?:19|20)\d{2}", text):
        raise ValueError(text)
    return dt.date(int(text[6:]), int(text[3:5]), int(text[:2])).isoformat()


ADAPTER = _EmaMedicines()
