"""Every record that was collected for a question, once, and what became of it for each line."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any

from registry.checks.statement import statement
from registry.rules.line_verdict import LineVerdict
from registry.rules.reason import why_outdone
from registry.rules.values import Record

_ABOUT_NOTHING_ASKED = "It is about nothing that these lines name."


class Part(StrEnum):
    """What a record did for a line."""

    DECIDES = "decides"
    OUTDONE = "outdone"
    CONDITION = "condition"
    NOTE = "note"
    SILENT = "silent"


def considered(lines: Sequence[LineVerdict], records: Iterable[Record]) -> list[dict[str, Any]]:
    """By the ids of the records; the lines are named by their positions from 0."""
    told: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for position, verdict in enumerate(lines):
        for record, part, why in _parts(verdict):
            told[record.id].append({"line": position, "part": part.value, "why": why})
    return [
        {
            "approval": statement(record),
            "lines": told.get(record.id, []),
            "why_none": None if record.id in told else _ABOUT_NOTHING_ASKED,
        }
        for record in sorted(records, key=lambda record: record.id)
    ]


def _parts(verdict: LineVerdict) -> Iterator[tuple[Record, Part, str]]:
    for finding in verdict.deciding:
        yield finding.record, Part.DECIDES, f"It says “{finding.status.label.lower()}”."
    for finding in verdict.outdone:
        yield finding.record, Part.OUTDONE, why_outdone(finding, verdict)
    for record in verdict.conditions:
        yield record, Part.CONDITION, "A rule that holds besides, and gives no verdict by itself."
    for note in verdict.notes:
        yield note.record, Part.NOTE, note.why
    for note in verdict.others:
        yield note.record, Part.SILENT, note.why
