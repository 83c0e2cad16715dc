"""One normalised form of a name, used in storing and in asking."""

import re
import unicodedata

_ACCENT = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_ASCII_GAP = re.compile(r"[^a-z0-9]+")
_TRADE_MARKS = str.maketrans("™℠", "  ")
_STROKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"}
)
"""Latin letters whose stroke or ligature Unicode does not take apart."""


def normalise(text: str) -> str:
    """Fold what does not tell two substances apart, in any script.

    Compatibility forms, case and accents are folded, and every run of anything but letters and digits
    becomes one blank: “Acide  Tranéxamique” and “acide tranexamique” are one name. The marks that
    are a part of a letter outside the European scripts (カ, ガ) are kept. The result of a text without
    letters or digits is empty. Idempotent. Unicode Standard Annex 15 (NFKD), full case folding.
    """
    if text.isascii():  # the same, and quicker
        return _ASCII_GAP.sub(" ", text.lower()).strip()
    folded = unicodedata.normalize("NFKD", text.translate(_TRADE_MARKS)).casefold()
    bare = _ACCENT.sub("", unicodedata.normalize("NFKD", folded)).translate(_STROKES)
    kept = (c if _is_part_of_a_word(c) else " " for c in bare)
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))


def _is_part_of_a_word(character: str) -> bool:
    """Letters, digits, and the marks that other scripts write on letters."""
    return unicodedata.category(character)[0] in "LNM"
