"""Every normalised name that was ever written down here, once: what a search looks through.

A spelling does not say what it names. That is looked up in the tables of names, at the edition asked for; so one index
serves all kinds of things and all editions, and nothing is ever taken out of it. Triggers add what is new, whatever
wrote it.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value


class NameKeys(Func):
    """What a name is found by, misspelt or not."""

    function = "name_keys"


class NameTail(Func):
    """A name from its second or third word on."""

    function = "name_tail"


class Spelling(models.Model):
    """A normalised name, of whatever."""

    normalised = models.CharField(max_length=500, primary_key=True)
    since = models.PositiveIntegerField(
        null=True,
        help_text="The first edition in which something had this name; null for a look-up table's alone.",
    )

    class Meta:
        indexes = [
            GinIndex(NameKeys("normalised"), name="spelling_keys", fastupdate=False),
            GinIndex(
                OpClass(F("normalised"), "gin_trgm_ops"),
                name="spelling_trigrams",
                condition=Q(since__isnull=False),
            ),
            models.Index(
                name="spelling_published_begins",
                fields=["normalised"],
                opclasses=["text_pattern_ops"],
                condition=Q(since__isnull=False),
            ),
            *(
                models.Index(
                    OpClass(NameTail("normalised", Value(word)), "text_pattern_ops"),
                    name=f"spelling_word_{word}",
                    condition=Q(since__isnull=False),
                )
                for word in (2, 3)
            ),
        ]

    def __str__(self):
        return self.normalised
