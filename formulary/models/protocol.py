from django.db import models
from django.db.models import OuterRef, Q, Subquery

from .clinical_use import ClinicalUse
from .cocktail import Cocktail
from .constraints import ordered, shaped, slug_validator, slugged
from .fields import PrintedDecimalField
from .versioned import Versioned


class ProtocolQuerySet(models.QuerySet):
    def for_api(self):
        """With its indication, and the slug of its cocktail where that is published, in one query."""
        cocktail = Cocktail.objects.published().filter(pk=OuterRef("cocktail")).order_by()
        return self.select_related("indication").annotate(
            published_cocktail=Subquery(cocktail.values("slug"))
        )


class Protocol(Versioned):
    """A course as published: what, how much, how often, what came of it and what it cost.

    Volumes in mL a session, depths in mm, intervals and delays in days, costs a session in `currency`.
    """

    slug = models.CharField(max_length=100, unique=True, validators=[slug_validator])
    name = models.CharField(max_length=300)
    cocktail = models.ForeignKey(
        Cocktail, models.PROTECT, null=True, blank=True, related_name="protocols"
    )
    indication = models.ForeignKey(
        ClinicalUse, models.PROTECT, null=True, blank=True, related_name="protocols"
    )
    volume_ml_min = PrintedDecimalField("volume from (mL)", null=True, blank=True)
    volume_ml_max = PrintedDecimalField("volume to (mL)", null=True, blank=True)
    needle_gauge = models.CharField(max_length=20, blank=True)
    depth_mm_min = PrintedDecimalField("depth from (mm)", null=True, blank=True)
    depth_mm_max = PrintedDecimalField("depth to (mm)", null=True, blank=True)
    spacing = models.CharField(max_length=200, blank=True)
    sessions_min = models.PositiveIntegerField("sessions from", null=True, blank=True)
    sessions_max = models.PositiveIntegerField("sessions to", null=True, blank=True)
    interval_days_min = models.PositiveIntegerField("interval from (days)", null=True, blank=True)
    interval_days_max = models.PositiveIntegerField("interval to (days)", null=True, blank=True)
    maintenance = models.CharField(max_length=200, blank=True)
    reduced_shedding_days = models.PositiveIntegerField(
        "less shedding after (days)", null=True, blank=True
    )
    visible_growth_days_min = models.PositiveIntegerField(
        "new growth from (days)", null=True, blank=True
    )
    visible_growth_days_max = models.PositiveIntegerField(
        "new growth to (days)", null=True, blank=True
    )
    cost_min = PrintedDecimalField("cost a session from", null=True, blank=True)
    cost_max = PrintedDecimalField("cost a session to", null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, help_text="ISO 4217, as in USD.")
    evidence_level = models.CharField(max_length=200, blank=True)
    outcome = models.TextField(blank=True)
    citation = models.TextField(blank=True)
    doi = models.CharField("DOI", max_length=100, blank=True)
    pmid = models.CharField("PubMed id", max_length=12, blank=True)
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)

    objects = ProtocolQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            slugged("protocol"),
            *(
                ordered("protocol", f"{what}_min", f"{what}_max")
                for what in (
                    "volume_ml",
                    "depth_mm",
                    "sessions",
                    "interval_days",
                    "visible_growth_days",
                    "cost",
                )
            ),
            shaped("protocol", "currency", r"^[A-Z]{3}$", "Three capital letters.", blank=True),
            models.CheckConstraint(
                name="protocol_cost_has_currency",
                condition=Q(cost_min__isnull=True, cost_max__isnull=True) | ~Q(currency=""),
                violation_error_message="A cost needs its currency.",
            ),
        ]

    def __str__(self):
        return self.name
