"""CosIng, the European Commission's database of cosmetic ingredients: annexes II and III of Regulation (EC) 1223/2009.

    "File creation date: 24/12/2025"
    "ANNEX II","Last update: 08/12/2025"
    "LIST OF SUBSTANCES PROHIBITED IN COSMETIC PRODUCTS"
    "Substance identification"
    "Reference Number","Chemical name / INN","CAS Number","EC Number",Regulation,…,"Update Date"
    99901,"Exemplamide (INN) and its salts",-,-,"(EC) 2009/1223",,,,"EXEMPLAMIDE,EXEMPLAMIDE HCL",,15/10/2010

COSING_Annex_II_v2 and COSING_Annex_III_v2 (.csv or .txt) of ec.europa.eu, “Cosmetic ingredient database”: UTF-8, commas,
cells of several lines, a header after four records.

What a cosmetic product may not contain, or only within limits, says nothing about medicines: every entry is limited to
the purpose `sold-as-cosmetic`. Annex II prohibits. Annex III permits within limits, so its entries are requirements: a
prohibition would be untrue of retinol or benzyl alcohol. The same holds where the words of annex II forbid only a use or
an impurity (“when used as a fragrance ingredient”, “if it contains > 0,1 % butadiene”).

The update date is CosIng's own and not the day from which the law holds: the first day stays unknown.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from formulary.vocabulary import RegulatoryClass
from registry.registers.authorisation import Rejected
from registry.registers.delimited import Layout, read_records
from registry.registers.eu_cosing_names import identifiers_of, names_of
from registry.registers.list_entry import ListEntry
from registry.registers.source import BadSource, Source
from registry.vocabulary import SOLD_AS_COSMETIC, Effect

_NAME = "Chemical name / INN"
_LIMITS = (
    "Product Type, body parts",
    "Maximum concentration in ready for use preparation",
    "Other",
)
_COMMON = (
    "Reference Number", _NAME, "CAS Number", "Regulation", "Chemical/IUPAC Name",
    "Identified INGREDIENTS or substances e.g.", "Update Date",
)  # fmt: skip
_REFERENCE = re.compile(r"[0-9]{1,5}[a-z]{0,2}")
_CREATED = re.compile(r"File creation date: (\d{2})/(\d{2})/(\d{4})")
_PARTLY = re.compile(
    r"\b(when used|if (it|they) contains?|unless|provided that|except|traces)\b", re.IGNORECASE
)
"""“With the exception of” another substance leaves the ban of this one whole, and is not among them."""
_LONGEST_LIMIT = 160


@dataclass(frozen=True, slots=True)
class Annex:
    number: str
    columns: tuple[str, ...]

    def file(self, source: Source) -> str:
        pattern = re.compile(rf"(.*/)?cosing_annex_{self.number}(_v\d+)?\.(csv|txt)", re.IGNORECASE)
        found = [name for name in source.names() if pattern.fullmatch(name)]
        if len(found) != 1:
            here = ", ".join(source.names())[:500] or "nothing"
            raise BadSource(
                source.name, f"one file COSING_Annex_{self.number}_v2.csv", f"there is {here}"
            )
        return found[0]


ANNEXES = (
    Annex("II", _COMMON),
    Annex("III", (*_COMMON, "Name of Common Ingredients Glossary", *_LIMITS)),
)


class CosIng:
    name = "eu-cosing"
    title = "CosIng, annexes II and III of the EU Cosmetics Regulation"
    publisher = "European Commission"
    authority = "european-commission"
    jurisdiction = "EEA"
    is_union_wide = True
    scheme = "CosIng "

    def published_on(self, source: Source) -> str:
        """The older of the two files: the copy is no newer than that."""
        return min(_created_on(source, annex) for annex in ANNEXES)

    def read(self, source: Source) -> Iterator[ListEntry | Rejected]:
        self.published_on(source)
        source.expect(*(annex.file(source) for annex in ANNEXES))
        for annex in ANNEXES:
            file = annex.file(source)
            layout = Layout(
                columns=annex.columns, delimiter=",", preamble=4, is_quoted=True, is_multiline=True
            )
            for record in read_records(source, file, layout):
                yield record if isinstance(record, Rejected) else _entry(annex, file, *record)


SUBSTANCE_LIST = CosIng()


def _created_on(source: Source, annex: Annex) -> str:
    file = annex.file(source)
    with source.open_binary(file) as opened:
        head = opened.read(1000).decode("utf-8", "replace")
    created = _CREATED.search(head)
    if created is None or not re.search(rf"\bANNEX {annex.number}\b", head):
        raise BadSource(
            file, f"“File creation date: …” and “ANNEX {annex.number}” at its beginning", head[:80]
        )
    day, month, year = map(int, created.groups())
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError as error:
        raise BadSource(file, "the day of its creation", created.group()) from error


def _entry(annex: Annex, file: str, line: int, row: dict[str, str]) -> ListEntry | Rejected:
    reference = row["Reference Number"].strip()
    printed = " ".join(row[_NAME].split())
    if not _REFERENCE.fullmatch(reference):
        return Rejected(file, line, "Reference Number", reference[:200], "a number as in 372 or 2a")
    if not printed:
        return Rejected(file, line, _NAME, "", "the name of a substance or group")
    is_partly = annex.number == "III" or bool(_PARTLY.search(printed))
    return ListEntry(
        number=f"CosIng {annex.number}/{reference}",
        printed=printed,
        names=names_of(
            row[_NAME],
            listed=row["Identified INGREDIENTS or substances e.g."],
            others=(row["Chemical/IUPAC Name"], row.get("Name of Common Ingredients Glossary", "")),
        ),
        identifiers=identifiers_of(row[_NAME], row["CAS Number"]),
        effect=Effect.REQUIREMENT if is_partly else Effect.PROHIBITED,
        regulatory_class=RegulatoryClass.COSMETIC,
        pathway="COSMETIC_RULE",
        purposes=(SOLD_AS_COSMETIC,),
        paraphrase=_paraphrase(annex.number, reference, printed, row, is_partly),
        file=file,
        line=line,
    )


def _paraphrase(
    annex: str, reference: str, printed: str, row: dict[str, str], is_partly: bool
) -> str:
    act = row["Regulation"].strip() or "an act that CosIng does not name"
    where = f"annex {annex} of the EU Cosmetics Regulation, entry {reference} by {act}"
    what = "Restricted in cosmetic products" if is_partly else "Prohibited in cosmetic products"
    limits = "; ".join(_short(row[each]) for each in _LIMITS if row.get(each, "").strip())
    said = f", with limits as printed: {limits}" if limits else ""
    return f"{what}: {where}, “{_short(printed)}”{said}. It is no statement about medicines."


def _short(text: str) -> str:
    text = " ".join(text.split()).rstrip(".")
    return text if len(text) <= _LONGEST_LIMIT else f"{text[: _LONGEST_LIMIT - 1]}…"
