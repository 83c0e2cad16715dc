"""What is wrong with the files, each with the place where it stands and what was expected there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from formulary.rules.spelling import nearest
from registry.errors import RegistryError

MANY = 5000
"""Looking for the nearest of more words than this, for each wrong one, would take too long."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong: `line` is the physical line on which the row begins, 0 for the whole file."""

    file: str
    line: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        column = f", column {self.column}" if self.column else ""
        value = f": “{self.value}”" if self.value or self.column else ""
        return f"{place}{column}{value}: {self.expected}"


class FilesRefused(RegistryError):
    """The files hold problems, so nothing was imported. All of them are listed."""

    def __init__(self, problems: Sequence[Problem]):
        self.problems = sorted(problems)
        count = len(self.problems)
        super().__init__(
            f"{count} problem{'s' if count > 1 else ''} in the files; nothing was imported."
        )


def did_you_mean(text: str, words: Collection[str]) -> str:
    """“ (did you mean …?)” with the known word most like `text`; empty if none is like it."""
    if len(words) > MANY:
        return ""
    return "".join(f" (did you mean “{word}”?)" for word in nearest(text, words, most=1))
