"""What the clinical statements of the formulary say of a person's conditions."""

from collections.abc import Sequence
from dataclasses import dataclass

from formulary.models import ClinicalUse, Ingredient, Product
from formulary.names import Asked, Resolution, resolve
from formulary.rules.names import normalise
from formulary.rules.screening import (
    OF_KIND,
    Finding,
    Injected,
    Outcome,
    Statement,
    named,
    screen,
    worst,
)
from formulary.rules.spelling import nearest


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as somebody wrote it, and the phase that it is in; empty: not stated."""

    text: str
    phase: str = ""


@dataclass(frozen=True, slots=True)
class Screened:
    """One condition with what was found, the rows behind it, and what may be meant where nothing was."""

    condition: Condition
    finding: Finding
    uses: Sequence[ClinicalUse]
    nearest: Sequence[str]


@dataclass(frozen=True, slots=True)
class Screening:
    """All of them, with what the lines were taken for."""

    outcome: Outcome
    conditions: Sequence[Screened]
    resolutions: Sequence[Resolution]


def screening(conditions: Sequence[Condition], lines: Sequence[Asked]) -> Screening:
    """Screen every condition against what is injected. The number of queries does not depend on either."""
    resolutions = resolve(lines)
    injected = _injected(resolutions)
    uses = list(
        ClinicalUse.objects.filter(kind__in=OF_KIND).prefetch_related("ingredients__form_of")
    )
    screened = [_screened(condition, uses, injected) for condition in conditions]
    return Screening(worst(s.finding.outcome for s in screened), screened, resolutions)


def _injected(resolutions: Sequence[Resolution]) -> Injected:
    """The bases in the lines. What is in a product besides what is recorded is not known, so neither is its whole."""
    matches = [resolution.match for resolution in resolutions]
    by_kind = {
        kind: {match.slug for match in matches if match and match.kind == kind}
        for kind in ("ingredient", "product")
    }
    rows = [
        *Ingredient.objects.filter(slug__in=by_kind["ingredient"]).select_related("form_of"),
        *Ingredient.objects.filter(
            product_lines__product__in=Product.objects.filter(slug__in=by_kind["product"])
        ).select_related("form_of"),
    ]
    is_known = bool(matches) and all(m is not None and m.kind == "ingredient" for m in matches)
    return Injected(frozenset(_base(row) for row in rows), is_known)


def _base(ingredient: Ingredient) -> str:
    return ingredient.form_of.slug if ingredient.form_of else ingredient.slug


def _screened(condition: Condition, uses: Sequence[ClinicalUse], injected: Injected) -> Screened:
    meant = [
        use
        for use in uses
        if condition.text == use.slug or named(condition.text, _names(use), _codes(use))
    ]
    statements = [
        Statement(
            use.slug, use.kind, use.phase, frozenset(_base(row) for row in use.ingredients.all())
        )
        for use in meant
    ]
    near: list[str] = []
    if not meant:
        near = nearest(condition.text, {use.condition for use in uses})
    return Screened(condition, screen(statements, condition.phase, injected), meant, near)


def _names(use: ClinicalUse) -> set[str]:
    written = {use.condition, use.icd10_label, use.icd11_label}
    return {normalise(name) for name in written} - {""}


def _codes(use: ClinicalUse) -> set[str]:
    return {use.icd10, use.icd11} - {""}
