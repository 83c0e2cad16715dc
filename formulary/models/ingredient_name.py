from django.db import models
from django.db.models import Q

from formulary.vocabulary import NameKind

from .constraints import known, shaped
from .fields import NormalisedField
from .ingredient import Ingredient
from .spelling_triggers import spelled
from .triggers import preferred_name_stays
from .versioned import Versioned


class IngredientName(Versioned):
    """One name of one ingredient. A brand is a product's name, never an ingredient's."""

    ingredient = models.ForeignKey(Ingredient, models.CASCADE, related_name="names")
    text = models.CharField(max_length=500)
    language = models.CharField(
        max_length=10, blank=True, help_text="ISO 639, as in “fr”; empty where not known."
    )
    kind = models.CharField(max_length=10, choices=NameKind, default=NameKind.SYNONYM)
    position = models.PositiveIntegerField(default=0)
    normalised = NormalisedField(source="text")

    class Meta:
        ordering = ["ingredient", "position", "id"]
        triggers = [preferred_name_stays, *spelled(is_curated=True)]
        constraints = [
            known("ingredientname", "kind", NameKind),
            shaped(
                "ingredientname",
                "language",
                r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$",
                "As in fr.",
                blank=True,
            ),
            models.CheckConstraint(
                name="ingredientname_folds_to_something",
                condition=~Q(normalised=""),
                violation_error_message="A name needs at least one letter or digit.",
            ),
            models.UniqueConstraint(
                name="ingredientname_one_of_a_kind",
                fields=["ingredient", "kind"],
                condition=~Q(kind=NameKind.SYNONYM),
                violation_error_message="An ingredient has one preferred name, INN and INCI name each.",
            ),
            models.UniqueConstraint(
                name="ingredientname_once",
                fields=["ingredient", "kind", "normalised"],
                violation_error_message="This ingredient has that name already.",
            ),
        ]
        indexes = [models.Index(name="ingredientname_normalised", fields=["normalised"])]

    def __str__(self):
        return self.text
