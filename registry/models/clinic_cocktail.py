from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from formulary.models.fields import PrintedDecimalField
from formulary.models.units import validate_unit

from .clinic import Clinic, Known, OfAClinic


class SavedCocktailQuerySet(OfAClinic):
    def watched(self):
        """Those whose clinic wants to hear when an answer changes, and can."""
        return (
            self.filter(
                clinic__is_active=True,
                clinic__webhooks__disabled_at=None,
                clinic__webhooks__isnull=False,
            )
            .exclude(watched_jurisdictions=[])
            .distinct()
        )


class SavedCocktail(Known):
    """What a clinic mixes, under the clinic's own name for it. Nobody else sees it.

    Lines and watch name curated records by slug and code, as a question does: a record that is taken back makes its line
    unresolved, and what clinics keep for themselves never stands in a curator's way.
    """

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="cocktails")
    name = models.CharField(max_length=200)
    watched_route = models.CharField(max_length=60, blank=True)
    watched_jurisdictions = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    objects = SavedCocktailQuerySet.as_manager()

    class Meta:
        verbose_name = "saved cocktail"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="savedcocktail_watched_somewhere",
                condition=Q(watched_route="", watched_jurisdictions=[])
                | (~Q(watched_route="") & ~Q(watched_jurisdictions=[])),
            ),
        ]
        indexes = [models.Index(fields=["clinic", "id"], name="savedcocktail_page")]

    def __str__(self):
        return self.name


class SavedLine(models.Model):
    """One part of a saved cocktail."""

    cocktail = models.ForeignKey(SavedCocktail, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    ingredient = models.CharField(max_length=150, blank=True)
    product = models.CharField(max_length=150, blank=True)
    amount = PrintedDecimalField(null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True, validators=[validate_unit])

    class Meta:
        ordering = ["cocktail", "position"]
        constraints = [
            models.UniqueConstraint(
                name="savedline_position_once", fields=["cocktail", "position"]
            ),
            models.CheckConstraint(
                name="savedline_one_subject",
                condition=(Q(product="") & ~Q(ingredient="")) | (Q(ingredient="") & ~Q(product="")),
            ),
            models.CheckConstraint(
                name="savedline_amount_has_unit",
                condition=Q(amount__isnull=True, unit="")
                | (Q(amount__isnull=False, amount__gt=0) & ~Q(unit="")),
            ),
        ]

    def __str__(self):
        return self.ingredient or self.product
