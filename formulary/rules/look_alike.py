"""Two substances whose names are easily taken for each other, and how they differ."""

from formulary.rules.likeness import particle, slips, squeeze

_SHORTEST = 5
_MOST_SLIPS = 2


def confusion(a: str, b: str) -> str:
    """How two normalised names differ that are easily confused, in words; empty where they are not."""
    one, other = squeeze(a), squeeze(b)
    if one == other or min(len(one), len(other)) < _SHORTEST or _are_codes(one, other):
        return ""
    if extra := particle(one, other):
        longer, shorter = (a, b) if len(one) > len(other) else (b, a)
        return f"“{longer}” is “{shorter}” with “{extra}” before it."
    distance = slips(a, b)
    if distance > _MOST_SLIPS:
        return ""
    letters = "one letter" if distance == 1 else f"{distance} letters"
    return f"“{a}” and “{b}” differ by {letters}."


def _are_codes(one: str, other: str) -> bool:
    """Numbered names differ by their number, and everybody sees it."""
    digits = str.maketrans("", "", "0123456789")
    return one.translate(digits) == other.translate(digits)
