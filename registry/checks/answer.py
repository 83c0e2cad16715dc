"""The answer of a check in plain values, as it goes over the API."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from formulary.names import Asked, Match, Resolution
from formulary.rules.mixing import Interaction, Mixing
from registry.checks.alternatives import as_alternatives
from registry.checks.check import Check
from registry.checks.considered import considered
from registry.checks.statement import statement
from registry.facts.reader import Absence, PlaceCoverage
from registry.rules.line_verdict import LineVerdict
from registry.rules.partial_date import PartialDate
from registry.rules.reason import explain
from registry.rules.values import Evidence

NOTICE = (
    "For a licensed professional. It reports what authorities have said, as far as it is on record here; "
    "it is no legal or clinical advice, and the absence of a record is never approval."
)


def as_answer(check: Check) -> dict[str, Any]:
    """The whole answer. Lists are in a fixed order, so that equal questions give equal bytes."""
    answer = _answer(check)
    if check.asked.explain:
        answer["considered"] = considered(check.verdict.lines, check.dossier.records)
    for line, found in zip(answer["lines"], check.alternatives, strict=False):
        line["alternatives"] = found and as_alternatives(found)
    return answer


def _answer(check: Check) -> dict[str, Any]:
    verdict = check.verdict
    lines = zip(check.lines, check.resolutions, verdict.lines, check.absences, strict=True)
    return {
        "answer": verdict.answer.value,
        "status": verdict.status.value,
        "flags": sorted([flag.value for flag in verdict.flags]),
        "lines": [_line(check, *line) for line in lines],
        "conditions": [statement(record) for record in verdict.conditions],
        "notes": _notes(verdict.lines),
        "mixing": _mixing(check.mixing),
        "jurisdiction": {
            "code": check.place.code,
            "name": check.place.name,
            "inherits": list(check.place.inherits),
        },
        "route": check.question.route.code,
        "on": check.asked.on.isoformat(),
        "purpose": check.asked.purpose,
        "mixed": check.question.is_mixed,
        "cocktail": check.asked.cocktail or None,
        "edition": check.edition,
        "evidence": _evidence(verdict.evidence, check.asked.on),
        "coverage": _coverage(check.coverage),
        "notice": NOTICE,
    }


def _line(
    check: Check,
    asked: Asked,
    found: Resolution,
    verdict: LineVerdict,
    absences: Iterable[Absence],
) -> dict[str, Any]:
    match, flags = found.match, verdict.flags
    name = match.name if match else asked.text
    return {
        "input": {asked.kind: asked.text},
        "resolved": _match(match) if match else None,
        "candidates": [{**_match(match), "score": match.score} for match in found.candidates],
        "status": verdict.status.value,
        "reason": explain(verdict, check.question, name, check.place.name),
        "flags": sorted([flag.value for flag in flags]) if flags else [],
        "approvals": [statement(finding.record) for finding in verdict.deciding],
        "not_found_in": [_absence(absence) for absence in absences],
    }


def _absence(absence: Absence) -> dict[str, Any]:
    return {
        "register": absence.register,
        "title": absence.title,
        "published_on": absence.published_on,
        "url": absence.url or None,
        "unread_rows": absence.unread,
    }


def _match(match: Match) -> dict[str, Any]:
    return {"kind": match.kind, "slug": match.slug, "name": match.name, "match": match.tier}


def _notes(lines: Iterable[LineVerdict]) -> list[dict[str, Any]]:
    """What bears on a line (by its position from 0) without deciding it, and why it does not."""
    return [
        {"line": position, "why": note.why, "approval": statement(note.record)}
        for position, line in enumerate(lines)
        for note in line.notes
    ]


def _mixing(mixing: Mixing) -> dict[str, Any]:
    return {
        "rating": mixing.rating,
        "pairs": [
            {"lines": list(pair.lines), **_interaction(pair.interaction)} for pair in mixing.pairs
        ],
        "factors": [
            {"factor": interaction.factor, **_interaction(interaction)}
            for interaction in mixing.factors
        ],
    }


def _interaction(interaction: Interaction) -> dict[str, Any]:
    return {
        "a": interaction.a,
        "b": interaction.b,
        "rating": interaction.rating,
        "mechanism": interaction.mechanism,
        "effect": interaction.effect,
        "source": interaction.source,
        "confidence": interaction.confidence,
    }


def _evidence(documents: Iterable[Evidence], on: dt.date) -> dict[str, Any]:
    """The oldest and newest date of the deciding documents, as exact as it is known.

    `age_days` is the age of the newest on the day asked; 0 if that day is earlier.
    """
    dates = sorted(
        (date.first, text, date.last)
        for document in documents
        for text in (document.published_on, document.retrieved_on)
        if (date := PartialDate.parse(text))
    )
    if not dates:
        return {"newest": None, "oldest": None, "age_days": None}
    newest = dates[-1]
    return {
        "newest": newest[1],
        "oldest": dates[0][1],
        "age_days": max((on - newest[2]).days, 0),
    }


def _coverage(coverage: PlaceCoverage) -> dict[str, int]:
    return {
        "records": coverage.records,
        "ingredients_assessed": coverage.ingredients_assessed,
        "ingredients_known": coverage.ingredients_known,
        "products_assessed": coverage.products_assessed,
    }
