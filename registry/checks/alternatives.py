"""What has a better status than a line that is not yes: what is on record, and never advice to take it instead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from registry.facts.reader import Facts, Kindred, Place
from registry.rules.line_verdict import LineVerdict, decide_line
from registry.rules.periods import silent
from registry.rules.status import answer, rank
from registry.rules.values import Dossier, Line, Question
from registry.vocabulary import Answer

MOST = 5
"""Of each kind, for each line: those with the best status, by name where it is the same."""

NOTICE = (
    "What the records say of each of these alone. They are no advice to use one in place of another: "
    "whether that can be done is a decision of a licensed professional."
)


@dataclass(frozen=True, slots=True)
class Alternative:
    """An ingredient or product, how it is akin to the line, and the verdict on it alone."""

    kindred: Kindred
    verdict: LineVerdict


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The best of each kind. `is_all`: whether all that are akin could be looked at."""

    ingredients: Sequence[Alternative]
    products: Sequence[Alternative]
    is_all: bool


def find_alternatives(
    question: Question, verdicts: Sequence[LineVerdict], place: Place, facts: Facts
) -> list[Alternatives | None]:
    """For each line that names something and is not yes. As many queries for one line as for a hundred."""
    wanting = [
        line
        for line, verdict in zip(question.lines, verdicts, strict=True)
        if line.is_resolved and answer(verdict.status) != Answer.YES
    ]
    akin = facts.kindred(place, wanting) if wanting else {}
    tried = {kindred.line for found, _ in akin.values() for kindred in found}
    dossier = facts.dossier(place, sorted(tried, key=repr)) if tried else Dossier()
    mute = silent(dossier.records, question.on)
    said = {
        line: decide_line(line, replace(question, lines=(line,), is_mixed=False), dossier, mute)
        for line in tried
    }
    return [
        _better(verdict, *akin[line], said) if line in akin else None
        for line, verdict in zip(question.lines, verdicts, strict=True)
    ]


def _better(
    verdict: LineVerdict,
    found: Iterable[Kindred],
    is_all: bool,
    said: dict[Line, LineVerdict],
) -> Alternatives:
    better = sorted(
        (
            Alternative(kindred, said[kindred.line])
            for kindred in found
            if rank(said[kindred.line].status) < rank(verdict.status)
        ),
        key=lambda one: (rank(one.verdict.status), one.kindred.name, repr(one.kindred.line)),
    )
    return Alternatives(
        ingredients=[one for one in better if one.kindred.line.ingredient][:MOST],
        products=[one for one in better if one.kindred.line.product][:MOST],
        is_all=is_all,
    )


def as_alternatives(found: Alternatives) -> dict[str, Any]:
    """In the plain values of an answer."""
    return {
        "ingredients": [_alternative(one) for one in found.ingredients],
        "products": [_alternative(one) for one in found.products],
        "complete": found.is_all,
        "notice": NOTICE,
    }


def _alternative(one: Alternative) -> dict[str, Any]:
    return {
        "slug": one.kindred.line.ingredient or one.kindred.line.product,
        "name": one.kindred.name,
        "akin": one.kindred.how,
        "answer": answer(one.verdict.status).value,
        "status": one.verdict.status.value,
        "flags": sorted(flag.value for flag in one.verdict.flags),
        "approvals": [finding.record.id for finding in one.verdict.deciding],
    }
