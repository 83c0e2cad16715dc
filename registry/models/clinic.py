import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from formulary.models.constraints import known, slug_validator, slugged
from formulary.models.fields import NormalisedField
from formulary.models.triggers import published_is_not_emptied
from formulary.rules.names import normalise

from .authority import Authority
from .clinic_triggers import a_licence_never_changes, confirmed_by_another
from .document import Document
from .jurisdiction import Jurisdiction
from .triggers import append_only, never_deleted
from .user import User

MINUTE, DAY = 6_000, 1_000_000
"""What a clinic may ask unless an operator says otherwise: a hundred requests a second, and its whole stock ten times a day."""


def folds_to_something(text: str) -> None:
    """Refuse a name or a number by which nothing could be found."""
    if not normalise(text):
        raise ValidationError("It needs at least one letter or digit.")


class Known(models.Model):
    """What the API knows a row by: a random id, so that nobody counts what a clinic has."""

    key = models.UUIDField("id", unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class OfAClinic(models.QuerySet):
    def of(self, clinic):
        """Those of one clinic: the only way to them from outside."""
        return self.filter(clinic=clinic.pk)


class Clinic(models.Model):
    """An organisation that asks: a clinic, a pharmacy, the makers of their software. It holds nothing about patients."""

    slug = models.CharField(max_length=100, unique=True, validators=[slug_validator])
    name = models.CharField(max_length=300, validators=[folds_to_something])
    normalised = NormalisedField(source="name")
    is_active = models.BooleanField(
        "active", default=True, help_text="Its keys work and its webhooks are sent."
    )
    requests_a_minute = models.PositiveIntegerField(
        default=MINUTE, help_text="Requests, whatever each of them asks."
    )
    questions_a_day = models.PositiveIntegerField(
        default=DAY, help_text="Requests, and every row of one that asks in bulk."
    )

    class Meta:
        ordering = ["slug"]
        triggers = [never_deleted, published_is_not_emptied]
        constraints = [
            slugged("clinic"),
            models.CheckConstraint(
                name="clinic_name_folds_to_something",
                condition=~Q(normalised=""),
                violation_error_message="A name needs at least one letter or digit.",
            ),
            models.CheckConstraint(
                name="clinic_may_ask",
                condition=Q(requests_a_minute__gte=1, questions_a_day__gte=1),
                violation_error_message="A clinic may ask at least once; one that may not is not active.",
            ),
        ]
        indexes = [models.Index(fields=["normalised"], name="clinic_name")]

    def __str__(self):
        return self.name


class LicenceQuerySet(models.QuerySet):
    def with_finding(self):
        """Each with the newest finding about it: what it was, when, and what it rests on. None where nobody has looked."""
        newest = Verification.objects.filter(licence=models.OuterRef("pk")).order_by("-pk")
        return self.annotate(
            **{
                name: models.Subquery(newest.values(field)[:1])
                for name, field in (
                    ("finding", "finding"),
                    ("found_at", "at"),
                    ("found_in", "evidence"),
                    ("document_title", "document__title"),
                    ("document_url", "document__url"),
                )
            }
        ).select_related("clinic", "jurisdiction", "authority")


class Licence(models.Model):
    """What a clinic's licence says, as printed. It proves nothing until somebody else has verified it."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="licences")
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="+")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    number = models.CharField(max_length=100, validators=[folds_to_something])
    normalised = NormalisedField(source="number", max_length=100)
    valid_from = models.DateField(null=True, blank=True, help_text="Empty where it does not say.")
    valid_to = models.DateField(
        "valid until", null=True, blank=True, help_text="The last day. Empty where it names no end."
    )
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = LicenceQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        triggers = [a_licence_never_changes, never_deleted, published_is_not_emptied]
        constraints = [
            models.CheckConstraint(
                name="licence_number_folds_to_something",
                condition=~Q(normalised=""),
                violation_error_message="A number needs at least one letter or digit.",
            ),
            models.CheckConstraint(
                name="licence_ends_after_it_begins",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lte=models.F("valid_to")),
                violation_error_message="It ends before it begins.",
            ),
        ]
        indexes = [models.Index(fields=["normalised", "jurisdiction"], name="licence_number")]

    def __str__(self):
        return f"{self.number}, {self.clinic}"


class Finding(models.TextChoices):
    """What looking a licence up has shown."""

    CONFIRMED = "confirmed", "Confirmed"
    REFUTED = "refuted", "Not so, or not any more"


class Verification(models.Model):
    """What somebody found who looked a licence up: in what, and when. The newest one counts."""

    licence = models.ForeignKey(Licence, models.PROTECT, related_name="verifications")
    finding = models.CharField(max_length=10, choices=Finding)
    evidence = models.CharField(
        max_length=500,
        help_text="What was looked at, and of which day: the authority's register, a letter.",
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="The evidence, where it is one of the documents on record.",
    )  # fmt: skip
    by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        triggers = [append_only, confirmed_by_another]
        constraints = [
            known("verification", "finding", Finding),
            models.CheckConstraint(
                name="verification_has_evidence",
                condition=~Q(evidence=""),
                violation_error_message="Say what you looked at.",
            ),
        ]

    def __str__(self):
        return f"{self.get_finding_display()}: {self.licence}"
