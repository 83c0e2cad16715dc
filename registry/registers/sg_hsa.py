"""The listing of registered therapeutic products of Singapore: quoted CSV, several values of a cell on lines of their own.

    registration_number,product_name,...,dosage_form,route_of_administration,...,active_ingredients,strength
    SIN00000P,EXAMPLE INJECTION 1%,...,INJECTION,"INTRADERMAL
    SUBCUTANEOUS",...,"LIGNOCAINE HCl
    ADRENALINE BITARTRATE EQV ADRENALINE","10 mg/ml
    5 mcg/ml"

Source: https://data.gov.sg, “Listing of Registered Therapeutic Products”. It has no status: whoever is in it is registered
at the day of the copy. Names are British, and a salt may be told in three ways, of which the salt is meant each time:
“X SALT 2 mg EQV X”, “X (as X SALT)” and “X 2 mg EQV X SALT”.
"""

import datetime as dt
import re
from collections.abc import Iterator

from formulary.vocabulary import RegulatoryClass
from registry.registers.authorisation import Authorisation, Rejected, Substance
from registry.registers.delimited import Layout, read_records
from registry.registers.route_words import ENGLISH
from registry.registers.source import Source
from registry.vocabulary import Effect, Lifecycle, RouteScope

_NUMBER, _PRODUCT, _HOLDER, _DATE = (
    "registration_number", "product_name", "product_registrant", "approval_date",
)  # fmt: skip
_FORM, _ROUTES, _SUBSTANCES, _STRENGTHS = (
    "dosage_form", "route_of_administration", "active_ingredients", "strength",
)  # fmt: skip
_LAYOUT = Layout(
    columns=(_NUMBER, _PRODUCT, _HOLDER, _DATE, _FORM, _ROUTES, _SUBSTANCES, _STRENGTHS),
    delimiter=",",
    encodings=("utf-8", "cp1252"),
    is_quoted=True,
    is_multiline=True,
)
_AMOUNT = re.compile(
    r"\s*@?\s*\b\d[\d.,]*\s*(?:%|m?mol|mg|mcg|µg|g|ml|iu|units?)(?![a-z])(?:\s*(?:w/w|w/v))?"
    r"(?:\s*/\s*[\d.]*\s*(?:ml|mg|g|vial|dose|tablet|capsule)\b)?",
    re.IGNORECASE,
)
_EQUIVALENT = re.compile(
    r"\s*\(?\b(?:eqv|equiv|equivalent|corresp|corresponds|corresponding)\b\.?\s*(?:to\b)?\s*",
    re.IGNORECASE,
)
_AS = re.compile(r"(.+?)\s*\(\s*as (?!.*\band\b)([^()]+)\)(.*)", re.IGNORECASE)
_PLACE = re.compile(
    r"^\([^()]*(?:tablet|capsule|solution|layer|strip|coat)\)\s*|\s*\((?:in|micronis?z?ed)\b[^()]*\)$",
    re.IGNORECASE,
)
"""Which part of the product holds it, or how finely it was ground."""
_BRITISH = {
    "HCL": "HYDROCHLORIDE",
    "LIGNOCAINE": "LIDOCAINE",
    "ADRENALINE": "EPINEPHRINE",
    "SULPHATE": "SULFATE",
}


class _Hsa:
    name = "sg-hsa"
    title = "Listing of registered therapeutic products"
    publisher = "Health Sciences Authority"
    authority = "hsa"
    jurisdiction = "SG"
    is_union_wide = False
    is_complete = True
    routes = {
        **ENGLISH,
        "intravenous bolus": "intravenous",
        "intravenous drip": "intravenous",
    }

    def published_on(self, source: Source) -> str:
        """Not in the file."""
        return ""

    def read(self, source: Source) -> Iterator[Authorisation | Rejected]:
        file = source.only(".csv")
        source.expect(file)
        for record in read_records(source, file, _LAYOUT):
            if isinstance(record, Rejected):
                yield record
            else:
                yield _authorisation(file, *record)


def _authorisation(file: str, line: int, row: dict[str, str]) -> Authorisation | Rejected:
    number = row[_NUMBER].strip()
    if not re.fullmatch(r"SIN\d{5}P", number):
        return Rejected(file, line, _NUMBER, number, "as in SIN00000P")
    for column in (_PRODUCT, _ROUTES, _SUBSTANCES):
        if not row[column].strip():
            return Rejected(file, line, column, "", "text")
    try:
        approved = _date(row[_DATE].strip())
    except ValueError:
        return Rejected(file, line, _DATE, row[_DATE], "a date D/M/YYYY")
    return Authorisation(
        number=number,
        product=" ".join(row[_PRODUCT].split()),
        holder=" ".join(row[_HOLDER].split()),
        regulatory_class=RegulatoryClass.MEDICINE,
        pathway="SG_NATIONAL",
        effect=Effect.GRANTED,
        lifecycle=Lifecycle.VALID,
        route_scope=RouteScope.LISTED,
        routes=tuple(dict.fromkeys(_lines(row[_ROUTES]))),
        substances=_substances(_lines(row[_SUBSTANCES]), _lines(row[_STRENGTHS])),
        dose_form=", ".join(_lines(row[_FORM])),
        valid_from=approved,
        file=file,
        line=line,
    )


def _substances(names: tuple[str, ...], strengths: tuple[str, ...]) -> tuple[Substance, ...]:
    """Strengths stand in the order of the substances. Where the counts differ none is taken."""
    if len(names) != len(strengths):
        strengths = ("",) * len(names)
    return tuple(
        Substance(name, _names(name), strength)
        for name, strength in zip(names, strengths, strict=True)
    )


def _names(printed: str) -> tuple[str, ...]:
    """What was put in, salt and all, in international and British spelling; then the whole."""
    name = _salt_meant(_PLACE.sub("", printed))
    return tuple(dict.fromkeys((_international(name), name, printed)))


def _salt_meant(printed: str) -> str:
    if match := _AS.fullmatch(printed):
        base, salt = match[1], _without_amounts(match[2])
        word = base.split()[0].casefold()
        return salt if word == "vitamin" or word in salt.casefold() else f"{base} {salt}"
    first, *others = (_without_amounts(part) for part in _EQUIVALENT.split(printed))
    if others and others[0].casefold().startswith(f"{first} ".casefold()):
        return others[0]
    return first


def _without_amounts(text: str) -> str:
    bare = " ".join(_AMOUNT.sub(" ", text).split())
    return bare if bare.count("(") == bare.count(")") else bare.rstrip(") ")


def _international(name: str) -> str:
    return " ".join(_BRITISH.get(word.upper(), word) for word in name.split())


def _lines(cell: str) -> tuple[str, ...]:
    return tuple(text for line in cell.splitlines() if (text := " ".join(line.split())))


def _date(text: str) -> str:
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})/((?:19|20)\d{2})", text)
    if match is None:
        raise ValueError(text)
    return dt.date(int(match[3]), int(match[2]), int(match[1])).isoformat()


ADAPTER = _Hsa()
