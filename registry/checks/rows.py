"""Many checks of one line each, from one edition: what a stock system asks of its list."""

from collections import defaultdict
from collections.abc import Sequence

from formulary.names import Resolution
from formulary.rules.value import Value
from registry.checks.check import line_of
from registry.checks.question import CheckQuestion
from registry.facts.reader import Facts, Place, Unknown
from registry.rules.reason import explain
from registry.rules.values import Dossier, Question
from registry.rules.verdict import Verdict, decide


class RowAnswer(Value, frozen=True):
    """The verdict on one row, and what its name was taken for."""

    asked: CheckQuestion
    resolution: Resolution
    verdict: Verdict
    reason: str


def answer_rows(rows: Sequence[CheckQuestion], facts: Facts) -> list[RowAnswer | Unknown]:
    """In the order asked; a row whose jurisdiction or route is not known has that for an answer.

    Near names are not offered: looking for them takes a thousand times longer than the answer.
    """
    resolutions = facts.resolve([row.lines[0] for row in rows], offer=False)
    answers: list[RowAnswer | Unknown | None] = [None] * len(rows)
    at: dict[Place, list[tuple[int, Question]]] = defaultdict(list)
    for position, (row, resolution) in enumerate(zip(rows, resolutions, strict=True)):
        try:
            place, route = facts.place(row.jurisdiction, row.on), facts.route(row.route)
        except Unknown as unknown:
            answers[position] = unknown
            continue
        at[place].append(
            (position, Question(route, row.on, row.purpose, (line_of(resolution),), False))
        )
    for place, questions in at.items():
        for first in range(0, len(questions), facts.at_once):
            together = questions[first : first + facts.at_once]
            dossier = facts.dossier(place, [question.lines[0] for _, question in together])
            for position, question in together:
                answers[position] = _answer(
                    rows[position], resolutions[position], question, dossier, place
                )
    return [answer for answer in answers if answer is not None]


def _answer(
    row: CheckQuestion, resolution: Resolution, question: Question, dossier: Dossier, place: Place
) -> RowAnswer:
    verdict = decide(question, dossier)
    name = resolution.match.name if resolution.match else row.lines[0].text
    return RowAnswer(
        row, resolution, verdict, explain(verdict.lines[0], question, name, place.name)
    )
