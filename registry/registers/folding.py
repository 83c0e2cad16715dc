"""The normalised form of a name, quickly: a register asks for it a million times."""

import re
from functools import lru_cache

from formulary.rules.names import normalise

_ASCII_WORD = re.compile(r"[a-z0-9]+")
_normalised = lru_cache(maxsize=65_536)(normalise)


def fold(text: str) -> str:
    """Exactly `normalise`, with a short cut for what is mostly asked."""
    return " ".join(_ASCII_WORD.findall(text.lower())) if text.isascii() else _normalised(text)
