from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from formulary.vocabulary import UniiNameKind

from .constraints import known, shaped
from .spelling_triggers import spelled


class UniiNameQuerySet(models.QuerySet):
    def listed_as(self, names: Iterable[str]) -> dict[str, list["UniiName"]]:
        """What FDA's list says of normalised names: for each that it has, whose name it is. One query."""
        found: dict[str, list[UniiName]] = {}
        for row in self.filter(normalised__in=set(names)).order_by("display_name", "unii"):
            found.setdefault(row.normalised, []).append(row)
        return found


class UniiName(models.Model):
    """A name in FDA's list of UNII names: a help in recognising names, and no part of the formulary.

    One row a normalised name and UNII, with the most official kind that the list gives for it.
    """

    normalised = models.CharField(max_length=500)
    unii = models.CharField("UNII", max_length=10)
    display_name = models.CharField(max_length=500, help_text="FDA's preferred name of the UNII.")
    kind = models.CharField(max_length=3, choices=UniiNameKind)

    objects = UniiNameQuerySet.as_manager()

    class Meta:
        ordering = ["normalised", "unii"]
        verbose_name = "UNII name"
        triggers = spelled(is_curated=False)
        constraints = [
            known("uniiname", "kind", UniiNameKind),
            shaped("uniiname", "unii", r"^[0-9A-Z]{10}$", "A UNII is ten of 0-9 A-Z."),
            models.UniqueConstraint(
                name="uniiname_once",
                fields=["normalised", "unii"],
                violation_error_message="The list has this name of this UNII already.",
            ),
            models.CheckConstraint(
                name="uniiname_folds_to_something",
                condition=~Q(normalised=""),
                violation_error_message="A name needs at least one letter or digit.",
            ),
        ]
        indexes = [models.Index(name="uniiname_unii", fields=["unii"])]

    def __str__(self):
        return f"{self.display_name} ({self.unii})"
