"""From the value of a parameter to the ingredient, product, cocktail... that it names."""

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import Manager, Max, Q, QuerySet
from django.db.models.functions import Greatest

from config.api.lookups import ByCode, NotKnown
from formulary.models import (
    ClinicalUse,
    Cocktail,
    CocktailVersion,
    Ingredient,
    IngredientClass,
    IngredientName,
    Product,
    Protocol,
    Route,
)
from formulary.rules.identifiers import identifier
from formulary.rules.names import normalise

_NEAR = 3


def visible_cocktails():
    """Cocktails with a published version; a draft is nobody's business."""
    return Cocktail.objects.filter(pk__in=CocktailVersion.objects.published().values("cocktail"))


class Ingredients:
    """By slug, UNII, CAS number or exact name in any language."""

    def find(self, text: str) -> Ingredient:
        code = identifier(text)
        named = IngredientName.objects.filter(normalised=normalise(text)).values("ingredient")
        for way in (
            Q(slug=text),
            Q(unii=code) | Q(cas=code) if code else None,
            Q(pk__in=named),
        ):
            rows = list(Ingredient.objects.filter(way)[:_NEAR]) if way else []
            if len(rows) == 1:
                return rows[0]
            if rows:
                raise NotKnown(
                    f"More than one ingredient has the name “{text}”: use a slug.",
                    [row.slug for row in rows],
                )
        raise NotKnown(f"There is no ingredient “{text}”.", self.nearest(text))

    def nearest(self, text: str) -> list[str]:
        near = (
            _like(IngredientName.objects, text)
            .values("ingredient__slug")
            .annotate(best=Max("score"))
            .order_by("-best", "ingredient__slug")[:_NEAR]
        )
        return [row["ingredient__slug"] for row in near]


class Products:
    """By slug or exact name."""

    def find(self, text: str) -> Product:
        for way in (Q(slug=text), Q(normalised=normalise(text))):
            rows = list(Product.objects.filter(way)[:_NEAR])
            if len(rows) == 1:
                return rows[0]
            if rows:
                raise NotKnown(
                    f"More than one product has the name “{text}”: use a slug.",
                    [row.slug for row in rows],
                )
        raise NotKnown(f"There is no product “{text}”.", self.nearest(text))

    def nearest(self, text: str) -> list[str]:
        near = _like(Product.objects, text).order_by("-score", "slug")
        return list(near.values_list("slug", flat=True)[:_NEAR])


def _like(rows: Manager, text: str) -> QuerySet:
    """Rows of which the normalised name is like the text, or has words like it, with their nearness."""
    asked = normalise(text)
    return rows.filter(
        Q(normalised__trigram_similar=asked) | Q(normalised__trigram_word_similar=asked)
    ).annotate(
        score=Greatest(
            TrigramSimilarity("normalised", asked), TrigramWordSimilarity(asked, "normalised")
        )
    )


INGREDIENTS = Ingredients()
PRODUCTS = Products()
CLASSES = ByCode(IngredientClass.objects.all)
COCKTAILS = ByCode(visible_cocktails)
CLINICAL_USES = ByCode(ClinicalUse.objects.all)
PROTOCOLS = ByCode(Protocol.objects.all)
ROUTES = ByCode(Route.objects.all, "code")
