"""A pasted label: its lines, what each of them names, and what a check says of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from formulary.names import Asked, Resolution
from formulary.rules.label import Label, Line, parse
from formulary.rules.label.signs import ENOUGH, topical_signs
from formulary.rules.names import normalise
from registry.checks.check import Check, check
from registry.checks.question import CheckQuestion
from registry.facts.reader import Facts
from registry.vocabulary import Answer, Status

_SKIN_ONLY = {Status.COSMETIC_ONLY, Status.NON_INJECTABLE_ONLY}
_SLASH = re.compile(r"\s*/\s*")


@dataclass(frozen=True, slots=True)
class Topical:
    """The label reads like that of a product for the skin, by these signs."""

    signs: tuple[str, ...]
    warning: str


@dataclass(frozen=True, slots=True)
class LabelReading:
    """A label with what its lines name and, where somebody asked, the check of them."""

    label: Label
    resolutions: Sequence[Resolution]
    topical: Topical | None
    check: Check | None
    answer: Answer | None
    reason: str


def read_label(text: str, asked: CheckQuestion | None, facts: Facts) -> LabelReading:
    """Read a label; with a question, check all its lines in one. Raises what a check raises."""
    label = parse(text)
    resolutions, strange = _resolve(label.lines, facts)
    checked = None
    if asked and label.lines:
        lines = [_asked(*each) for each in zip(label.lines, resolutions, strict=True)]
        checked = check(replace(asked, lines=lines), facts)
    topical = _topical(label, checked)
    unread = [*(piece.text for piece in label.leftovers), *strange]
    answer, reason = _answer(unread, topical, checked)
    return LabelReading(label, resolutions, topical, checked, answer, reason)


def _resolve(lines: Sequence[Line], facts: Facts) -> tuple[list[Resolution], list[str]]:
    """What each line names, and what is said of the lines that was not understood.

    A line names what its name names; of “Aqua/Water/Eau”, what every part names. What stands in brackets may only
    agree: where it names another thing the line is unresolved, and where nobody knows it, it was not understood.
    """
    texts = [_names(line) for line in lines]
    wanted = dict.fromkeys(text for each in texts for text in each)
    found = dict(
        zip(wanted, facts.resolve([Asked("ingredient", text) for text in wanted]), strict=True)
    )
    resolutions, strange = [], []
    for line, parts in zip(lines, texts, strict=True):
        said = [found[synonym] for synonym in line.synonyms]
        resolution = found[line.name]
        if resolution.match is None and len(parts) > 1 + len(said):
            resolution = _agreed([found[part] for part in parts[1 : len(parts) - len(said)]])
        if resolution.match:
            known = [each for each in said if each.match]
            resolution = _agreed([resolution, *known])
            strange += [
                text for text, each in zip(line.synonyms, said, strict=True) if not each.match
            ]
        resolutions.append(resolution)
    return resolutions, strange


def _names(line: Line) -> list[str]:
    """The name, its parts if it has slashes, and what stands in brackets."""
    parts = [part for part in _SLASH.split(line.name) if part] if "/" in line.name else []
    return [line.name, *(parts if len(parts) > 1 else ()), *line.synonyms]


def _agreed(found: Sequence[Resolution]) -> Resolution:
    """The one thing that all of them name; else all that any of them names or may name."""
    matches = {each.match.slug: each.match for each in found if each.match}
    if len(matches) == 1 and all(each.match for each in found):
        return Resolution(match=next(iter(matches.values())))
    taken = {(one.kind, one.slug): one for one in matches.values()}
    near = {(one.kind, one.slug): one for each in found for one in each.candidates}
    return Resolution(candidates=tuple((near | taken)[key] for key in {**taken, **near}))


def _asked(line: Line, resolution: Resolution) -> Asked:
    return Asked("ingredient", resolution.match.slug if resolution.match else line.name)


def _topical(label: Label, checked: Check | None) -> Topical | None:
    signs = topical_signs(normalise(line.text) for line in label.lines)
    is_parenteral = checked is not None and checked.question.route.is_parenteral
    if checked and is_parenteral:
        signs += [
            f"a line that is only for the skin here ({line.name})"
            for line, verdict in zip(label.lines, checked.verdict.lines, strict=True)
            if verdict.status in _SKIN_ONLY
        ][:3]
    if len(signs) < ENOUGH:
        return None
    warning = "This reads like the list of ingredients of a product for the skin."
    if checked and is_parenteral:
        warning += (
            f" It is asked for {checked.question.route.name.lower()} use: such a product is made and tested for the"
            " skin, a list of ingredients says nothing of sterility, endotoxins or pH, and no ingredient that is"
            " authorised elsewhere makes it one to inject."
        )
    return Topical(tuple(signs), warning)


def _answer(
    unread: Sequence[str], topical: Topical | None, checked: Check | None
) -> tuple[Answer | None, str]:
    """The answer for the whole label: never better than that of its lines."""
    if checked is None:
        return None, "Nothing was checked: that takes an ingredient, a jurisdiction and a route."
    answer = checked.verdict.answer
    if topical and checked.question.route.is_parenteral:
        return Answer.NO, topical.warning
    if unread and answer in (Answer.YES, Answer.CONDITIONAL):
        return Answer.UNKNOWN, f"A part of the label was not understood: “{unread[0]}”."
    return answer, "The answer of the check of its lines."
