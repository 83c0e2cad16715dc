"""What a misspelt name is looked for by: the probes of a text, one of which is a key of every name within two slips of it.

A slip is a letter left out, added, changed, or swapped with its neighbour. Blanks do not count. The keys of a name
are what it is kept by in an index: a short name, or a number such as “fema no 2003”, has itself less up to two letters. A longer one is cut into five parts, and any three of them, with their
places and the length of the name, are a key: of five parts two slips leave three as they were. So a key holds three fifths of
the letters, and neither the thousands of names that begin with “sodium” or “poly” meet each other nor those that end
with “hydrochloride”.

A text is cut as names of its length are, and of up to two letters more or less; a part may stand earlier or later by the
letters that slips before it took or added. Two neighbours swapped where two parts meet spoil both, so the text
is cut with those swapped back, too.
"""

from collections.abc import Iterator
from itertools import combinations, product

WHOLE, WHOLE_NUMBER = 10, 14
"""Up to so many letters a name is looked for as a whole; one with `DIGITS` digits or more is of the second kind."""
DIGITS = 4
PARTS, SLIPS = 5, 2
_KEPT = [("".join(map(str, kept)), kept) for kept in combinations(range(PARTS), PARTS - SLIPS)]
"""Which parts make a key, and how the key says so."""
_Place = tuple[int, int]
"""A part, and how much later it stands."""
_Swap = _Place | None
_Reading = tuple[tuple[int, ...], tuple[int, ...]]


def keys(name: str) -> list[str]:
    """What a normalised name is kept by."""
    letters = name.replace(" ", "")
    size = len(letters)
    if size <= WHOLE or (size <= WHOLE_NUMBER and _digits(letters) >= DIGITS):
        return list(shortened(letters, 2 if size > 5 else 1))
    cuts = [size * part // PARTS for part in range(PARTS + 1)]
    cut = [letters[cuts[part] : cuts[part + 1]] for part in range(PARTS)]
    return [f"{size}:{what}:{cut[a]}|{cut[b]}|{cut[c]}" for what, (a, b, c) in _KEPT]


def probes(asked: str) -> list[str]:
    """The probes of a normalised text."""
    letters = asked.replace(" ", "")
    size = len(letters)
    made: list[str] = []
    if size <= WHOLE + SLIPS or (size <= WHOLE_NUMBER + SLIPS and _digits(letters) >= DIGITS - 1):
        made += shortened(letters, 2 if size > 4 else 1)
    for added, readings in _READINGS.items():
        other = size - added
        if other <= WHOLE:
            continue
        cuts = [other * part // PARTS for part in range(PARTS + 1)]
        for swapped, (places, kept) in readings.items():
            text = (
                letters if swapped is None else _swapped(letters, cuts[swapped[0] + 1] + swapped[1])
            )
            cut = [
                text[max(cuts[part] + shift, 0) : cuts[part + 1] + shift] for part, shift in places
            ]
            made += [f"{other}:{what}:{cut[a]}|{cut[b]}|{cut[c]}" for what, a, b, c in kept]
    return made


def shortened(letters: str, most: int) -> set[str]:
    """The text, and it less one or up to two letters."""
    made = {letters}
    for _ in range(most):
        made |= {text[:at] + text[at + 1 :] for text in made for at in range(len(text))}
    return made


def _digits(letters: str) -> int:
    """How many ASCII digits there are."""
    return sum("0" <= letter <= "9" for letter in letters)


def _swapped(letters: str, place: int) -> str:
    """The letters with those on both sides of a place swapped."""
    return (
        letters[: place - 1]
        + letters[place : place + 1]
        + letters[place - 1 : place]
        + letters[place + 1 :]
    )


def _readings() -> Iterator[tuple[int, _Swap, _Reading]]:
    """How a text may be read: its letters too many, the part (and its shift) whose last letter is swapped with the
    next, and three parts with how much later each of them stands. Two parts hold the slips; two slips in one part
    are in it and its neighbour.
    """
    steps = (0, -1, 1)
    for spoilt in combinations(range(PARTS), SLIPS):
        for moves in product(steps, repeat=SLIPS):
            yield sum(moves), None, _read(spoilt, moves)
    for swapped in range(PARTS - 1):  # one slip is the swap, so one part holds the other
        first, *others = (part for part in range(PARTS) if part not in (swapped, swapped + 1))
        for spoilt, move in product(((first, others[0]), (others[1], others[0])), steps):
            parts, shifts = _read(spoilt, (move, 0))
            yield move, (swapped, shifts[parts.index(swapped)]), (parts, shifts)


def _read(spoilt: tuple[int, ...], moves: tuple[int, ...]) -> _Reading:
    """The other parts, each later by what was added before it."""
    parts = tuple(part for part in range(PARTS) if part not in spoilt)
    shifts = (
        sum(move for at, move in zip(spoilt, moves, strict=True) if at < part) for part in parts
    )
    return parts, tuple(shifts)


def _gathered() -> dict[int, dict[_Swap, tuple[list[_Place], list[tuple[str, int, int, int]]]]]:
    """The readings by letters too many and by what is swapped: the pieces to cut, and which three make a probe."""
    gathered: dict[int, dict[_Swap, tuple[dict[_Place, int], list[tuple[str, int, int, int]]]]] = {}
    for added, swap, (parts, shifts) in dict.fromkeys(_readings()):
        places, kept = gathered.setdefault(added, {}).setdefault(swap, ({}, []))
        a, b, c = (
            places.setdefault(place, len(places)) for place in zip(parts, shifts, strict=True)
        )
        kept.append(("".join(map(str, parts)), a, b, c))
    return {
        added: {swap: (list(places), kept) for swap, (places, kept) in of_swap.items()}
        for added, of_swap in gathered.items()
    }


_READINGS = _gathered()
