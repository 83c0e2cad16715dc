"""Every normalised name that was ever written down here, once: what a search looks through.

A spelling says neither what it names nor since when. That is looked up in the tables of names, which know their
editions; so one index serves all kinds of things and all editions, and nothing is ever taken out of it. Triggers add
what is new, whatever wrote it.
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
    is_curated = models.BooleanField(
        help_text="Something in the formulary has or had this name; else a look-up table alone."
    )

    class Meta:
        indexes = [
            GinIndex(NameKeys("normalised"), name="spelling_keys", fastupdate=False),
            GinIndex(
                OpClass(F("normalised"), "gin_trgm_ops"),
                name="spelling_trigrams",
                condition=Q(is_curated=True),
            ),
            models.Index(
                name="spelling_begins", fields=["normalised"], opclasses=["text_pattern_ops"]
            ),
            models.Index(
                name="spelling_curated_begins",
                fields=["normalised"],
                opclasses=["text_pattern_ops"],
                condition=Q(is_curated=True),
            ),
            *(
                models.Index(
                    OpClass(NameTail("normalised", Value(word)), "text_pattern_ops"),
                    name=f"spelling_word_{word}",
                    condition=Q(is_curated=True),
                )
                for word in (2, 3)
            ),
        ]

    def __str__(self):
        return self.normalised
