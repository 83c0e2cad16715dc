from django.db import models

from .constraints import slug_validator, slugged
from .versioned import Versioned


class RouteQuerySet(models.QuerySet):
    def for_api(self):
        """With the route that it is a part of, in a fixed number of queries."""
        return self.select_related("parent")


class Route(Versioned):
    """A route of administration, with its codes in the standard terminologies.

    A route is matched exactly: `parent` groups routes for reading and never widens an approval.
    """

    code = models.CharField(max_length=60, unique=True, validators=[slug_validator])
    name = models.CharField(max_length=100)
    is_parenteral = models.BooleanField("parenteral", help_text="Goes through the skin or mucosa.")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    edqm = models.CharField("EDQM standard term", max_length=20, blank=True)
    fda_ncit = models.CharField("FDA SPL / NCI Thesaurus", max_length=20, blank=True)
    snomed = models.CharField("SNOMED CT", max_length=20, blank=True)
    ema_rms = models.CharField("EMA RMS", max_length=20, blank=True)
    note = models.TextField(blank=True)

    objects = RouteQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [slugged("route", "code")]

    def __str__(self):
        return self.name
