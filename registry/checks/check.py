"""From a question to its verdict: resolve, collect, decide, and look at the mix beside it."""

from collections.abc import Sequence

from formulary.names import Asked, Resolution
from formulary.rules.mixing import UNKNOWN_MIX, Mixing, mix
from formulary.rules.value import Value
from registry.checks.alternatives import Alternatives, find_alternatives
from registry.checks.question import CheckQuestion
from registry.facts.reader import Absence, Facts, Place, PlaceCoverage
from registry.rules.values import Dossier, Line, Question
from registry.rules.verdict import Verdict, decide


class Check(Value, frozen=True):
    """A question with all that answers it."""

    asked: CheckQuestion
    lines: Sequence[Asked]
    resolutions: Sequence[Resolution]
    question: Question
    place: Place
    dossier: Dossier
    verdict: Verdict
    mixing: Mixing
    absences: Sequence[Sequence[Absence]]
    coverage: PlaceCoverage
    edition: int
    alternatives: Sequence[Alternatives | None] = ()
    """For each line, if they were asked for; None for a line that is yes, or that names nothing."""


def check(asked: CheckQuestion, facts: Facts) -> Check:
    """Answer a question from what `facts` knows.

    Raises `registry.facts.reader.Unknown` for a jurisdiction, route or cocktail that is not known; an
    unknown ingredient or product is no error but an unresolved line.
    """
    place = facts.place(asked.jurisdiction, asked.on)
    route = facts.route(asked.route)
    lines = facts.cocktail(asked.cocktail) if asked.cocktail else asked.lines
    resolutions = facts.resolve(lines)
    question = Question(
        route=route,
        on=asked.on,
        purpose=asked.purpose,
        lines=tuple(line_of(resolution) for resolution in resolutions),
        is_mixed=len(lines) > 1 if asked.is_mixed is None else asked.is_mixed,
    )
    dossier = facts.dossier(place, question.lines)
    verdict = decide(question, dossier)
    return Check(
        asked=asked,
        lines=lines,
        resolutions=resolutions,
        question=question,
        place=place,
        dossier=dossier,
        verdict=verdict,
        mixing=_mixing(question, dossier, facts),
        absences=facts.absences(place, dossier, question.lines),
        coverage=facts.coverage(place),
        edition=facts.edition,
        alternatives=find_alternatives(question, verdict.lines, place, facts)
        if asked.alternatives
        else (),
    )


def line_of(resolution: Resolution) -> Line:
    """The line for the rules: unresolved unless exactly one thing has the name."""
    if resolution.match is None:
        return Line()
    if resolution.match.kind == "product":
        return Line(product=resolution.match.slug)
    return Line(ingredient=resolution.match.slug)


def _mixing(question: Question, dossier: Dossier, facts: Facts) -> Mixing:
    interactions = facts.interactions(dossier)
    if not interactions:
        return UNKNOWN_MIX
    bases = {slug: s.base for slug, s in dossier.substances.items() if s.base}
    contents = [_ingredients(line, dossier) for line in question.lines]
    return mix(contents, interactions, bases)


def _ingredients(line: Line, dossier: Dossier) -> frozenset[str]:
    """All that is in a line: excipients react as well as active substances."""
    if line.product:
        return dossier.products[line.product].ingredients
    return frozenset({line.ingredient}) if line.ingredient else frozenset()
