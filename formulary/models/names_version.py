"""What tells whether any name means something else than it did: a version that every transaction leaves anew which changes one."""

from django.db import models

CURATED, LISTED = "curated", "listed"


class NamesVersion(models.Model):
    """The version of the names in the formulary, or of those of a look-up table. Equal ones are of the very same names."""

    kind = models.CharField(max_length=7, primary_key=True)
    version = models.CharField(max_length=100)

    def __str__(self):
        return f"{self.kind} {self.version}"
