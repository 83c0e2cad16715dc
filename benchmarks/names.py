"""Made-up names in the manner of a list of substances: stems, salts, numbers, and thousands that begin or end alike."""

import random
from collections.abc import Iterator
from pathlib import Path

_SYLLABLES = [
    "ace",
    "al",
    "ami",
    "ben",
    "bro",
    "bu",
    "car",
    "ce",
    "chlor",
    "cip",
    "cly",
    "co",
    "cy",
    "da",
    "de",
    "di",
    "do",
    "ery",
    "eth",
    "flu",
    "for",
    "ga",
    "gly",
    "he",
    "hy",
    "ibu",
    "in",
    "iso",
    "ke",
    "la",
    "le",
    "lo",
    "ma",
    "me",
    "mi",
    "mo",
    "na",
    "ne",
    "ni",
    "o",
    "pa",
    "pen",
    "phe",
    "pi",
    "po",
    "pra",
    "pro",
    "ra",
    "ri",
    "ro",
    "sa",
    "se",
    "sul",
    "ta",
    "te",
    "the",
    "ti",
    "to",
    "tri",
    "va",
    "ve",
    "xy",
    "zo",
]
_ENDS = [
    "amide",
    "ate",
    "azole",
    "caine",
    "cillin",
    "cin",
    "dine",
    "done",
    "fen",
    "ide",
    "idine",
    "ine",
    "lol",
    "mab",
    "mycin",
    "nib",
    "olone",
    "one",
    "oxacin",
    "pam",
    "pril",
    "sartan",
    "statin",
    "tide",
    "tine",
    "triptan",
    "urea",
    "vir",
    "zole",
]
_BEFORE = [
    "sodium",
    "potassium",
    "calcium",
    "zinc",
    "polyoxyethylene",
    "polyethylene",
    "hydroxy",
    "methyl",
    "ethyl",
    "benzene",
    "propanoic",
    "acetyl",
    "cyclo",
    "dl",
    "l",
    "alpha",
    "beta",
    "gamma",
    "n",
    "o",
    "tetra",
    "tri",
    "di",
    "bis",
    "amino",
    "chloro",
    "fluoro",
    "bromo",
    "nitro",
    "phenyl",
]
_AFTER = [
    "sodium",
    "hydrochloride",
    "sulfate",
    "acetate",
    "phosphate",
    "citrate",
    "tartrate",
    "monohydrate",
    "acid",
    "whole",
]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def made_up(count: int) -> Iterator[tuple[str, str, str]]:
    """Normalised name, UNII-shaped code and kind: four names a substance; the same call gives the same names."""
    chance = random.Random(count)  # noqa: S311
    seen: set[str] = set()
    while len(seen) < count:
        stem = "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 5))) + chance.choice(_ENDS)
        before = f"{chance.choice(_BEFORE)} " if chance.random() < 0.3 else ""
        after = f" {chance.choice(_AFTER)}" if chance.random() < 0.4 else ""
        name = f"{before}{stem}{after}"
        if chance.random() < 0.08:
            name = f"{chance.choice(['nsc', 'fema no', 'xa'])} {chance.randint(100, 999_999)}"
        if name not in seen:
            seen.add(name)
            yield name, f"XA{len(seen) // 4:08}", "cn"


def listed(path: Path) -> Iterator[tuple[str, str, str]]:
    """The same of a copy of FDA's list."""
    from registry.registers.fda_unii import NAME_LIST, ListedName
    from registry.registers.source import Source

    with Source(path) as source:
        for row in NAME_LIST.read(source):
            if isinstance(row, ListedName):
                yield row.normalised, row.unii, str(row.kind)


def misspelt(name: str, slips: int, chance: random.Random) -> str:
    """The name with letters left out, added, changed or swapped, anywhere in it."""
    for _ in range(slips):
        place = chance.randrange(max(len(name) - 1, 1))
        pair, other = name[place : place + 2], chance.choice(LETTERS)
        wrong = chance.choice([pair[1:], pair[::-1], other + pair[1:], other + pair])
        name = name[:place] + wrong + name[place + 2 :]
    return name
