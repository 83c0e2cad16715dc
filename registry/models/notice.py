from django.contrib.postgres.fields import ArrayField
from django.db import models

from formulary.models.constraints import slug_validator, slugged
from formulary.models.versioned import Versioned

from .authority import Authority
from .partial_date import PartialDateField, partial_date_shaped


class Notice(Versioned):
    """A warning, list change or seizure. It informs a pharmacist and decides no verdict."""

    slug = models.CharField(max_length=150, unique=True, validators=[slug_validator])
    authority = models.ForeignKey(
        Authority,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
        help_text="Empty where no authority spoke.",
    )
    published_on = PartialDateField()
    kind = models.CharField(max_length=60, validators=[slug_validator])
    title = models.CharField(max_length=500)
    subjects = ArrayField(
        models.CharField(max_length=300),
        default=list,
        blank=True,
        help_text="Slugs of ingredients, classes or products where one exists, else plain words.",
    )
    url = models.URLField("address", max_length=1000, blank=True)
    confidence = models.CharField(max_length=200)

    class Meta:
        ordering = ["slug"]
        constraints = [
            slugged("notice"),
            slugged("notice", "kind"),
            partial_date_shaped("notice", "published_on"),
        ]

    def __str__(self):
        return self.title
