"""From the value of a parameter to the jurisdiction, authority, ingredient... that it names."""

from config.api.lookups import ByCode, ByName
from formulary.models import Ingredient, IngredientClass, Product, Route
from registry.models import Authority, Jurisdiction, Pathway
from registry.vocabulary import JurisdictionKind

INGREDIENTS = ByName("ingredient", Ingredient)
PRODUCTS = ByName("product", Product)
CLASSES = ByCode(IngredientClass.objects.all)
ROUTES = ByCode(Route.objects.all, "code")
JURISDICTIONS = ByCode(Jurisdiction.objects.all, "code")
UNIONS = ByCode(lambda: Jurisdiction.objects.filter(kind=JurisdictionKind.UNION), "code")
AUTHORITIES = ByCode(Authority.objects.all)
PATHWAYS = ByCode(Pathway.objects.all, "code")
