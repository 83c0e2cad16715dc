"""From a text to its lines. Every character that is no blank is in a line, in a separator or in a leftover."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .amount import AMOUNT, Amount, read_amount
from .words import AND, BULLET, HEADING, MARK, MAY_CONTAIN, STOP

LONGEST_NAME = 200
"""Longer is prose, and no name."""

_COMMAS = ",;，；、،؛|"
_LETTER = re.compile(r"[^\W\d_]")
_FOOTNOTED = re.compile(r"[\w)%]\*")
_GROUP = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text, and where it stands in it."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """What seems to be one ingredient: its name, other names of it, its amount, and what else is said of it.

    `may_contain`: the label itself does not say that it is in the product.
    """

    start: int
    end: int
    text: str
    name: str
    synonyms: tuple[str, ...] = ()
    amount: Amount | None = None
    other: tuple[str, ...] = ()
    may_contain: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """The lines, what parts them (commas, bullets, headings), and what is neither."""

    lines: tuple[Line, ...]
    separators: tuple[Piece, ...]
    leftovers: tuple[Piece, ...]


def parse(text: str) -> Label:
    """Take a label apart. Nothing is dropped: see the module."""
    lines: list[Line] = []
    separators: list[Piece] = []
    leftovers: list[Piece] = []
    may_contain = is_footnoted = False
    for is_separator, piece in _parts(text):
        if is_separator:
            separators.append(piece)
            may_contain = _is_optional(piece.text, so_far=may_contain)
            continue
        is_note = is_footnoted and MARK.match(piece.text)
        line = None if is_note else _line(piece, may_contain=may_contain)
        if line is None:
            leftovers.append(piece)
        else:
            lines.append(line)
            is_footnoted = is_footnoted or any(MARK.fullmatch(other) for other in line.other)
    return Label(tuple(lines), tuple(separators), tuple(leftovers))


def _is_optional(separator: str, *, so_far: bool) -> bool:
    """Whether what follows the separator may be in the product or not: till the next heading or closing bracket."""
    if MAY_CONTAIN.fullmatch(separator):
        return True
    return so_far and separator != "]" and not HEADING.fullmatch(separator)


def _parts(text: str) -> Iterator[tuple[bool, Piece]]:
    """Separators and what stands between them, in order, without the blanks around them."""
    began = 0
    for start, end in _separators(text):
        yield from ((False, piece) for piece in _stripped(text, began, start))
        yield from ((True, piece) for piece in _stripped(text, start, end))
        began = end
    yield from ((False, piece) for piece in _stripped(text, began, len(text)))


def _stripped(text: str, start: int, end: int) -> Iterator[Piece]:
    part = text[start:end]
    bare = part.strip()
    if bare:
        start += len(part) - len(part.lstrip())
        yield Piece(start, start + len(bare), bare)


def _separators(text: str) -> Iterator[tuple[int, int]]:
    """Where each separator begins and ends. A comma within brackets or within a number parts nothing."""
    closing, has_footnotes = _closings(text), bool(_FOOTNOTED.search(text))
    position, is_at_start, inside = 0, True, -1
    while position < len(text):
        character = text[position]
        end = 0 if position < inside else _separator(text, position, is_at_start=is_at_start)
        if end and not (has_footnotes and text[position:end].startswith("*")):
            yield position, end
            is_at_start = is_at_start or not BULLET.fullmatch(text, position, end)
            position = end
            continue
        if position >= inside and position in closing:
            inside = closing[position]
        is_at_start = is_at_start and character.isspace()
        position += 1


def _closings(text: str) -> dict[int, int]:
    """For each opening bracket that is closed on its own line: where."""
    found: dict[int, int] = {}
    open_at: list[int] = []
    for position, character in enumerate(text):
        if character == "(":
            open_at.append(position)
        elif character == ")" and open_at:
            found[open_at.pop()] = position
        elif character == "\n":
            open_at.clear()
    return found


def _separator(text: str, position: int, *, is_at_start: bool) -> int:
    """Where the separator ends that begins here; 0 where none does."""
    character = text[position]
    if character == "\n":
        return position + 1
    if is_at_start:
        for pattern in (BULLET, HEADING, MAY_CONTAIN):
            if found := pattern.match(text, position):
                return found.end()
    if character in _COMMAS:
        return 0 if _is_in_a_number(text, position) else position + 1
    if found := AND.match(text, position) or STOP.match(text, position):
        return found.end()
    if character in "[]" and _stands_alone(text, position):
        return position + 1
    return 0


def _is_in_a_number(text: str, position: int) -> bool:
    """“0,5 %” and “1,2-hexanediol”; not “CI 77891,CI 77491”."""
    around = text[max(position - 1, 0) : position + 2]
    return (
        text[position] == "," and len(around) == 3 and around[0].isdigit() and around[2].isdigit()
    )


def _stands_alone(text: str, position: int) -> bool:
    """A bracket around several ingredients, not one within a name such as benzo[a]pyrene."""
    neighbour = text[position - 1 : position] if text[position] == "[" else text[position + 1 :][:1]
    return not neighbour.isalnum() and neighbour != "-"


def _line(piece: Piece, *, may_contain: bool) -> Line | None:
    """The line that a piece is, or None where it holds no name."""
    rest, amount = piece.text, None
    if found := AMOUNT.search(rest):
        amount = read_amount(found)
        rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    synonyms: list[str] = []
    other = MARK.findall(rest)
    rest = MARK.sub(" ", rest)

    def set_apart(group: re.Match[str]) -> str:
        inside = group[1].strip()
        if _LETTER.search(inside):
            synonyms.append(inside)
        elif inside:
            other.append(inside)
        return " "

    if whole := _GROUP.sub(set_apart, rest).strip(" \t:：-–—.=()[]"):
        rest = " ".join(whole.split())
    else:
        rest = synonyms.pop(0) if synonyms else ""
    if not _LETTER.search(rest) or len(rest) > LONGEST_NAME:
        return None
    return Line(
        piece.start, piece.end, piece.text, rest, tuple(synonyms), amount, tuple(other), may_contain
    )
