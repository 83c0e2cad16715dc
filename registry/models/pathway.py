from django.db import models

from formulary.models.constraints import known, shaped
from formulary.models.versioned import Versioned
from formulary.vocabulary import RegulatoryClass

from .jurisdiction import Jurisdiction


class PathwayQuerySet(models.QuerySet):
    def for_api(self):
        """With its jurisdiction, in a fixed number of queries."""
        return self.select_related("jurisdiction")


class Pathway(Versioned):
    """The legal door by which a thing came in: US_NDA, EU_CENTRALISED, BR_MANIPULADO…"""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    regulatory_class = models.CharField(max_length=20, choices=RegulatoryClass, blank=True)
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, null=True, blank=True)
    is_union_wide = models.BooleanField("union-wide", default=False)
    note = models.TextField(blank=True)

    objects = PathwayQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            known("pathway", "regulatory_class", RegulatoryClass, blank=True),
            shaped("pathway", "code", r"^[A-Z0-9]+(_[A-Z0-9]+)*$", "Capitals, as in US_503A_CAT2."),
        ]

    def __str__(self):
        return self.code
