from django.db import models
from django.db.models import Q

from .constraints import slug_validator, slugged
from .fields import NormalisedField, PrintedDecimalField
from .ingredient import Ingredient
from .product import Product
from .spelling_triggers import names_changed, spelled
from .triggers import (
    published_is_not_emptied,
    published_lines_are_immutable,
    published_version_is_immutable,
)
from .units import validate_unit
from .versioned import Versioned


class CocktailQuerySet(models.QuerySet):
    def published(self):
        """Cocktails with a published version; a draft is nobody's business."""
        return self.filter(pk__in=CocktailVersion.objects.published().values("cocktail"))

    def for_api(self):
        """With the published versions and their lines, in a fixed number of queries."""
        versions = CocktailVersion.objects.published().for_api()
        return self.published().prefetch_related(models.Prefetch("versions", versions))


class Cocktail(Versioned):
    """A formulation known by one slug; what it is made of stands in its versions."""

    slug = models.CharField(max_length=100, unique=True, validators=[slug_validator])

    objects = CocktailQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        triggers = [names_changed(is_curated=True)]
        constraints = [slugged("cocktail")]

    def __str__(self):
        return self.slug


class CocktailVersionQuerySet(models.QuerySet):
    def published(self):
        """Versions that anybody may see; they never change again."""
        return self.filter(published_at__isnull=False)

    def for_api(self):
        """With its lines, in a fixed number of queries."""
        return self.select_related("cocktail").prefetch_related(
            "lines__ingredient", "lines__product"
        )


class CocktailVersion(Versioned):
    """One version of a cocktail: a draft until `published_at`, and immutable from then on (trigger)."""

    cocktail = models.ForeignKey(Cocktail, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=300)
    normalised = NormalisedField(source="name")
    description = models.TextField(blank=True)
    source = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CocktailVersionQuerySet.as_manager()

    class Meta:
        ordering = ["cocktail", "version"]
        triggers = [
            published_version_is_immutable,
            published_is_not_emptied,
            *spelled(is_curated=True),
        ]
        constraints = [
            models.UniqueConstraint(
                name="cocktailversion_once",
                fields=["cocktail", "version"],
                violation_error_message="This cocktail has that version already.",
            ),
            models.CheckConstraint(
                name="cocktailversion_counts_from_one",
                condition=Q(version__gte=1),
                violation_error_message="Versions count from 1.",
            ),
        ]
        indexes = [models.Index(name="cocktailversion_normalised", fields=["normalised"])]

    def __str__(self):
        return f"{self.name}, version {self.version}"


class CocktailLine(Versioned):
    """One part of a cocktail version: exactly one of an ingredient and a product, with an amount."""

    version = models.ForeignKey(CocktailVersion, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    ingredient = models.ForeignKey(Ingredient, models.PROTECT, null=True, blank=True)
    product = models.ForeignKey(Product, models.PROTECT, null=True, blank=True)
    amount = PrintedDecimalField(null=True, blank=True)
    unit = models.CharField("unit (UCUM)", max_length=40, blank=True, validators=[validate_unit])
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["version", "position"]
        triggers = [published_lines_are_immutable, published_is_not_emptied]
        constraints = [
            models.UniqueConstraint(
                name="cocktailline_position_once",
                fields=["version", "position"],
                violation_error_message="This version has a line with that position already.",
            ),
            models.CheckConstraint(
                name="cocktailline_one_subject",
                condition=Q(ingredient__isnull=False, product__isnull=True)
                | Q(ingredient__isnull=True, product__isnull=False),
                violation_error_message="A line names exactly one of an ingredient and a product.",
            ),
            models.CheckConstraint(
                name="cocktailline_amount_has_unit",
                condition=Q(amount__isnull=True, unit="")
                | (Q(amount__isnull=False, amount__gt=0) & ~Q(unit="")),
                violation_error_message="An amount is a number above zero with a unit, or neither.",
            ),
        ]

    def __str__(self):
        return str(self.ingredient or self.product)
