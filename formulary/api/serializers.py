"""What a reader sees of each thing. Unknown is null."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.api.fields import Computed, PrintedDecimal, Text, Word
from formulary.models import (
    Cocktail,
    CocktailLine,
    CocktailVersion,
    Ingredient,
    IngredientClass,
    IngredientName,
    Interaction,
    Product,
    ProductLine,
    Route,
)
from formulary.vocabulary import RegulatoryClass


class IngredientReferenceSerializer(serializers.ModelSerializer):
    """An ingredient by its slug, with its preferred name."""

    name = serializers.CharField(source="preferred_name")

    class Meta:
        model = Ingredient
        fields = ["slug", "name"]


class ProductReferenceSerializer(serializers.ModelSerializer):
    """A product by its slug, with its name."""

    class Meta:
        model = Product
        fields = ["slug", "name"]


class ClassReferenceSerializer(serializers.ModelSerializer):
    """An ingredient class by its slug, with its name."""

    class Meta:
        model = IngredientClass
        fields = ["slug", "name"]


class IngredientNameSerializer(serializers.ModelSerializer):
    """One name of an ingredient."""

    language = Text(help_text="ISO 639, as in “fr”.")

    class Meta:
        model = IngredientName
        fields = ["text", "language", "kind"]


class IdentifiersSerializer(serializers.ModelSerializer):
    """The codes of an ingredient in other systems."""

    unii = Text()
    cas = Text()

    class Meta:
        model = Ingredient
        fields = ["unii", "cas", "pubchem_cid", "atc_codes"]


class IngredientSerializer(serializers.ModelSerializer):
    """A substance. A salt or hydrate is an ingredient of its own and names its base."""

    name = serializers.CharField(source="preferred_name")
    base = IngredientReferenceSerializer(
        source="form_of", allow_null=True, help_text="Of which this is a salt or hydrate."
    )
    forms = IngredientReferenceSerializer(many=True, help_text="Its salts and hydrates.")
    names = IngredientNameSerializer(many=True)
    identifiers = IdentifiersSerializer(source="*")
    classes = ClassReferenceSerializer(many=True)
    molecular_formula = Text()
    mechanism = Text()
    caution = Text()
    eu_cosmetics_annex = Text(
        help_text="Annex and entry of Regulation (EC) 1223/2009, as in II/194."
    )
    verified = serializers.BooleanField(source="is_verified")

    class Meta:
        model = Ingredient
        fields = [
            "slug",
            "name",
            "category",
            "base",
            "forms",
            "names",
            "identifiers",
            "classes",
            "molecular_formula",
            "mechanism",
            "caution",
            "eu_cosmetics_annex",
            "source",
            "verified",
        ]


class IngredientClassSerializer(serializers.ModelSerializer):
    """A group that rules speak of."""

    regulatory_class = Word(RegulatoryClass.choices)
    members = IngredientReferenceSerializer(many=True)

    class Meta:
        model = IngredientClass
        fields = ["slug", "name", "definition", "reach", "regulatory_class", "members"]


class StrengthSerializer(serializers.ModelSerializer):
    """A strength as printed and, where it is plain, as value and UCUM unit, per value and unit."""

    printed = Text(source="strength")
    value = PrintedDecimal(source="strength_value")
    unit = Text(source="strength_unit")
    per_value = PrintedDecimal()
    per_unit = Text()

    class Meta:
        model = ProductLine
        fields = ["printed", "value", "unit", "per_value", "per_unit"]


class ProductLineSerializer(serializers.ModelSerializer):
    """One ingredient of a product."""

    ingredient = IngredientReferenceSerializer()
    strength = StrengthSerializer(source="*")

    class Meta:
        model = ProductLine
        fields = ["position", "ingredient", "role", "strength"]


class ProductSerializer(serializers.ModelSerializer):
    """Something sold, with what is in it."""

    holder = Text()
    regulatory_class = Word(RegulatoryClass.choices)
    country = Text(help_text="ISO 3166-1 alpha-2, where it is sold or registered.")
    dose_form = Text()
    label_text = Text(help_text="The list of ingredients as printed.")
    source = Text()
    verified = serializers.BooleanField(source="is_verified")
    has_other_actives = serializers.BooleanField(
        help_text="It holds active substances that are not among its lines."
    )
    lines = ProductLineSerializer(many=True)

    class Meta:
        model = Product
        fields = [
            "slug",
            "name",
            "holder",
            "regulatory_class",
            "country",
            "dose_form",
            "label_text",
            "source",
            "verified",
            "has_other_actives",
            "lines",
        ]


class CocktailLineSerializer(serializers.ModelSerializer):
    """One part of a cocktail: an ingredient or a product, the other being null."""

    ingredient = IngredientReferenceSerializer(allow_null=True)
    product = ProductReferenceSerializer(allow_null=True)
    amount = PrintedDecimal()
    unit = Text(help_text="UCUM.")
    note = Text()

    class Meta:
        model = CocktailLine
        fields = ["position", "ingredient", "product", "amount", "unit", "note"]


@extend_schema_field(OpenApiTypes.STR)
class Reference(Computed):
    """What names a version of a cocktail."""

    columns = ("cocktail.slug", "version")

    def of(self, slug, version):
        return f"{slug}@{version}"


class CocktailVersionSerializer(serializers.ModelSerializer):
    """A published version; it never changes."""

    reference = Reference(help_text="Names this version in a check.")
    description = Text()
    source = Text()
    lines = CocktailLineSerializer(many=True)

    class Meta:
        model = CocktailVersion
        fields = [
            "version",
            "reference",
            "name",
            "description",
            "source",
            "published_at",
            "lines",
        ]
        extra_kwargs = {"published_at": {"allow_null": False}}


class CocktailSerializer(serializers.ModelSerializer):
    """A formulation, with its published versions from the first to the newest."""

    versions = CocktailVersionSerializer(many=True)

    class Meta:
        model = Cocktail
        fields = ["slug", "versions"]


class InteractionSerializer(serializers.ModelSerializer):
    """What happens when `a` meets `b`, or a factor such as pH or light."""

    a = IngredientReferenceSerializer()
    b = IngredientReferenceSerializer(allow_null=True)
    factor = Text()
    mechanism = Text()

    class Meta:
        model = Interaction
        fields = [
            "id",
            "a",
            "b",
            "factor",
            "rating",
            "mechanism",
            "effect",
            "source",
            "confidence",
        ]


class RouteCodesSerializer(serializers.ModelSerializer):
    """The codes of a route in the standard terminologies."""

    edqm = Text(help_text="EDQM standard term.")
    fda_ncit = Text(help_text="FDA SPL / NCI Thesaurus.")
    snomed = Text(help_text="SNOMED CT.")
    ema_rms = Text(help_text="EMA RMS.")

    class Meta:
        model = Route
        fields = ["edqm", "fda_ncit", "snomed", "ema_rms"]


class RouteSerializer(serializers.ModelSerializer):
    """A route of administration; it is matched exactly, and its parent widens nothing."""

    parenteral = serializers.BooleanField(source="is_parenteral")
    parent = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)
    codes = RouteCodesSerializer(source="*")
    note = Text()

    class Meta:
        model = Route
        fields = ["code", "name", "parenteral", "parent", "codes", "note"]
