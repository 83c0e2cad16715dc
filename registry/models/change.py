from django.db import models
from django.db.models import Q

from formulary.models.constraints import known
from formulary.models.triggers import published_is_not_emptied
from registry.vocabulary import ChangedKind, Happened

from .edition import Edition
from .triggers import added_to_an_open_edition, never_changed, never_deleted


class Change(models.Model):
    """What one edition did to one record: a line of the journal that is written when the edition is sealed.

    Editions are numbered in commit order and positions within one have no gap, so whoever reads in the order of the
    key misses nothing and meets nothing twice.
    """

    pk = models.CompositePrimaryKey("edition_id", "position")
    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="changes", db_index=False, db_constraint=False
    )
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=ChangedKind)
    key = models.TextField(help_text="The natural key of the record, its parts joined by |.")
    row = models.BigIntegerField(
        null=True, help_text="The primary key of its row; an approval has one for each statement."
    )
    what = models.CharField(max_length=10, choices=Happened)
    # By their words, not their rows: what happened stays told when a place is taken back.
    jurisdiction = models.CharField(max_length=20, blank=True)
    ingredient = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["edition_id", "position"]
        triggers = [
            added_to_an_open_edition("edition_id AS number FROM added_rows"),
            never_changed,
            never_deleted,
            published_is_not_emptied,
        ]
        constraints = [known("change", "kind", ChangedKind), known("change", "what", Happened)]
        indexes = [
            models.Index(name="change_of_record", fields=["kind", "key", "edition"]),
            models.Index(name="change_of_kind", fields=["kind", "edition", "position"]),
            models.Index(
                name="change_in_place",
                fields=["jurisdiction", "edition", "position"],
                condition=~Q(jurisdiction=""),
            ),
            models.Index(
                name="change_about_ingredient",
                fields=["ingredient", "edition", "position"],
                condition=~Q(ingredient=""),
            ),
        ]

    def __str__(self):
        return f"Edition {self.edition_id}: {self.kind} {self.key} {self.what}"
