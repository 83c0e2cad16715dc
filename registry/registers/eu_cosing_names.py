"""What an entry of CosIng calls its substances.

    6-(Piperidinyl)-2,4-pyrimidinediamine-3-oxide (Minoxidil (INN)) and its salts     Minoxidil
    Ergocalciferol (INN) and Cholecalciferol (vitamins D2 and D3)                     Ergocalciferol; both CAS numbers
    Copper (nano) [INCI]                                                              not copper: only its nano form

Names are looked up whole, so a piece that is no name finds nothing. That is why chemical names are never cut at a comma:
“Benzoic acid, 2-hydroxy-” is not benzoic acid. Lists of INCI names are, as the only commas in an INCI name stand between digits.
"""

import re

from formulary.rules.identifiers import clean_cas

_CAS = re.compile(r"(?<![\d-])\d{2,7}-\d{2}-\d(?![\d-])")
_NANO = re.compile(r"\(nano\)", re.IGNORECASE)
_MARK = re.compile(r"\[\d+\]|\((INN|INCI)\)|\[(INN|INCI)\]")
_INN = re.compile(r"([^\[\](){};,]+?)\s*[\[(](?:INN|INCI)[\])]")
_BEGINS = re.compile(r".*(?:\band\b|\bor\b|\be\.g\.)\s*", re.DOTALL)
_GROUP = re.compile(r"(,| and) (its|their|other)\b.*", re.DOTALL)
_BUT = re.compile(
    r",?\s*\b(with (the )?exception|except|unless|other than|when used|if (it|they) contain).*",
    re.DOTALL,
)
"""What follows is not forbidden, and must not be found."""


def names_of(chemical: str, *, listed: str, others: tuple[str, ...]) -> tuple[str, ...]:
    """Every name that is surely one of the entry's substances, in no order of worth."""
    if _NANO.search(chemical):
        return (" ".join(chemical.split()),)
    said = _BUT.sub("", chemical)
    found = [said, _GROUP.sub("", _MARK.sub("", said))]
    found += [_BEGINS.sub("", match.group(1)) for match in _INN.finditer(said)]
    for text in (said, *others):
        found += re.split(r";|\n|\s/\s", _MARK.sub("", text))
    found += re.split(r"(?<!\d),|,(?!\d)", listed)
    clean = (" ".join(name.split()).strip(" ,;.") for name in found)
    return tuple(dict.fromkeys(name for name in clean if name))


def identifiers_of(chemical: str, printed: str) -> tuple[str, ...]:
    """The CAS numbers; one with a wrong check digit is a slip of the pen, and names nothing.

    The number of a nano form is the number of the substance itself, of which the entry does not speak.
    """
    if _NANO.search(chemical):
        return ()
    found = []
    for number in _CAS.findall(printed):
        try:
            found.append(clean_cas(number))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))
