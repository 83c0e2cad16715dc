"""Writes to ingredients and their names."""

from django.db import transaction

from formulary.models import Ingredient, IngredientName
from formulary.vocabulary import NameKind


@transaction.atomic
def keep_preferred_name(*, ingredient: Ingredient) -> None:
    """Make the preferred name one of the ingredient's names, so that it is found like any other.

    The database refuses, at the end of the transaction, an ingredient whose preferred name is not
    among its names.
    """
    name = ingredient.names.filter(kind=NameKind.PREFERRED).first()
    if name is None:
        name = IngredientName(ingredient=ingredient, kind=NameKind.PREFERRED)
    name.text = ingredient.preferred_name
    name.save()
