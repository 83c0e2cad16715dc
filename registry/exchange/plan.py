"""What an import would do, row by row, decided before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from registry.exchange.book import Book, Row, Stored
from registry.exchange.problems import Problem
from registry.exchange.table import Key


class Outcome(StrEnum):
    """What becomes of a row of a file or a draft. Only drafts retract."""

    CREATED = "created"
    CHANGED = "changed"
    RETRACTED = "retracted"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a file: what becomes of it, which columns change, and the stored row if there is one."""

    row: Row
    outcome: Outcome
    changes: tuple[str, ...] = ()
    stored: Stored | None = None

    @property
    def key(self) -> Key:
        """The natural key of a row that is not rejected. Raises ValueError for one without a key."""
        if self.row.key is None:
            raise ValueError(f"Line {self.row.line} of {self.row.table.file} has no key.")
        return self.row.key

    @property
    def pk(self) -> int:
        """The primary key of the stored row. Raises ValueError for a new one."""
        if self.stored is None:
            raise ValueError(f"Line {self.row.line} of {self.row.table.file} is new.")
        return self.stored.pk

    @property
    def reason(self) -> str:
        """Why, for a reader of the plan."""
        if self.outcome == Outcome.REJECTED:
            return "; ".join(str(problem) for problem in self.row.problems)
        if self.stored is None:
            return ""
        before = self.row.table.cells(self.stored.values)
        return "; ".join(f"{c}: “{before[c]}” → “{self.row.cells[c]}”" for c in self.changes)


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps, by table in the order of writing, and everything that stands in the way."""

    book: Book
    steps: Mapping[str, Sequence[Step]]
    problems: Sequence[Problem]

    def of(self, table: str, outcome: Outcome) -> list[Step]:
        """The steps of one kind, of one table."""
        return [step for step in self.steps.get(table, ()) if step.outcome == outcome]

    def counts(self, table: str) -> str:
        """How many rows are of which kind, in words."""
        counted = [(len(self.of(table, outcome)), outcome) for outcome in Outcome]
        return ", ".join(f"{n} {outcome}" for n, outcome in counted if n) or "no rows"

    def changes_something(self) -> bool:
        """Whether there is anything to write."""
        return any(
            step.outcome in (Outcome.CREATED, Outcome.CHANGED, Outcome.RETRACTED)
            for steps in self.steps.values()
            for step in steps
        )
