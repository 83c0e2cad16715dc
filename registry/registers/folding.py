"""The normalised form of a name, quickly: a register asks for it a million times."""

from functools import lru_cache

from formulary.rules.names import normalise

_ASCII = "".join(chr(c).lower() if chr(c).isalnum() else " " for c in range(128))
"""What each ASCII character becomes: a small letter, a digit or a blank."""

_normalised = lru_cache(maxsize=65_536)(normalise)


def words(text: str) -> list[str]:
    """What `fold` joins by blanks."""
    return text.translate(_ASCII).split() if text.isascii() else _normalised(text).split()


def fold(text: str) -> str:
    """Exactly `normalise`, with a short cut for what is mostly asked."""
    return " ".join(text.translate(_ASCII).split()) if text.isascii() else _normalised(text)
