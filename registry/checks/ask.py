"""A question answered by whichever reader has its edition: the snapshot, or else the database."""

from typing import Any

from registry.as_of import as_of
from registry.checks.answer import as_answer
from registry.checks.check import check
from registry.checks.question import CheckQuestion
from registry.facts.current import CURRENT
from registry.facts.reader import Unknown
from registry.facts.sql import SqlFacts


def answered(asked: CheckQuestion, edition: int) -> dict[str, Any]:
    """The answer at an edition in force. Raises Unknown.

    A snapshot that fails costs time and a line in the log, never an answer.
    """
    snapshot = CURRENT.of(edition)
    if snapshot is not None:
        try:
            return as_answer(check(asked, snapshot))
        except Unknown:
            raise
        except Exception:
            CURRENT.give_up(snapshot)
    with as_of(edition):
        return as_answer(check(asked, SqlFacts()))
