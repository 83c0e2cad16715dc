"""Whose answers a draft changes: the real rules, asked before it and in its trial."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.utils import timezone

from registry.actions.change_sets import content_hash
from registry.actions.trials import sealed_trial
from registry.clinics.answers import answers_watched
from registry.models import ChangeSet, Edition, SavedCocktail, User
from registry.review.answers import answers
from registry.review.scope import Cocktail, Scope, scope_of
from registry.vocabulary import ChangeSetKind, Status

MOST_ROWS = 500
"""A larger draft is an import: to try it takes too long for a page."""

MOST_PLACES = 30
MOST_QUESTIONS = 600
"""Bounds of what is asked on either side; what is left out is counted."""

MOST_WATCHED = 500
"""Cocktails of clinics that are asked."""

KEPT = 3600
"""Seconds for which an impact is remembered: it is the same for the same content, edition and day."""

Said = tuple[str, str]
"""An answer and its status, in words."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One question that is answered otherwise. `before` is None for a cocktail of the draft itself."""

    cocktail: Cocktail
    place: str
    route: str
    before: Said | None
    after: Said


@dataclass(frozen=True, slots=True)
class Impact:
    changed: Sequence[Changed]
    asked: int
    left_out: int
    is_too_large: bool = False
    saved: int = 0
    clinics: int = 0
    """How many cocktails that clinics watch get another answer, and of how many clinics. What is in them is theirs."""


def impact_of(change_set: ChangeSet, by: User) -> Impact:
    """Which cocktails get another answer, where and by which route, for hair loss and today.

    Raises what a trial raises: a draft that the registry refuses has no impact.
    """
    if change_set.kind not in (ChangeSetKind.EDIT, ChangeSetKind.IMPORT):
        return Impact([], 0, 0, is_too_large=True)
    rows = list(change_set.rows.all()[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        return Impact([], 0, 0, is_too_large=True)
    on = timezone.localdate()
    newest = Edition.objects.sealed().order_by("-number").values_list("number", flat=True).first()
    key = f"impact-{newest}-{on}-{content_hash(change_set)}"
    if (known := cache.get(key)) is not None:
        return known
    with sealed_trial(change_set=change_set, by=by):
        scope, left_out = _bounded(scope_of(rows, on))
        after = _said(scope, scope.cocktails, on)
        watched = _watched_in(scope)
        told = answers_watched(watched, on)
    told_before = answers_watched(watched, on)
    before = _said(scope, [c for c in scope.cocktails if not c.is_new], on)
    changed = [
        Changed(*question, before.get(question), said)
        for question, said in after.items()
        if before.get(question) != said
    ]
    asked = told.keys() | told_before.keys()
    other = {one[0] for one in asked if told.get(one) != told_before.get(one)}
    touched = [cocktail for cocktail in watched if str(cocktail.pk) in other]
    clinics = {cocktail.clinic_id for cocktail in touched}
    found = Impact(
        changed, len(after) + len(told), left_out, saved=len(touched), clinics=len(clinics)
    )
    cache.set(key, found, KEPT)
    return found


def _watched_in(scope: Scope) -> list[SavedCocktail]:
    """What clinics watch where answers may change."""
    watched = SavedCocktail.objects.watched().filter(
        watched_jurisdictions__overlap=list(scope.places)
    )
    return list(watched.order_by("pk").prefetch_related("lines")[:MOST_WATCHED])


def _bounded(scope: Scope) -> tuple[Scope, int]:
    """As many questions as may be asked, and how many are left out."""
    asked = len(scope.cocktails) * len(scope.places) * len(scope.routes)
    places = scope.places[:MOST_PLACES]
    most = MOST_QUESTIONS // max(len(places) * len(scope.routes), 1)
    kept = Scope(scope.cocktails[:most], places, scope.routes)
    return kept, asked - len(kept.cocktails) * len(places) * len(kept.routes)


def _said(
    scope: Scope, cocktails: Sequence[Cocktail], on: dt.date
) -> dict[tuple[Cocktail, str, str], Said]:
    """What every cocktail is answered in every place and by every route, in words."""
    asked = [(cocktail, route) for cocktail in cocktails for route in scope.routes]
    return {
        (answer.cocktail, answer.place.name, answer.route.name): (
            str(answer.verdict.answer.label),
            str(Status(answer.verdict.status).label),
        )
        for answer in answers(dict.fromkeys(scope.places, asked), on)
    }
