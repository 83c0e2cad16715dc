"""The difference between two rows of the exchange format, field by field, in words. Values in, values out."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from registry.exchange.cells import Items
from registry.exchange.columns import Column
from registry.exchange.table import Table

Said = Literal["same", "gone", "new"]
Piece = tuple[Said, str]
Cells = Mapping[str, str]
Naming = Callable[[str, str], str]
"""What a word of a table is called: `naming("ingredients", "procaine")` is “Procaine (procaine)”."""

LONG = 60
"""Texts from this length on are compared word by word,"""

ALIKE = 0.5
"""if at least this share of their words is the same: else a reader sees confetti."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field: its name, and what was and what will be, in pieces that stay, go and come."""

    label: str
    pieces: Sequence[Piece]


def changes(
    table: Table,
    before: Cells | None,
    after: Cells | None,
    naming: Naming,
    named_before: Naming | None = None,
) -> list[Change]:
    """What differs between two rows; all that is filled in where one of them is missing.

    `named_before` tells what words were called before, where that may have been otherwise.
    """
    found = []
    for column in table.columns:
        old, new = (before or {}).get(column.name, ""), (after or {}).get(column.name, "")
        if old != new:
            was = _parts(column, old, before, table, named_before or naming)
            will_be = _parts(column, new, after, table, naming)
            pieces = compare(was, will_be, isinstance(column.cell, Items))
            found.append(Change(column.name.replace("_", " "), pieces))
    return found


def compare(old: Sequence[str], new: Sequence[str], is_list: bool) -> list[Piece]:
    """Two lists item by item, long texts that are alike word by word, and anything else as a whole."""
    if is_list:
        return [(said, ", ".join(items)) for said, items in _matched(_matcher(old, new))]
    before, after = "".join(old), "".join(new)
    if before and after and max(len(before), len(after)) >= LONG:
        words = _matcher(re.findall(r"\S+\s*", before), re.findall(r"\S+\s*", after))
        if words.ratio() >= ALIKE:
            return [(said, "".join(some)) for said, some in _matched(words)]
    whole: list[Piece] = [("gone", before), ("new", after)]
    return [piece for piece in whole if piece[1]]


def _matcher(old: Sequence[str], new: Sequence[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(a=old, b=new, autojunk=False)


def _matched(matcher: SequenceMatcher[str]) -> Iterator[tuple[Said, Sequence[str]]]:
    """The runs that stay, go and come, in their order."""
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            yield "same", matcher.a[i:j]
            continue
        if i < j:
            yield "gone", matcher.a[i:j]
        if k < m:
            yield "new", matcher.b[k:m]


def _parts(
    column: Column, cell: str, cells: Cells | None, table: Table, naming: Naming
) -> list[str]:
    """What a cell lists, or the cell, with references under their names."""
    if not cell:
        return []
    try:
        value = column.read(cell)
    except ValueError:  # a word of another day: shown as it stands
        return [cell]
    shown = (
        [column.cell.of.write(item) for item in value] if isinstance(column.cell, Items) else [cell]
    )
    refers_to = column.refers_to or _pointed_at(column, cells, table)
    if not refers_to:
        return shown
    named = column.named(value)
    if len(named) != len(shown):
        return shown
    return [
        text.replace(word, naming(refers_to, word), 1)
        for text, word in zip(shown, named, strict=True)
    ]


def _pointed_at(column: Column, cells: Cells | None, table: Table) -> str:
    """The table of a reference that another column chooses, as the subject of an approval."""
    for other, word in table.points_at(dict(cells or {})):
        if (cells or {}).get(column.name) == word and column.name not in table.key:
            return other
    return ""
