"""Every normalised name that was ever written down here, once: what a search looks through.

A spelling does not say what it names. That is looked up in the tables of names, at the edition asked for; so one dictionary
serves all kinds of things and all editions, and nothing is ever taken out of it. Triggers add what is new, whatever
wrote it; `formulary.search.held` reads it.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q


class NextNumber(Func):
    """A number that no spelling has had."""

    function = "nextval"
    template = "nextval('formulary_spelling_number')"
    allowed_default = True


class Spelling(models.Model):
    """A normalised name, of whatever."""

    normalised = models.CharField(max_length=500, primary_key=True)
    since = models.PositiveIntegerField(
        null=True,
        help_text="The first edition in which something had this name; null for a look-up table's alone.",
    )
    number = models.BigIntegerField(
        db_default=NextNumber(),
        help_text="Given when it was written, and anew when it came into the formulary.",
    )

    class Meta:
        indexes = [
            models.Index(
                name="spelling_published_number",
                fields=["number"],
                condition=Q(since__isnull=False),
            ),
            models.Index(
                name="spelling_listed_number", fields=["number"], condition=Q(since__isnull=True)
            ),
            GinIndex(
                OpClass(F("normalised"), "gin_trgm_ops"),
                name="spelling_trigrams",
                condition=Q(since__isnull=False),
            ),
        ]

    def __str__(self):
        return self.normalised
