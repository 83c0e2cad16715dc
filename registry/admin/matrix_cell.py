"""Why an ingredient has its status in a place: the answer of a check, in words and with links to the records."""

from collections.abc import Iterable
from typing import Any

from formulary.desk.links import change_url
from formulary.models import Ingredient
from registry.checks.answer import NOTICE
from registry.checks.check import Check
from registry.models import Approval
from registry.presenters import approval_sentence
from registry.rules.reason import explain
from registry.rules.values import Record
from registry.vocabulary import Flag

Told = dict[str, Any]


def told(answered: Check) -> Told:
    """The context of the page. Read inside `as_of`, so that links lead to the rows that were known then."""
    [verdict] = answered.verdict.lines
    [resolution] = answered.resolutions
    match = resolution.match
    deciding = [finding.record for finding in verdict.deciding]
    notes = [(note.record, note.why) for note in verdict.notes]
    addresses = _addresses([*deciding, *verdict.conditions, *(record for record, _ in notes)])
    name = match.name if match else answered.lines[0].text
    return {
        "title": f"{name}, {answered.question.route.name.lower()}, in {answered.place.name}",
        "name": name,
        "ingredient": _ingredient(match.slug) if match else "",
        "place": answered.place,
        "route": answered.question.route,
        "on": answered.asked.on,
        "edition": answered.edition,
        "answer": answered.verdict.answer.label,
        "status": verdict.status.label,
        "reason": explain(verdict, answered.question, name, answered.place.name),
        "flags": [Flag(flag).label for flag in sorted(verdict.flags)],
        "deciding": [_record(record, addresses) for record in deciding],
        "conditions": [_record(record, addresses) for record in verdict.conditions],
        "notes": [{**_record(record, addresses), "why": why} for record, why in notes],
        "not_found_in": answered.absences[0],
        "coverage": answered.coverage,
        "notice": NOTICE,
    }


def _record(record: Record, addresses: dict[str, str]) -> Told:
    return {
        "sentence": approval_sentence(record),
        "address": addresses[record.id],
        "paraphrase": record.paraphrase,
        "documents": record.documents,
        "confidence": record.confidence,
    }


def _addresses(records: Iterable[Record]) -> dict[str, str]:
    """Where each record is read at the desk."""
    known = Approval.objects.filter(record__in=[record.id for record in records]).live()
    return {row.record: change_url(row) for row in known.only("record")}


def _ingredient(slug: str) -> str:
    return change_url(Ingredient.objects.only("slug").get(slug=slug))
