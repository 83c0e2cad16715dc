"""The lists and details of what is injected."""

from config.api.views import ReadOnlyViewSet
from formulary.api import filters, lookups, serializers
from formulary.api.clinical_serializers import ClinicalUseSerializer, ProtocolSerializer
from formulary.models import (
    ClinicalUse,
    Cocktail,
    Ingredient,
    IngredientClass,
    Interaction,
    Product,
    Protocol,
    Route,
)


class IngredientViewSet(ReadOnlyViewSet):
    """Substances, with their names in many languages, their codes, and the classes they belong to."""

    queryset = Ingredient.objects.for_api()
    serializer_class = serializers.IngredientSerializer
    filterset_class = filters.IngredientFilters
    lookup = lookups.INGREDIENTS


class IngredientClassViewSet(ReadOnlyViewSet):
    """Groups that rules speak of, and how a statement about each finds what it is about."""

    queryset = IngredientClass.objects.for_api()
    serializer_class = serializers.IngredientClassSerializer
    filterset_class = filters.IngredientClassFilters
    lookup = lookups.CLASSES


class ProductViewSet(ReadOnlyViewSet):
    """What is sold: label, holder, class in law, and what is in it."""

    queryset = Product.objects.for_api()
    serializer_class = serializers.ProductSerializer
    filterset_class = filters.ProductFilters
    lookup = lookups.PRODUCTS


class CocktailViewSet(ReadOnlyViewSet):
    """Formulations, with their published versions and what is in each."""

    queryset = Cocktail.objects.for_api()
    serializer_class = serializers.CocktailSerializer
    filterset_class = filters.CocktailFilters
    lookup = lookups.COCKTAILS


class InteractionViewSet(ReadOnlyViewSet):
    """What happens when two ingredients meet in one syringe, or one meets pH, light, oxygen."""

    queryset = Interaction.objects.for_api()
    serializer_class = serializers.InteractionSerializer
    filterset_class = filters.InteractionFilters
    lookup_field = "id"


class ClinicalUseViewSet(ReadOnlyViewSet):
    """Indications, contraindications and undesirable effects, each with the phase of the condition."""

    queryset = ClinicalUse.objects.for_api()
    serializer_class = ClinicalUseSerializer
    filterset_class = filters.ClinicalUseFilters
    lookup = lookups.CLINICAL_USES


class ProtocolViewSet(ReadOnlyViewSet):
    """Courses as published: sessions, intervals, results, and what a session costs."""

    queryset = Protocol.objects.for_api()
    serializer_class = ProtocolSerializer
    filterset_class = filters.ProtocolFilters
    lookup = lookups.PROTOCOLS


class RouteViewSet(ReadOnlyViewSet):
    """Routes of administration, with their codes in the standard terminologies."""

    queryset = Route.objects.for_api()
    serializer_class = serializers.RouteSerializer
    filterset_class = filters.RouteFilters
    lookup_field = "code"
    lookup = lookups.ROUTES
