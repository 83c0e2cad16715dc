"""A saved cocktail as it comes and goes over the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.api.fields import PrintedDecimal, Text
from config.api.strict import StrictText
from formulary.models.units import validate_unit
from registry.models import SavedCocktail, SavedLine

MOST_LINES = 100
MOST_PLACES = 30


class SavedLineSerializer(serializers.ModelSerializer):
    """One part: an ingredient or a product by its slug, the other being null."""

    ingredient = Text()
    product = Text()
    amount = PrintedDecimal()
    unit = Text(help_text="UCUM.")

    class Meta:
        model = SavedLine
        fields = ["ingredient", "product", "amount", "unit"]


class WatchSerializer(serializers.Serializer):
    """Where and by which route you want to hear of another answer."""

    jurisdictions = serializers.ListField(child=serializers.CharField())
    route = serializers.CharField()


class SavedCocktailSerializer(serializers.ModelSerializer):
    """What you mix, under your name for it. No other clinic sees it."""

    id = serializers.UUIDField(source="key")
    lines = SavedLineSerializer(many=True)
    watch = serializers.SerializerMethodField(help_text="Null if it is not watched.")

    class Meta:
        model = SavedCocktail
        fields = ["id", "name", "lines", "watch", "saved_at"]

    @extend_schema_field(WatchSerializer(allow_null=True))
    def get_watch(self, cocktail: SavedCocktail) -> dict[str, Any] | None:
        if not cocktail.watched_route:
            return None
        return {
            "jurisdictions": cocktail.watched_jurisdictions,
            "route": cocktail.watched_route,
        }


class LineToSaveSerializer(serializers.Serializer):
    """One part: an ingredient or a product by slug, identifier or exact name, and how much of it."""

    ingredient = StrictText(
        required=False, max_length=500, help_text="Looked for among ingredients."
    )
    product = StrictText(required=False, max_length=500, help_text="Looked for among products.")
    amount = serializers.DecimalField(
        required=False,
        max_digits=18,
        decimal_places=None,  # as many as were sent: “2.0” says more than “2”
        min_value=0,
        help_text="A number above zero, with its unit.",
    )
    unit = StrictText(required=False, max_length=40, validators=[validate_unit], help_text="UCUM.")

    def validate(self, attrs):
        if ("ingredient" in attrs) == ("product" in attrs):
            raise serializers.ValidationError("Name exactly one of ingredient and product.")
        if ("amount" in attrs) != ("unit" in attrs) or attrs.get("amount") == 0:
            raise serializers.ValidationError(
                "An amount is a number above zero with a unit, or neither."
            )
        return attrs


class WatchToSaveSerializer(serializers.Serializer):
    """Where and by which route you want to hear of another answer, by your webhooks."""

    jurisdictions = serializers.ListField(
        child=StrictText(max_length=20),
        allow_empty=False,
        max_length=MOST_PLACES,
        help_text="Codes, as in FR.",
    )
    route = StrictText(max_length=60, help_text="Code of a route: intradermal.")


class CocktailToSaveSerializer(serializers.Serializer):
    """What you mix, and whether you want to hear when its answer changes."""

    name = StrictText(
        max_length=200, help_text="As you call it. Nothing about patients belongs here."
    )
    lines = LineToSaveSerializer(many=True, allow_empty=False, max_length=MOST_LINES)
    watch = WatchToSaveSerializer(required=False, allow_null=True)
