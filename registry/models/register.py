"""Copies of registers, and what one of them would change: the plan, which is stored and then applied."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from formulary.models import Product
from formulary.models.constraints import known, slug_validator, slugged
from formulary.models.versioned import Versioned
from formulary.references import Reference
from registry.vocabulary import CopyState, EntryState, PlannedStep, RowOutcome

from .approval import Approval
from .authority import Authority
from .change_set import ChangeSet
from .document import Document
from .edition import Edition
from .jurisdiction import Jurisdiction
from .partial_date import PartialDateField, partial_date_shaped
from .register_triggers import written_before_review
from .user import User


class RegisterCopyQuerySet(models.QuerySet):
    def applied(self):
        """Copies of which the plan was carried out, the newest first."""
        return self.filter(state=CopyState.APPLIED).order_by("-applied_at", "-pk")


class RegisterCopy(models.Model):
    """One reading of one copy of a register, and the plan that was made of it."""

    register = models.CharField(max_length=60, validators=[slug_validator])
    title = models.CharField(max_length=500)
    publisher = models.CharField(max_length=300, blank=True)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="register_copies")
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="register_copies")
    is_union_wide = models.BooleanField("union-wide", default=False)
    files = ArrayField(models.TextField(), default=list)
    sha256 = models.CharField("SHA-256", max_length=64)
    published_on = PartialDateField(blank=False)
    is_complete = models.BooleanField(
        "complete", help_text="Whether what is not in it has no authorisation of its kind."
    )
    state = models.CharField(max_length=10, choices=CopyState, default=CopyState.PLANNED)
    read_at = models.DateTimeField(auto_now_add=True)
    read_by = models.ForeignKey(User, models.PROTECT, related_name="register_copies")
    base = models.ForeignKey(
        Edition, models.PROTECT, null=True, related_name="+", help_text="In force when planned."
    )
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="followers", help_text="Applied before it."
    )
    change_set = models.OneToOneField(
        ChangeSet,
        models.PROTECT,
        null=True,
        related_name="register_copy",
        help_text="What proposes its plan for review.",
    )
    replaces = models.ManyToManyField(
        ChangeSet,
        related_name="replaced_by",
        blank=True,
        help_text="What proposed earlier plans of the same files.",
    )
    plan_hash = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="SHA-256 of the rows of the plan that was submitted, computed by the database.",
    )
    counts = models.JSONField(default=dict)
    unknown_routes = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="applied_register_copies"
    )
    edition = models.OneToOneField(Edition, models.PROTECT, null=True, related_name="register_copy")
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="register_copies"
    )
    override_reason = models.TextField(blank=True)
    refusal = models.TextField(blank=True, help_text="Why it was not applied.")

    objects = RegisterCopyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "register copies"
        constraints = [
            slugged("registercopy", "register"),
            known("registercopy", "state", CopyState),
            partial_date_shaped("registercopy", "published_on"),
            models.CheckConstraint(
                name="registercopy_applied_by_somebody",
                condition=Q(
                    state=CopyState.APPLIED, applied_at__isnull=False, applied_by__isnull=False
                )
                | (
                    ~Q(state=CopyState.APPLIED)
                    & Q(applied_at__isnull=True, applied_by__isnull=True, edition__isnull=True)
                ),
                violation_error_message="An applied copy says when and by whom, and no other does.",
            ),
        ]

    def __str__(self):
        return f"{self.register} of {self.published_on}"


class RegisterContent(models.Model):
    """What a register says of one authorisation, in our words, and what was found of it here.

    `lines` are its ingredients that the formulary knows: [{"ingredient", "role", "strength"}].
    """

    number = models.CharField(max_length=300)
    name = models.CharField("product", max_length=500, blank=True)
    holder = models.CharField(max_length=300, blank=True)
    dose_form = models.CharField(max_length=200, blank=True)
    regulatory_class = models.CharField(max_length=20, blank=True)
    pathway = models.CharField(max_length=60, blank=True)
    effect = models.CharField(max_length=30, blank=True)
    lifecycle = models.CharField(max_length=12, blank=True)
    route_scope = models.CharField(max_length=12, blank=True)
    routes = ArrayField(models.TextField(), default=list)
    unknown_routes = ArrayField(models.TextField(), default=list)
    purposes = ArrayField(models.TextField(), default=list)
    valid_from = PartialDateField()
    valid_to = PartialDateField()
    valid_to_kind = models.CharField(max_length=24, blank=True)
    remark = models.TextField(blank=True)
    substances = models.JSONField(default=list)
    names = ArrayField(models.TextField(), default=list)
    digest = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=EntryState, blank=True)
    lines = models.JSONField(null=True)
    has_other_actives = models.BooleanField(default=False)

    class Meta:
        abstract = True


CONTENT = tuple(field.name for field in RegisterContent._meta.local_fields)
"""The columns that a planned row and an entry share."""


class RegisterRow(RegisterContent):
    """What the plan of a copy says of one authorisation. Rows that change nothing are only counted."""

    copy = Reference(RegisterCopy, models.CASCADE, related_name="rows", db_index=False)
    file = models.TextField(blank=True)
    line = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=10, choices=RowOutcome)
    reason = models.TextField(blank=True)
    changes = models.JSONField(default=dict, help_text="By field: what was, and what will be.")
    step = models.CharField(max_length=10, choices=PlannedStep, blank=True)
    slug = models.CharField(max_length=150, blank=True)
    normalised = models.CharField(max_length=500, blank=True)
    entry = Reference("RegisterEntry", models.SET_NULL, null=True, related_name="+", db_index=False)
    approval = Reference(Approval, models.PROTECT, null=True, related_name="+", db_index=False)
    product = Reference(Product, models.PROTECT, null=True, related_name="+", db_index=False)
    is_made_here = models.BooleanField(default=False)
    last_seen_on = PartialDateField(help_text="The last day that shows what was before.")
    changed_on = PartialDateField(help_text="The day of the change, where the register gives it.")

    class Meta:
        ordering = ["copy", "id"]
        triggers = written_before_review
        constraints = [
            known("registerrow", "outcome", RowOutcome),
            known("registerrow", "step", PlannedStep, blank=True),
        ]
        # Most rows of a register are new, outside, and about none of the three: they cost nothing in the other indexes.
        indexes = [
            models.Index(name="registerrow_of_copy", fields=["copy", "id"]),
            models.Index(
                name="registerrow_outcome",
                fields=["copy", "outcome", "id"],
                condition=~Q(outcome=RowOutcome.OUTSIDE),
            ),
            *(
                models.Index(
                    name=f"registerrow_{field}",
                    fields=[field],
                    condition=Q(**{f"{field}__isnull": False}),
                )
                for field in ("entry", "approval", "product")
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.name}".strip()


class RegisterEntry(RegisterContent, Versioned):
    """The last word of a register on one of its authorisations, also of those that are none of ours.

    It was seen in every applied copy of a complete register from `first_seen` to the one before `gone_in`, and
    stands as it did in `read_in`.
    """

    register = models.CharField(max_length=60)
    # No index on the copies: they are looked for only when a plan is thrown away.
    first_seen = Reference(RegisterCopy, models.PROTECT, related_name="+", db_index=False)
    read_in = Reference(RegisterCopy, models.PROTECT, related_name="+", db_index=False)
    gone_in = Reference(RegisterCopy, models.PROTECT, null=True, related_name="+", db_index=False)
    product = Reference(
        Product, models.PROTECT, null=True, related_name="register_entries", db_index=False
    )
    is_made_here = models.BooleanField(
        "product made by import",
        default=False,
        help_text="Its product follows the register; one that people entered is theirs.",
    )
    record = models.CharField(max_length=200, blank=True, help_text="The approval's id.")

    class Meta:
        ordering = ["register", "number", "name"]
        verbose_name_plural = "register entries"
        constraints = [
            models.UniqueConstraint(
                name="registerentry_once",
                fields=["register", "number", "name"],
                violation_error_message="This register has that number and product already.",
            ),
            known("registerentry", "state", EntryState),
        ]
        indexes = [
            GinIndex(name="registerentry_names", fields=["names"]),
            models.Index(
                name="registerentry_product",
                fields=["product"],
                condition=Q(product__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.name}".strip()
