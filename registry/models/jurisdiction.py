from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from formulary.models.constraints import known, shaped
from formulary.models.versioned import Versioned
from registry.vocabulary import JurisdictionKind

from .triggers import a_jurisdiction_keeps_its_kind, member_of_a_union, part_of_a_country


class JurisdictionQuerySet(models.QuerySet):
    def for_api(self):
        """With its country and its unions, in a fixed number of queries."""
        return self.select_related("part_of").prefetch_related("memberships__union")


class Jurisdiction(Versioned):
    """A country, a union of countries (EU, EEA, EAEU) or a subdivision of a country."""

    code = models.CharField(
        max_length=10, unique=True, help_text="ISO 3166-1 alpha-2, ISO 3166-2, or EU, EEA, EAEU."
    )
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=12, choices=JurisdictionKind)
    part_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="subdivisions",
        help_text="The country of a subdivision, which belongs to unions only through it.",
    )
    note = models.TextField(blank=True)
    source = models.TextField(blank=True)

    objects = JurisdictionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        triggers = [a_jurisdiction_keeps_its_kind, part_of_a_country]
        constraints = [
            known("jurisdiction", "kind", JurisdictionKind),
            shaped(
                "jurisdiction",
                "code",
                r"^([A-Z]{2,4}|[A-Z]{2}-[A-Z0-9]{1,3})$",
                "As in FR, AE-DU or EEA.",
            ),
            models.CheckConstraint(
                name="jurisdiction_part_of_iff_subdivision",
                condition=Q(kind=JurisdictionKind.SUBDIVISION, part_of__isnull=False)
                | (~Q(kind=JurisdictionKind.SUBDIVISION) & Q(part_of__isnull=True)),
                violation_error_message="A subdivision names its country, and nothing else does.",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.code})"


class Membership(Versioned):
    """The days on which a country (or union) belonged to a union. Half open: the last day is out."""

    member = models.ForeignKey(Jurisdiction, models.CASCADE, related_name="memberships")
    union = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="members")
    valid = DateRangeField("days", help_text="Empty ends are unbounded.")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["member", "position", "id"]
        triggers = [member_of_a_union]
        constraints = [
            models.CheckConstraint(
                name="membership_of_another",
                condition=~Q(member=F("union")),
                violation_error_message="A jurisdiction is not a member of itself.",
            ),
            models.CheckConstraint(
                name="membership_has_days",
                condition=Q(valid__isempty=False),
                violation_error_message="A membership lasts at least a day.",
            ),
            ExclusionConstraint(
                name="membership_periods_apart",
                expressions=[
                    ("member", RangeOperators.EQUAL),
                    ("union", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Two memberships of the same union overlap.",
            ),
        ]

    def __str__(self):
        return f"{self.member.code} in {self.union.code}"
