from django.db import models
from django.db.models import Q

from formulary.vocabulary import Reach, RegulatoryClass

from .constraints import known, slug_validator, slugged
from .ingredient import Ingredient
from .triggers import members_of_a_class_by_members, reach_fits_the_members
from .versioned import Versioned


class IngredientClassQuerySet(models.QuerySet):
    def for_api(self):
        """With its members, in a fixed number of queries."""
        return self.prefetch_related("members")


class IngredientClass(Versioned):
    """A group that rules speak of: “cosmetic products”, “human exosomes”."""

    slug = models.CharField(max_length=100, unique=True, validators=[slug_validator])
    name = models.CharField(max_length=200)
    definition = models.TextField()
    reach = models.CharField(max_length=20, choices=Reach)
    regulatory_class = models.CharField(
        max_length=20,
        choices=RegulatoryClass,
        blank=True,
        help_text="Only for the reach “regulatory class”.",
    )
    members = models.ManyToManyField(
        Ingredient, through="IngredientClassMember", related_name="classes"
    )

    objects = IngredientClassQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        triggers = [reach_fits_the_members]
        verbose_name = "ingredient class"
        verbose_name_plural = "ingredient classes"
        constraints = [
            slugged("ingredientclass"),
            known("ingredientclass", "reach", Reach),
            known("ingredientclass", "regulatory_class", RegulatoryClass, blank=True),
            models.CheckConstraint(
                name="ingredientclass_regulatory_class_iff_reach",
                condition=(Q(reach=Reach.REGULATORY_CLASS) & ~Q(regulatory_class=""))
                | (~Q(reach=Reach.REGULATORY_CLASS) & Q(regulatory_class="")),
                violation_error_message=(
                    "Fill the regulatory class exactly when the class reaches by regulatory class."
                ),
            ),
        ]

    def __str__(self):
        return self.name


class IngredientClassMember(Versioned):
    """One ingredient of a class that reaches by members."""

    ingredient_class = models.ForeignKey(IngredientClass, models.CASCADE)
    ingredient = models.ForeignKey(Ingredient, models.PROTECT)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["ingredient_class", "position", "id"]
        triggers = [members_of_a_class_by_members]
        constraints = [
            models.UniqueConstraint(
                name="ingredientclassmember_once",
                fields=["ingredient_class", "ingredient"],
                violation_error_message="This ingredient is in the class already.",
            )
        ]

    def __str__(self):
        return f"{self.ingredient} in {self.ingredient_class}"
