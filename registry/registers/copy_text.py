"""Rows in the text format of PostgreSQL's COPY: several times quicker than adapting each value.

EX 1⇥Peptal⇥{"intradermal","oral"}⏎         tabs, line ends and backslashes are escaped; arrays quote their items
"""

import re
from collections.abc import Collection

_SPECIAL = re.compile(r"[\\\n\r]")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_QUOTED = re.compile(r'[\\"]')


def cells(texts: Collection[str]) -> str:
    """Some columns of a row. There is no null."""
    plain = "\t".join(texts)
    if plain.count("\t") == len(texts) - 1 and not _SPECIAL.search(plain):
        return plain
    return "\t".join(text.translate(_ESCAPES) for text in texts)


def array(items: Collection[object]) -> str:
    """The text of an array: one cell, before it is escaped."""
    if not items:
        return "{}"
    texts = [str(item) for item in items]
    plain = '","'.join(texts)
    if _QUOTED.search("".join(texts)):
        plain = '","'.join(_QUOTED.sub(r"\\\g<0>", text) for text in texts)
    return f'{{"{plain}"}}'
