"""Amounts on labels: as printed always, and in UCUM where they can be read in one way only."""

import re
from dataclasses import dataclass
from decimal import Decimal

_MASS = {
    "kg": "kg",
    "g": "g",
    "gr": "g",
    "mg": "mg",
    "µg": "ug",
    "μg": "ug",
    "mcg": "ug",
    "ug": "ug",
    "ng": "ng",
}
_OTHER = {
    **{"ml": "mL", "l": "L", "µl": "uL", "μl": "uL", "мл": "mL", "cl": "cL"},
    **{"мг": "mg", "мкг": "ug", "г": "g", "毫克": "mg", "微克": "ug"},
    **{
        "mmol": "mmol",
        "mol": "mol",
        "meq": "meq",
        "iu": "[iU]",
        "ui": "[iU]",
        "i.u.": "[iU]",
        "u.i.": "[iU]",
    },
    **{
        "ie": "[iU]",
        "i.e.": "[iU]",
        "ме": "[iU]",
        "ppm": "[ppm]",
        "ppb": "[ppb]",
        "%": "%",
        "％": "%",
        "‰": "[ppth]",
    },
}
_UNITS = {**_MASS, **_OTHER}
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d])|\d+(?:[.,]\d+)*"
AMOUNT = re.compile(
    rf"""(?<![\w.,-])(?P<less>[<>≤≥~≈]\s?)?(?P<value>{_NUMBER})
    (?:\s?[-–]\s?(?P<upto>{_NUMBER}))?
    \s?(?P<unit>{_UNIT}|units?|u)(?![\w%])(?:\s?\(?(?P<basis>[wvmpg]\s?/\s?[wvmpg])(?!\w)\)?)?
    (?:\s?(?:/|per|pro|par|por)\s?(?P<per>{_NUMBER})?\s?(?P<per_unit>{_UNIT})(?!\w))?""",
    re.IGNORECASE | re.VERBOSE,
)
"""A number with a unit: 0.5 %, 10 mg/mL, 1–2 %, 500 IU, 25 mg / 5 mL."""

_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


@dataclass(frozen=True, slots=True)
class Amount:
    """As printed; `value` and `unit` (UCUM) are None where the print may be read in two ways."""

    printed: str
    value: Decimal | None = None
    unit: str | None = None
    per_value: Decimal | None = None
    per_unit: str | None = None


def read_amount(found: re.Match[str]) -> Amount:
    """The amount that `AMOUNT` found.

    A range, a bound and a basis (“% w/v”) say more than one number and one unit can, “1,000” is one or a
    thousand, and “U” is a unit of whatever the product is measured in: these stay as printed.
    """
    printed = found.group().strip()
    value = _number(found["value"])
    unit = _UNITS.get(found["unit"].lower())
    if found["less"] or found["upto"] or found["basis"] or value is None or unit is None:
        return Amount(printed)
    if not found["per_unit"]:
        return Amount(printed, value, unit)
    per = _number(found["per"]) if found["per"] else Decimal(1)
    if per is None or not per:
        return Amount(printed)
    return Amount(printed, value, unit, per, _UNITS[found["per_unit"].lower()])


def _number(text: str) -> Decimal | None:
    bare = re.sub(r"[ \u00a0\u202f]", "", text)
    if not _PLAIN.fullmatch(bare) or _THOUSANDS.fullmatch(bare):
        return None
    return Decimal(bare.replace(",", "."))
