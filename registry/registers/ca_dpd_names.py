"""Spellings of one ingredient name of the Canadian register.

What stands in brackets is what is in the product; what stands before them is what its strength is counted in:

    VITAMIN B12 (CYANOCOBALAMIN)        LIDOCAINE (LIDOCAINE HYDROCHLORIDE)
    COPPER (CUPRIC SULFATE)             SULFUR (SODIUM THIOSULPHATE)

So the name before the brackets is never offered alone: the product holds the salt. Brackets may also hold a remark,
as in ALBUMIN (HUMAN), whose words are no substance; the whole name is offered besides.
"""

import re

_BRACKETS = re.compile(r"[^()]+ \((?P<held>[^(),]+)\)")


def spellings(printed: str) -> tuple[str, ...]:
    name = " ".join(printed.split())
    names = [name]
    if brackets := _BRACKETS.fullmatch(name):
        names.insert(0, brackets["held"])
    names += [each.replace("SULPH", "SULF") for each in names]
    return tuple(dict.fromkeys(names))
