"""Rows in the text format of PostgreSQL's COPY: several times quicker than adapting each value.

EX 1⇥Peptal⇥{"intradermal","oral"}⏎         tabs, line ends and backslashes are escaped; arrays quote their items
"""

import re
from collections.abc import Collection

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_QUOTED = re.compile(r'[\\"]')


def cells(texts: Collection[str]) -> str:
    """Some columns of a row. There is no null."""
    plain = "\t".join(texts)
    if (
        # One letter at a time is looked for in a tenth of the time of a regular expression.
        "\\" not in plain
        and "\n" not in plain
        and "\r" not in plain
        and plain.count("\t") == len(texts) - 1
    ):
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
