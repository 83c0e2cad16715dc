"""What the registers of the US Food and Drug Administration share: route words, lists in a cell, dates, names."""

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator

from registry.registers.authorisation import Authorisation, Rejected, Substance
from registry.registers.delimited import Layout, read_records
from registry.registers.route_words import ENGLISH
from registry.registers.source import Source

AUTHORITY = "us-fda"
JURISDICTION = "US"
PUBLISHER = "US Food and Drug Administration"

ROUTES = {
    **ENGLISH,
    "im": "intramuscular",
    "intraarticular": "intraarticular",
    "iv": "intravenous",
    "iv (infusion)": "intravenous",
    "oral suspension": "oral",
    "oral-20": "oral",
    "oral-21": "oral",
    "oral-28": "oral",
    "orally disintegrating": "oral",
    "soft tissue": "soft-tissue",
    "subcutaneous lyophilized power": "subcutaneous",
}
"""SPINAL may be epidural or intrathecal, and VIAL is no route: they stay strings. “INJECTION” and “PARENTERAL” are no
routes at all."""

ROUTE_NOT_STATED = frozenset({"INJECTION", "PARENTERAL"})

_CODE = re.compile(r"\d{4,5}-\d{3,4}")
"""Labeller and product; a package has a third part."""
_INVERTED = re.compile(r"([^,]+), ([^,]+)")
_NO_YEAR = 1980
"""What a zip says that keeps no dates."""
_DATES = ("STARTMARKETINGDATE", "ENDMARKETINGDATE", "LISTING_RECORD_CERTIFIED_THROUGH")
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")


def split_list(text: str) -> tuple[str, ...]:
    """The parts between semicolons; “MENOTROPINS (FSH;LH)” is one part. Empty parts are no parts."""
    parts, depth, start = [], 0, 0
    for place, character in enumerate(text):
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        elif character == ";" and depth <= 0:
            parts.append(text[start:place])
            start = place + 1
    parts.append(text[start:])
    return tuple(clean for part in parts if (clean := " ".join(part.split())))


def substance(printed: str, strength: str = "") -> Substance:
    """An active ingredient with the names to look up.

    FDA puts what qualifies a name behind a comma: “LECITHIN, SOYBEAN” is soybean lecithin, “.ALPHA.-TOCOPHEROL, DL-”
    is dl-alpha-tocopherol. Everything else stays as printed: a salt, a hydrate, an isotope (“CYANOCOBALAMIN CO-57”)
    and a word in brackets each make another substance.
    """
    names = [printed]
    if inverted := _INVERTED.fullmatch(printed):
        head, tail = inverted.groups()
        names.append(f"{tail}{head}" if tail.endswith("-") else f"{tail} {head}")
    return Substance(printed=printed, names=tuple(names), strength=strength)


def listed_substances(names: str, strengths: str, units: str) -> tuple[Substance, ...]:
    """Of a listing: three lists side by side. Where they differ in length, no strength is anybody's."""
    printed, amounts, measures = map(split_list, (names, strengths, units))
    if not len(printed) == len(amounts) == len(measures):
        return tuple(substance(name) for name in printed)
    return tuple(
        substance(name, f"{amount} {measure}")
        for name, amount, measure in zip(printed, amounts, measures, strict=True)
    )


def fault_of_listing(row: dict[str, str], name: str) -> tuple[str, str, str] | None:
    """Field, value and what was expected, of a row with the columns that both directories have."""
    if not _CODE.fullmatch(row["PRODUCTNDC"]):
        return "PRODUCTNDC", row["PRODUCTNDC"], "a product code, as in 99990-001"
    if not name:
        return "NONPROPRIETARYNAME", "", "a name"
    for column in ("LABELERNAME", "MARKETINGCATEGORYNAME"):
        if not row[column]:
            return column, "", "something"
    for column in _DATES:
        try:
            iso_day(row.get(column, ""))
        except ValueError:
            return column, row[column], "a day, as in 20180629, or nothing"
    return None


def listings(
    source: Source,
    file: str,
    layout: Layout,
    listing: Callable[[int, dict[str, str]], Authorisation | Rejected],
) -> Iterator[Authorisation | Rejected]:
    """The rows of a directory of NDC, each as `listing` makes it of its line and its cells."""
    source.expect(file)
    return _once_a_number(
        record
        if isinstance(record, Rejected)
        else listing(record[0], {column: text.strip() for column, text in record[1].items()})
        for record in read_records(source, file, layout)
    )


def _once_a_number(rows: Iterable[Authorisation | Rejected]) -> Iterator[Authorisation | Rejected]:
    """Tell the listings of one code apart: firms list the same code in several documents, below each other.

    What says the same is one listing. Of what differs, the second is called “Example peptide (listing 2)”.
    """
    closed: set[str] = set()
    number, seen = "", dict[tuple[object, ...], int]()
    for row in rows:
        if isinstance(row, Rejected):
            yield row
        elif row.number in closed:
            expected = "the listings of one code below each other"
            yield Rejected(row.file, row.line, "PRODUCTNDC", row.number, expected)
        else:
            if row.number != number:
                closed.add(number)
                number, seen = row.number, {}
            if (key := _content(row)) in seen:
                continue
            seen[key] = len(seen) + 1
            label = f"{row.product} (listing {len(seen)})"
            yield row if len(seen) == 1 else row._replace(product=label)


def _content(row: Authorisation) -> tuple[object, ...]:
    """What makes two listings differ: not the case of a name, not the strength."""
    return (
        row.product.casefold(),
        row.holder.casefold(),
        row.regulatory_class,
        row.pathway,
        row.effect,
        row.routes,
        row.purposes,
        row.valid_from,
        row.valid_to,
        frozenset(each.printed.casefold() for each in row.substances),
    )


def iso_day(text: str) -> str:
    """20180629 as 2018-06-29, nothing as nothing; ValueError for anything but a day of the calendar."""
    if not text:
        return ""
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return checked_day("-".join(match.groups()))


def checked_day(text: str) -> str:
    """The same text, if it is a day of the calendar; ValueError otherwise."""
    if dt.date.fromisoformat(text).isoformat() != text:
        raise ValueError(text)
    return text


def packed_on(source: Source, name: str) -> str:
    """The day that the zip gives for one of its files: FDA packs a copy when it publishes it. Else empty."""
    if not zipfile.is_zipfile(source.path):
        return ""
    with zipfile.ZipFile(source.path) as archive:
        for info in archive.infolist():
            if info.filename.rpartition("/")[2].casefold() == name.casefold():
                year, month, day = info.date_time[:3]
                # A month or day of zero is no date either.
                is_known = year > _NO_YEAR and month and day
                return f"{year}-{month:02}-{day:02}" if is_known else ""
    return ""
