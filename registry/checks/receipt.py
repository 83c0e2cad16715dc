"""What is kept of a question and its answer, and whether the same question would be answered otherwise today."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson
from msgspec import to_builtins
from msgspec.structs import replace

from formulary.names import Asked
from registry.checks.ask import answered
from registry.checks.question import CheckQuestion

Answer = dict[str, Any]


class Cause(StrEnum):
    """Why an answer is another one: what we know, what day it is, or how the same records are read."""

    RULES = "rules"
    EDITIONS = "editions"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Difference:
    """What is answered otherwise: of a line (its position, from 0), or of the whole (None)."""

    cause: Cause
    line: int | None
    before: Answer
    after: Answer


@dataclass(frozen=True, slots=True)
class Replay:
    """The question asked again, on the day that `now` says."""

    now: Answer
    differences: Sequence[Difference]


def question_text(question: CheckQuestion) -> str:
    """The question with nothing left out, as it is kept."""
    return orjson.dumps(to_builtins(question)).decode()


def question_of(text: str) -> CheckQuestion:
    """The question that was kept."""
    kept = orjson.loads(text)
    kept["on"] = dt.date.fromisoformat(kept["on"])
    kept["lines"] = [Asked(**line) for line in kept["lines"]]
    return CheckQuestion(**kept)


def digest_of(question: str, answer: str) -> str:
    """What `registry.models.Receipt` has its rows sealed with."""
    return hashlib.sha256(f"{question}\n{answer}".encode()).hexdigest()


def replay(question: str, answer: str, edition: int, newest: int, today: dt.date) -> Replay:
    """Ask again: at the same edition and day, then at the newest edition, then today. Each step may differ for one cause.

    Raises `registry.facts.reader.Unknown` where what was asked about is not on record any more.
    """
    asked = question_of(question)
    steps = [orjson.loads(answer)]
    for day, number in ((asked.on, edition), (asked.on, newest), (today, newest)):
        again = answered(replace(asked, on=day), number)
        steps.append(orjson.loads(orjson.dumps(again)))
    differences = [
        difference
        for cause, before, after in zip(Cause, steps[:-1], steps[1:], strict=True)
        for difference in _differences(cause, before, after)
    ]
    return Replay(steps[-1], differences)


def _differences(cause: Cause, before: Answer, after: Answer) -> Iterator[Difference]:
    whole = _of_the_whole(before), _of_the_whole(after)
    if whole[0] != whole[1]:
        yield Difference(cause, None, *whole)
    for position, pair in enumerate(zip(before["lines"], after["lines"], strict=True)):
        was, is_now = map(_of_a_line, pair)
        if was != is_now:
            words = ({"reason": line["reason"]} for line in pair)
            yield Difference(cause, position, was | next(words), is_now | next(words))


def _of_the_whole(answer: Answer) -> Answer:
    return {name: answer[name] for name in ("answer", "status", "flags")}


def _of_a_line(line: Answer) -> Answer:
    """What of a line is its answer: not how it is worded, nor how old its evidence is."""
    return {
        "status": line["status"],
        "flags": line["flags"],
        "approvals": [approval["id"] for approval in line["approvals"]],
    }
