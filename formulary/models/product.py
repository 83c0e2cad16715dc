from django.db import models
from django.db.models import Q

from formulary.references import Reference
from formulary.vocabulary import LineRole, RegulatoryClass

from .constraints import known, shaped, slug_validator, slugged
from .fields import NormalisedField, PrintedDecimalField
from .ingredient import Ingredient
from .spelling_triggers import spelled
from .units import validate_unit
from .versioned import Versioned


class ProductQuerySet(models.QuerySet):
    def for_api(self):
        """With its lines and their ingredients, in a fixed number of queries."""
        return self.prefetch_related("lines__ingredient")


class Product(Versioned):
    """Something sold: label, holder, regulatory class and lines. Its name may be a brand."""

    slug = models.CharField(max_length=150, unique=True, validators=[slug_validator])
    name = models.CharField(max_length=500)
    normalised = NormalisedField(source="name")
    holder = models.CharField(max_length=300, blank=True)
    regulatory_class = models.CharField(max_length=20, choices=RegulatoryClass, blank=True)
    country = models.CharField(
        max_length=2, blank=True, help_text="ISO 3166-1 alpha-2, where it is sold or registered."
    )
    dose_form = models.CharField(max_length=200, blank=True)
    label_text = models.TextField(blank=True, help_text="The list of ingredients as printed.")
    source = models.TextField(blank=True)
    is_verified = models.BooleanField(
        "verified", default=False, help_text="A register entry, label or page was seen."
    )
    has_other_actives = models.BooleanField(
        "other active substances",
        default=False,
        db_default=False,
        help_text="It holds active substances that are not among its lines: never authorised alone.",
    )

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        triggers = spelled(is_curated=True)
        constraints = [
            slugged("product"),
            known("product", "regulatory_class", RegulatoryClass, blank=True),
            shaped(
                "product", "country", r"^[A-Z]{2}$", "Two capital letters, as in FR.", blank=True
            ),
            models.CheckConstraint(
                name="product_name_folds_to_something",
                condition=~Q(normalised=""),
                violation_error_message="A name needs at least one letter or digit.",
            ),
        ]
        # What a name is like is looked for among the spellings, once for all kinds of names.
        indexes = [models.Index(name="product_normalised", fields=["normalised"])]

    def __str__(self):
        return self.name


class ProductLine(Versioned):
    """One ingredient of a product. The strength is kept as printed and, where it is plain, parsed."""

    product = Reference(
        Product, models.CASCADE, related_name="lines", db_index=False
    )  # "productline_position_once" begins with it
    position = models.PositiveIntegerField()
    ingredient = Reference(Ingredient, models.PROTECT, related_name="product_lines")
    role = models.CharField(max_length=10, choices=LineRole, default=LineRole.UNKNOWN)
    strength = models.CharField("strength as printed", max_length=300, blank=True)
    strength_value = PrintedDecimalField(null=True, blank=True)
    strength_unit = models.CharField(
        "strength unit (UCUM)", max_length=40, blank=True, validators=[validate_unit]
    )
    per_value = PrintedDecimalField(null=True, blank=True)
    per_unit = models.CharField(
        "per unit (UCUM)", max_length=40, blank=True, validators=[validate_unit]
    )

    class Meta:
        ordering = ["product", "position"]
        constraints = [
            known("productline", "role", LineRole),
            models.UniqueConstraint(
                name="productline_position_once",
                fields=["product", "position"],
                violation_error_message="This product has a line with that position already.",
            ),
            models.CheckConstraint(
                name="productline_strength_has_unit",
                condition=Q(strength_value__isnull=True, strength_unit="")
                | (Q(strength_value__isnull=False, strength_value__gt=0) & ~Q(strength_unit="")),
                violation_error_message="A strength is a number above zero with a unit, or neither.",
            ),
            models.CheckConstraint(
                name="productline_per_has_unit",
                condition=Q(per_value__isnull=True, per_unit="")
                | (
                    Q(per_value__isnull=False, per_value__gt=0, strength_value__isnull=False)
                    & ~Q(per_unit="")
                ),
                violation_error_message="“Per” is a number above zero with a unit, or neither.",
            ),
        ]

    def __str__(self):
        return f"{self.ingredient} {self.strength}".strip()
