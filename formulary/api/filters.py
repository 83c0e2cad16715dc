"""The parameters of each list."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Func, Q

from config.api.filters import (
    Filters,
    KnownFilter,
    SearchFilter,
    ShapeFilter,
    TextFilter,
    TruthFilter,
    WordFilter,
    holding,
)
from formulary.api import lookups
from formulary.models import (
    ClinicalUseIngredient,
    CocktailVersion,
    Ingredient,
    IngredientName,
    ProductLine,
    Spelling,
)
from formulary.rules.identifiers import identifier
from formulary.rules.names import normalise
from formulary.vocabulary import Category, Cause, ClinicalUseKind, LineRole, Rating, RegulatoryClass

ATC = r"^[A-Z]([0-9]{2}([A-Z]([A-Z]([0-9]{2})?)?)?)?$"
_INGREDIENT = "slug, UNII, CAS number or exact name"


class _IsAnyOf(Func):
    """Whether a column is any of an array, which is made first: how many names are like a text cannot be foreseen."""

    template, arg_joiner = "(%(expressions)s))", " = ANY("
    output_field = BooleanField()


def like_name(value: str) -> Q:
    """Names that hold the text, or words very like it: looked for among all that was ever published."""
    text = normalise(value)
    like = Q(normalised__contains=text) | Q(normalised__trigram_word_similar=text)
    spellings = Spelling.objects.filter(like, since__isnull=False).values("normalised")
    return Q(_IsAnyOf("normalised", ArraySubquery(spellings)))


def with_forms(ingredient: Ingredient):
    """The ingredient and its salts and hydrates: who asks for procaine means procaine hydrochloride too."""
    return Ingredient.objects.filter(Q(pk=ingredient.pk) | Q(form_of=ingredient)).values("pk")


class IngredientFilters(Filters):
    search = SearchFilter(
        "Part of a name in any language, a word very like one, or a UNII or CAS number.",
        method="by_name",
    )
    category = WordFilter(Category, "The kind of substance.")
    form_of = KnownFilter(
        lookups.INGREDIENTS, f"Salts and hydrates of this ingredient: {_INGREDIENT}."
    )
    member_of = KnownFilter(
        lookups.CLASSES, "Members of this ingredient class: its slug.", field_name="classes"
    )
    atc = ShapeFilter(ATC, "An ATC code, as in D10AD02.", method="by_atc")
    verified = TruthFilter(
        "Whether its identifiers were found in a file, without conflict.", field_name="is_verified"
    )

    @staticmethod
    def by_name(queryset, _, value):
        named = IngredientName.objects.filter(like_name(value)).values("ingredient")
        found = Q(pk__in=named)
        if code := identifier(value):
            found |= Q(unii=code) | Q(cas=code)
        return queryset.filter(found)

    @staticmethod
    def by_atc(queryset, _, value):
        return queryset.filter(atc_codes__contains=[value])


class IngredientClassFilters(Filters):
    search = SearchFilter(
        "Part of the name or the definition.", method=holding("name", "definition")
    )
    ingredient = KnownFilter(
        lookups.INGREDIENTS, f"Classes of this member: {_INGREDIENT}.", field_name="members"
    )


class ProductFilters(Filters):
    search = SearchFilter("Part of the name, or a word very like one.", method="by_name")
    ingredient = KnownFilter(
        lookups.INGREDIENTS,
        f"Products with this ingredient, or a salt or hydrate of it, in any role: {_INGREDIENT}.",
        method="by_ingredient",
    )
    active_ingredient = KnownFilter(
        lookups.INGREDIENTS,
        f"Products of which it, or a salt or hydrate of it, is an active substance: {_INGREDIENT}.",
        method="by_active",
    )
    regulatory_class = WordFilter(RegulatoryClass, "What it is in law.")
    country = ShapeFilter(
        r"^[A-Z]{2}$", "Where it is sold or registered: ISO 3166-1 alpha-2, as in FR."
    )
    verified = TruthFilter(
        "Whether a register entry, label or page was seen.", field_name="is_verified"
    )

    @staticmethod
    def by_name(queryset, _, value):
        return queryset.filter(like_name(value))

    @staticmethod
    def by_ingredient(queryset, _, value):
        lines = ProductLine.objects.filter(ingredient__in=with_forms(value))
        return queryset.filter(pk__in=lines.values("product"))

    @staticmethod
    def by_active(queryset, _, value):
        lines = ProductLine.objects.filter(ingredient__in=with_forms(value), role=LineRole.ACTIVE)
        return queryset.filter(pk__in=lines.values("product"))


class CocktailFilters(Filters):
    search = SearchFilter("Part of the name or the description.", method="by_name")
    ingredient = KnownFilter(
        lookups.INGREDIENTS,
        f"Cocktails of which a published version names it, or a salt or hydrate of it: {_INGREDIENT}.",
        method="by_ingredient",
    )
    product = KnownFilter(
        lookups.PRODUCTS,
        "Cocktails of which a published version names this product: slug or exact name.",
        method="by_product",
    )

    @staticmethod
    def by_name(queryset, _, value):
        said = Q(name__icontains=value) | Q(description__icontains=value)
        versions = CocktailVersion.objects.published().filter(said)
        return queryset.filter(pk__in=versions.values("cocktail"))

    @staticmethod
    def by_ingredient(queryset, _, value):
        versions = CocktailVersion.objects.published().filter(
            lines__ingredient__in=with_forms(value)
        )
        return queryset.filter(pk__in=versions.values("cocktail"))

    @staticmethod
    def by_product(queryset, _, value):
        versions = CocktailVersion.objects.published().filter(lines__product=value)
        return queryset.filter(pk__in=versions.values("cocktail"))


class InteractionFilters(Filters):
    search = SearchFilter(
        "Part of the effect, mechanism, factor or source.",
        method=holding("effect", "mechanism", "factor", "source"),
    )
    ingredient = KnownFilter(
        lookups.INGREDIENTS,
        f"Interactions of this ingredient, its base and their salts and hydrates: {_INGREDIENT}.",
        method="of_ingredient",
    )
    partner = KnownFilter(
        lookups.INGREDIENTS,
        f"Interactions with this second ingredient and its relatives: {_INGREDIENT}.",
        method="of_ingredient",
    )
    rating = WordFilter(Rating, "What happens.")

    @staticmethod
    def of_ingredient(queryset, _, value):
        kin = Ingredient.objects.family_of([value.pk]).values("pk")
        return queryset.filter(Q(a__in=kin) | Q(b__in=kin))


class ClinicalUseFilters(Filters):
    search = SearchFilter(
        "Part of the condition, phase, rationale or advice.",
        method=holding("condition", "phase", "rationale", "action"),
    )
    kind = WordFilter(ClinicalUseKind, "What the statement is.")
    cause = WordFilter(Cause, "Where an undesirable effect comes from.")
    ingredient = KnownFilter(
        lookups.INGREDIENTS,
        f"Statements about this ingredient or its relatives (base, salts, hydrates), or about all: {_INGREDIENT}.",
        method="about_ingredient",
    )
    icd10 = TextFilter("The beginning of an ICD-10 code.", lookup_expr="istartswith")
    icd11 = TextFilter("The beginning of an ICD-11 code.", lookup_expr="istartswith")

    @staticmethod
    def about_ingredient(queryset, _, value):
        named = ClinicalUseIngredient.objects.filter(
            ingredient__in=Ingredient.objects.family_of([value.pk]).values("pk")
        ).values("clinical_use")
        return queryset.filter(Q(applies_to_all=True) | Q(pk__in=named))


class ProtocolFilters(Filters):
    search = SearchFilter(
        "Part of the name, the outcome or the citation.",
        method=holding("name", "outcome", "citation"),
    )
    cocktail = KnownFilter(lookups.COCKTAILS, "Courses with this cocktail: its slug.")
    indication = KnownFilter(
        lookups.CLINICAL_USES, "Courses for this clinical use: its slug, as in alopecia."
    )


class RouteFilters(Filters):
    search = SearchFilter("Part of the name or a note.", method=holding("name", "code", "note"))
    parenteral = TruthFilter("Through skin or mucosa.", field_name="is_parenteral")
    parent = KnownFilter(lookups.ROUTES, "Routes grouped under this one: its code.")
