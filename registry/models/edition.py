from django.db import models
from django.db.models import F, Q

from formulary.models.triggers import published_is_not_emptied

from .change_set import ChangeSet
from .change_set_triggers import two_persons_published
from .triggers import (
    added_to_an_open_edition,
    never_changed,
    never_deleted,
    next_edition,
    sealed_at_commit,
    sealed_for_ever,
    sealed_when_whole,
)
from .user import User


class EditionQuerySet(models.QuerySet):
    def sealed(self):
        """Editions that are in force; one that is still being written is seen by nobody else."""
        return self.filter(sealed_at__isnull=False)


class Edition(models.Model):
    """A published change set. Numbers have no gap and follow commit order (trigger, under a lock).

    An edition takes rows only until it is sealed, in the transaction that opened it: after that, what it
    says can neither be changed nor added to.
    """

    number = models.PositiveIntegerField(primary_key=True)
    change_set = models.OneToOneField(ChangeSet, models.PROTECT, related_name="edition")
    published_by = models.ForeignKey(User, models.PROTECT, related_name="editions")
    opened_at = models.DateTimeField(auto_now_add=True)
    sealed_at = models.DateTimeField(null=True, editable=False)
    ingredients = models.PositiveIntegerField(
        default=0, editable=False, help_text="Ingredients known when it was sealed."
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        triggers = [
            next_edition,
            sealed_for_ever,
            sealed_when_whole,
            sealed_at_commit,
            two_persons_published,
            never_deleted,
            published_is_not_emptied,
        ]
        constraints = [
            models.CheckConstraint(
                name="edition_counts_from_one",
                condition=Q(number__gte=1),
                violation_error_message="Editions count from 1.",
            ),
            models.CheckConstraint(
                name="edition_sealed_after_opened",
                condition=Q(sealed_at__isnull=True) | Q(sealed_at__gte=F("opened_at")),
                violation_error_message="An edition is sealed after it was opened.",
            ),
        ]

    def __str__(self):
        return f"Edition {self.number}"


class CoverageQuerySet(models.QuerySet):
    def newest(self):
        """The row that stands for each jurisdiction; inside `as_of`, the one that stood then."""
        return self.order_by("jurisdiction_id", "-edition_id").distinct("jurisdiction_id")


class Coverage(models.Model):
    """How much of a jurisdiction had been assessed at an edition; counted once, when it is published.

    A row stands from its edition until a later one for the same jurisdiction.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="coverage")
    jurisdiction = models.ForeignKey("Jurisdiction", models.PROTECT, related_name="coverage")
    approvals = models.PositiveIntegerField(help_text="Live records of this jurisdiction.")
    ingredients = models.PositiveIntegerField(
        help_text="Ingredients with a record of their own, or active in a product with one."
    )
    products = models.PositiveIntegerField(help_text="Products with a record.")

    objects = CoverageQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "jurisdiction"]
        triggers = [
            added_to_an_open_edition("edition_id AS number FROM added_rows"),
            never_changed,
            never_deleted,
            published_is_not_emptied,
        ]
        constraints = [
            models.UniqueConstraint(
                name="coverage_once",
                fields=["jurisdiction", "edition"],
                violation_error_message="This edition has counted this jurisdiction already.",
            )
        ]

    def __str__(self):
        return f"{self.jurisdiction_id}, edition {self.edition_id}"
