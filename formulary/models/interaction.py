from django.db import models
from django.db.models import F, Q

from formulary.vocabulary import Rating

from .constraints import known
from .ingredient import Ingredient
from .versioned import Versioned


class InteractionQuerySet(models.QuerySet):
    def for_api(self):
        """With both ingredients, in a fixed number of queries."""
        return self.select_related("a", "b")


class Interaction(Versioned):
    """What happens when ingredient `a` meets ingredient `b`, or a `factor` such as pH or light."""

    a = models.ForeignKey(Ingredient, models.PROTECT, related_name="interactions_as_a")
    b = models.ForeignKey(
        Ingredient, models.PROTECT, null=True, blank=True, related_name="interactions_as_b"
    )
    factor = models.CharField(
        max_length=100, blank=True, help_text="When it is no ingredient: pH, light, oxygen…"
    )
    rating = models.CharField(max_length=20, choices=Rating)
    mechanism = models.CharField(max_length=60, blank=True)
    effect = models.TextField()
    source = models.TextField()
    confidence = models.CharField(max_length=100)

    objects = InteractionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            known("interaction", "rating", Rating),
            models.CheckConstraint(
                name="interaction_one_partner",
                condition=(Q(b__isnull=False) & Q(factor="")) | (Q(b__isnull=True) & ~Q(factor="")),
                violation_error_message="Name exactly one of a second ingredient and a factor.",
            ),
            models.CheckConstraint(
                name="interaction_two_ingredients",
                condition=Q(b__isnull=True) | ~Q(a=F("b")),
                violation_error_message="An ingredient does not interact with itself here.",
            ),
            models.UniqueConstraint(
                name="interaction_once",
                fields=["a", "b", "factor"],
                nulls_distinct=False,
                violation_error_message="This pair has a record already.",
            ),
        ]

    def __str__(self):
        return f"{self.a} with {self.b or self.factor}: {self.get_rating_display().lower()}"
