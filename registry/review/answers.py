"""What the real rules answer for many cocktails at once: before a draft and in its trial, or at one edition and the next."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from registry.facts.reader import Place
from registry.facts.sql import SqlFacts
from registry.review.scope import Cocktail
from registry.rules.values import Question, Route
from registry.rules.verdict import Verdict, decide
from registry.vocabulary import HAIR_LOSS

Asked = Mapping[str, Sequence[tuple[Cocktail, str]]]
"""By the code of a place: cocktails, each with the code of a route."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One question, answered for hair loss."""

    cocktail: Cocktail
    place: Place
    route: Route
    verdict: Verdict


def answers(asked: Asked, on: dt.date) -> Iterator[Answer]:
    """One look at the records of each place; the rules then answer for all that is asked there.

    It reads what there is to see: inside `as_of`, of that edition. Raises Unknown for a place or a route that is not there.
    """
    if not any(asked.values()):
        return
    facts = SqlFacts()
    codes = {route for questions in asked.values() for _, route in questions}
    routes = {code: facts.route(code) for code in codes}
    for code, questions in asked.items():
        place = facts.place(code, on)
        lines = {line for cocktail, _ in questions for line in cocktail.lines}
        dossier = facts.dossier(place, list(lines))
        for cocktail, route in questions:
            question = Question(
                route=routes[route],
                on=on,
                purpose=HAIR_LOSS,
                lines=cocktail.lines,
                is_mixed=len(cocktail.lines) > 1,
            )
            yield Answer(cocktail, place, routes[route], decide(question, dossier))
