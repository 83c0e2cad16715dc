"""From the value of a parameter to the ingredient, product, cocktail... that it names."""

from config.api.lookups import ByCode, ByName
from formulary.models import (
    ClinicalUse,
    Cocktail,
    Ingredient,
    IngredientClass,
    Product,
    Protocol,
    Route,
)

INGREDIENTS = ByName("ingredient", Ingredient)
PRODUCTS = ByName("product", Product)
CLASSES = ByCode(IngredientClass.objects.all)
COCKTAILS = ByCode(Cocktail.objects.published)
CLINICAL_USES = ByCode(ClinicalUse.objects.all)
PROTOCOLS = ByCode(Protocol.objects.all)
ROUTES = ByCode(Route.objects.all, "code")
