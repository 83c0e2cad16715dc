"""Saved cocktails of a clinic: kept, replaced as a whole, deleted. Who calls has said in whose name (`acting`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from registry.clinic_errors import TooManySaved
from registry.models import Clinic, SavedCocktail, SavedLine

MOST = 1_000


@dataclass(frozen=True, slots=True)
class Part:
    """One line: the slug of an ingredient or of a product, and how much of it."""

    ingredient: str = ""
    product: str = ""
    amount: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """All that a clinic says of a cocktail."""

    name: str
    parts: Sequence[Part]
    watched_route: str = ""
    watched_jurisdictions: Sequence[str] = ()


@transaction.atomic
def save_cocktail(*, clinic: int, content: Content) -> SavedCocktail:
    """Keep a cocktail for the clinic with that key. Raises TooManySaved."""
    Clinic.objects.select_for_update().get(pk=clinic)
    if SavedCocktail.objects.filter(clinic=clinic).count() >= MOST:
        raise TooManySaved("saved cocktails", MOST)
    return _write(SavedCocktail(clinic_id=clinic), content)


@transaction.atomic
def replace_cocktail(*, cocktail: SavedCocktail, content: Content) -> SavedCocktail:
    """Say anew what the cocktail is. The old content is kept nowhere."""
    held = SavedCocktail.objects.select_for_update().get(pk=cocktail.pk)
    held.lines.all().delete()
    return _write(held, content)


@transaction.atomic
def delete_cocktail(*, cocktail: SavedCocktail) -> None:
    cocktail.delete()


def _write(cocktail: SavedCocktail, content: Content) -> SavedCocktail:
    cocktail.name = content.name
    cocktail.watched_route = content.watched_route
    cocktail.watched_jurisdictions = list(content.watched_jurisdictions)
    cocktail.full_clean()
    cocktail.save()
    SavedLine.objects.bulk_create(
        SavedLine(cocktail=cocktail, position=position, **_columns(part))
        for position, part in enumerate(content.parts, 1)
    )
    return cocktail


def _columns(part: Part) -> dict[str, Any]:
    return {
        "ingredient": part.ingredient,
        "product": part.product,
        "amount": part.amount,
        "unit": part.unit,
    }
