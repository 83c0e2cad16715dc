"""How a pharmacist finds a thing at the desk: by any of its names, or by an identifier."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from formulary.models import Ingredient, IngredientName, Product, ProductLine
from formulary.rules.names import normalise


def matching_ingredients(text: str) -> QuerySet[Ingredient]:
    """Ingredients of which a name holds every word of the text, or an identifier is the text."""
    code = text.strip().upper()
    by_code = Q(unii=code) | Q(cas=code) | Q(atc_codes__contains=[code])
    by_slug = Q(slug__contains=text.strip().lower())
    words = normalise(text).split()
    if not words:
        return Ingredient.objects.filter(by_code | by_slug)
    names = IngredientName.objects.filter(_holds(words), ingredient=OuterRef("pk"))
    return Ingredient.objects.filter(Exists(names) | by_code | by_slug)


def matching_products(text: str) -> QuerySet[Product]:
    """Products of which the name holds every word of the text, or an ingredient is found by it.

    A holder or a slug that holds the text will do as well.
    """
    words = normalise(text).split()
    by_name = _holds(words) if words else Q(pk__in=[])
    lines = ProductLine.objects.filter(ingredient__in=matching_ingredients(text).values("pk"))
    return Product.objects.filter(
        by_name
        | Q(pk__in=lines.values("product"))
        | Q(slug__contains=text.strip().lower())
        | Q(holder__icontains=text.strip())
    )


def _holds(words: list[str]) -> Q:
    wanted = Q()
    for word in words:
        wanted &= Q(normalised__contains=word)
    return wanted
