"""What people write shortly, spelled out as names are on record."""

import re

_WORDS = {"vit": "vitamin", "vits": "vitamins", "hcl": "hydrochloride"}
_OF_A_VITAMIN = re.compile(r"\b([a-z]) (\d{1,2})\b")
"""“B 12” and “B-12” are on record as “B12”."""


def spelled_out(asked: str) -> str:
    """A normalised text with its abbreviations written out; itself where it has none."""
    words = " ".join(_WORDS.get(word, word) for word in asked.split())
    return _OF_A_VITAMIN.sub(r"\1\2", words)
