"""What saved cocktails are answered where they are watched, and what an edition or a day changes of it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from formulary.models import Route
from formulary.names import Asked, resolve
from registry.as_of import as_of
from registry.models import Jurisdiction, SavedCocktail, SavedLine
from registry.review.answers import answers
from registry.review.scope import Cocktail
from registry.rules.values import Line

Question = tuple[str, str, str]
"""The id of a cocktail, the code of a place and that of a route."""

Said = tuple[str, str]
"""An answer and its status, as a check gives them."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a question is asked of: an edition, on a day."""

    edition: int
    on: dt.date


@dataclass(frozen=True, slots=True)
class Changed:
    """A watched question with another answer than before. None where it has no answer, since the place or the route is
    not on record."""

    cocktail: SavedCocktail
    place: str
    route: str
    before: Said | None
    after: Said | None


def changed_between(
    then: Moment, now: Moment, cocktails: Sequence[SavedCocktail]
) -> Iterator[Changed]:
    """Which watched questions are answered otherwise now than then."""
    before, after = (_said_at(moment, cocktails) for moment in (then, now))
    for cocktail in cocktails:
        for place in cocktail.watched_jurisdictions:
            question = (str(cocktail.pk), place, cocktail.watched_route)
            if before.get(question) != after.get(question):
                yield Changed(
                    cocktail,
                    place,
                    cocktail.watched_route,
                    before.get(question),
                    after.get(question),
                )


def _said_at(moment: Moment, cocktails: Sequence[SavedCocktail]) -> dict[Question, Said]:
    with as_of(moment.edition):
        return answers_watched(cocktails, moment.on)


def answers_watched(cocktails: Sequence[SavedCocktail], on: dt.date) -> dict[Question, Said]:
    """The answers where they are watched, from what there is to see."""
    places = set(Jurisdiction.objects.values_list("code", flat=True))
    routes = set(Route.objects.values_list("code", flat=True))
    lines = _lines(cocktails)
    asked = defaultdict(list)
    for cocktail in cocktails:
        if cocktail.watched_route not in routes:
            continue
        known = Cocktail(str(cocktail.pk), cocktail.name, lines[cocktail.pk], is_new=False)
        for place in places.intersection(cocktail.watched_jurisdictions):
            asked[place].append((known, cocktail.watched_route))
    return {
        (answer.cocktail.reference, answer.place.code, answer.route.code): (
            answer.verdict.answer.value,
            answer.verdict.status.value,
        )
        for answer in answers(asked, on)
    }


def _lines(cocktails: Sequence[SavedCocktail]) -> dict[object, tuple[Line, ...]]:
    """The lines of each, as far as what they name is on record; the others are unresolved."""
    every = [line for cocktail in cocktails for line in cocktail.lines.all()]
    named = [_asked(line) for line in every]
    is_known = {
        asked: found.match is not None for asked, found in zip(named, resolve(named), strict=True)
    }
    return {
        cocktail.pk: tuple(
            Line(ingredient=line.ingredient or None, product=line.product or None)
            if is_known[_asked(line)]
            else Line()
            for line in cocktail.lines.all()
        )
        for cocktail in cocktails
    }


def _asked(line: SavedLine) -> Asked:
    return Asked("product", line.product) if line.product else Asked("ingredient", line.ingredient)
