from django.db import models

from formulary.models.constraints import slug_validator, slugged
from formulary.models.versioned import Versioned

from .jurisdiction import Jurisdiction


class AuthorityQuerySet(models.QuerySet):
    def for_api(self):
        """With its jurisdiction, in a fixed number of queries."""
        return self.select_related("jurisdiction")


class Authority(Versioned):
    """Who says so: a regulator, a ministry, a court, and where its register is read."""

    slug = models.CharField(max_length=100, unique=True, validators=[slug_validator])
    name = models.CharField(max_length=300)
    abbreviation = models.CharField(max_length=30, blank=True)
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="authorities")
    website = models.URLField(max_length=500, blank=True)
    register_name = models.CharField(max_length=300, blank=True)
    register_url = models.URLField(max_length=500, blank=True)
    open_data = models.CharField(max_length=300, blank=True)
    confidence = models.CharField(max_length=200)

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name_plural = "authorities"
        constraints = [slugged("authority")]

    def __str__(self):
        return self.abbreviation or self.name
