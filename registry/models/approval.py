from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import CharField, F, Func, GeneratedField, Q, Value
from django.db.models.functions import Upper

from formulary.models import Ingredient, IngredientClass, Product, Route
from formulary.models.constraints import known, slug_validator, slugged
from formulary.models.triggers import published_is_not_emptied
from formulary.references import Reference
from formulary.vocabulary import RegulatoryClass
from registry.vocabulary import Effect, EndKind, Lifecycle, RouteScope

from .authority import Authority
from .document import Document
from .edition import Edition
from .jurisdiction import Jurisdiction
from .partial_date import PartialDateField, partial_date_shaped
from .pathway import Pathway
from .triggers import (
    OF_THE_APPROVAL,
    added_live,
    added_to_an_open_edition,
    never_changed,
    never_deleted,
    only_superseded,
)

NUMBER_END = Upper(
    Func(F("number"), Value(" "), Value(-1), function="split_part", output_field=CharField())
)
"""The last word of a number: what is left without the name of its scheme."""


class ApprovalQuerySet(models.QuerySet):
    def live(self):
        """The rows of the newest edition; inside `as_of`, of the edition named there."""
        return self.filter(superseded_in__isnull=True)

    def contested(self):
        """What is in dispute now. Those about one subject in one place disagree with each other."""
        return self.live().filter(is_disputed=True)

    def disagreeing_with(self, approval):
        """The other sides of the dispute that a record is in."""
        if not approval.is_disputed:
            return self.none()
        return (
            self.contested()
            .exclude(record=approval.record)
            .filter(
                jurisdiction=approval.jurisdiction_id,
                ingredient=approval.ingredient_id,
                product=approval.product_id,
                ingredient_class=approval.ingredient_class_id,
            )
        )

    def numbered(self, text):
        """Records with this number, with or without its scheme: “DIN 02245215” or “02245215”."""
        words = text.upper().split()
        if not words or not any(character.isdigit() for character in words[-1]):
            return []
        rows = self.alias(end=NUMBER_END).filter(~Q(number=""), end=words[-1])
        wanted = "".join(words)
        found = [
            key
            for key, number in rows.values_list("pk", "number")
            if number.upper().replace(" ", "").endswith(wanted)
        ]
        if not found:
            return []  # as for nearly all that is asked: whole rows take their time, even none
        return list(self.filter(pk__in=found).select_related("ingredient__form_of", "product"))

    def in_force(self, on):
        """Records whose days include `on`, partial dates read as widely as they can be."""
        return self.filter(valid__contains=on)

    def covering(self, route: Route):
        """Records that cover the route: by listing it, or by their scope. See the verdict rules."""
        scopes = [RouteScope.ANY, *([RouteScope.PARENTERAL] if route.is_parenteral else [])]
        listing = ApprovalRoute.objects.filter(
            approval=models.OuterRef("pk"), route=route, is_excluded=False
        )
        excluding = ApprovalRoute.objects.filter(
            approval=models.OuterRef("pk"), route=route, is_excluded=True
        )
        return self.filter(Q(route_scope__in=scopes) | models.Exists(listing)).exclude(
            models.Exists(excluding)
        )

    def for_api(self):
        """With everything that a reader of one record sees, in a fixed number of queries."""
        return self.select_related(
            "ingredient", "product", "ingredient_class", "jurisdiction", "authority", "pathway"
        ).prefetch_related("approval_routes__route", "approval_documents__document")


class Approval(models.Model):
    """One statement by one authority about one subject in one jurisdiction.

    Five axes: regulatory class, pathway, effect, lifecycle, scope. No field says “approved”.
    Two clocks: `valid_from`/`valid_to` say when the authority's word held, `published_in`/
    `superseded_in` in which editions we said so. Rows are append-only (trigger): a correction inserts a
    new row of the same `record` and closes the old one's range of editions.
    """

    record = models.CharField(
        "id", max_length=200, validators=[slug_validator], help_text="The same in every edition."
    )
    published_in = models.ForeignKey(
        Edition,
        models.PROTECT,
        related_name="published_approvals",
        editable=False,
        db_constraint=False,
    )
    superseded_in = models.ForeignKey(
        Edition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_approvals",
        editable=False,
        db_index=False,
        db_constraint=False,  # "only_superseded" has looked it up, and an edition stays
    )

    ingredient = Reference(
        Ingredient,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals",
        db_index=False,
    )
    product = Reference(
        Product,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals",
        db_index=False,
    )
    ingredient_class = Reference(
        IngredientClass,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals",
        db_index=False,
    )
    jurisdiction = Reference(Jurisdiction, models.PROTECT, related_name="approvals", db_index=False)
    authority = Reference(Authority, models.PROTECT, related_name="approvals", db_index=False)

    regulatory_class = models.CharField(max_length=20, choices=RegulatoryClass)
    pathway = Reference(Pathway, models.PROTECT, related_name="approvals", db_index=False)
    effect = models.CharField(max_length=30, choices=Effect)
    lifecycle = models.CharField(max_length=12, choices=Lifecycle)
    number = models.CharField(
        max_length=300, blank=True, help_text="With its scheme, as in “CIS 63409284”."
    )
    holder = models.CharField(max_length=300, blank=True)

    route_scope = models.CharField(max_length=12, choices=RouteScope)
    routes = models.ManyToManyField(Route, through="ApprovalRoute", related_name="approvals")
    purposes = ArrayField(
        models.CharField(max_length=60, validators=[slug_validator]),
        default=list,
        blank=True,
        help_text="What it is limited to; empty means any.",
    )
    is_union_wide = models.BooleanField(
        "union-wide", default=False, help_text="A union's record that reaches its members."
    )

    valid_from = PartialDateField(help_text="A day, a month or a year; empty where not known.")
    valid_to = PartialDateField(help_text="Half open: this day is out. Only for the kind “date”.")
    valid_to_kind = models.CharField("end", max_length=24, choices=EndKind, default=EndKind.OPEN)
    valid = GeneratedField(
        expression=Func(F("valid_from"), F("valid_to"), function="partial_date_range"),
        output_field=DateRangeField(),
        db_persist=True,
    )

    documents = models.ManyToManyField(
        Document, through="ApprovalDocument", related_name="approvals"
    )
    is_disputed = models.BooleanField(
        "disputed", default=False, help_text="Sources disagree and no reviewer has decided."
    )
    paraphrase = models.TextField(help_text="What it says, in our own words.")
    confidence = models.CharField(
        max_length=100,
        default="retrieved",
        help_text="“retrieved”, or exactly “general knowledge: needs pharmacist check”.",
    )
    review_due_on = models.DateField("review due", null=True, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["record", "id"]
        triggers = [
            added_to_an_open_edition("published_in_id AS number FROM added_rows"),
            added_live,
            only_superseded,
            never_deleted,
            published_is_not_emptied,
        ]
        constraints = [
            slugged("approval", "record"),
            known("approval", "regulatory_class", RegulatoryClass),
            known("approval", "effect", Effect),
            known("approval", "lifecycle", Lifecycle),
            known("approval", "route_scope", RouteScope),
            known("approval", "valid_to_kind", EndKind),
            partial_date_shaped("approval", "valid_from"),
            partial_date_shaped("approval", "valid_to"),
            models.CheckConstraint(
                name="approval_one_subject",
                condition=Q(
                    ingredient__isnull=False, product__isnull=True, ingredient_class__isnull=True
                )
                | Q(ingredient__isnull=True, product__isnull=False, ingredient_class__isnull=True)
                | Q(ingredient__isnull=True, product__isnull=True, ingredient_class__isnull=False),
                violation_error_message=(
                    "Name exactly one subject: an ingredient, a product or a class."
                ),
            ),
            models.CheckConstraint(
                name="approval_valid_to_iff_date",
                condition=(Q(valid_to_kind=EndKind.DATE) & ~Q(valid_to=""))
                | (~Q(valid_to_kind=EndKind.DATE) & Q(valid_to="")),
                violation_error_message="Give the last day exactly when the end is a date.",
            ),
            models.CheckConstraint(
                name="approval_lasts_a_day",
                condition=Q(valid__isempty=False),
                violation_error_message="The end must come after the beginning.",
            ),
            models.CheckConstraint(
                name="approval_grant_never_parenteral",
                condition=~Q(effect=Effect.GRANTED, route_scope=RouteScope.PARENTERAL),
                violation_error_message="A grant lists its routes: only rules speak of “parenteral”.",
            ),
            models.CheckConstraint(
                name="approval_superseded_later",
                condition=Q(superseded_in__isnull=True) | Q(superseded_in__gt=F("published_in")),
                violation_error_message="A row is superseded in a later edition.",
            ),
            models.CheckConstraint(
                name="approval_purposes_are_slugs",
                condition=Q(purposes=[])
                | Q(models.lookups.Exact(Func(F("purposes"), function="are_slugs"), True)),
                violation_error_message="A purpose is lower-case words joined by hyphens.",
            ),
            models.UniqueConstraint(
                # The triggers add only live rows to the open edition, so that no two overlap either.
                name="approval_one_live_row",
                fields=["record", "superseded_in"],
                nulls_distinct=False,
                violation_error_message="Another live row of this approval exists.",
            ),
        ]
        # Foreign keys that one of these begins with have no index besides: each costs every row of an import.
        indexes = [
            models.Index(
                name="approval_of_ingredient",
                fields=["ingredient", "jurisdiction"],
                condition=Q(ingredient__isnull=False),
            ),
            models.Index(
                name="approval_of_product",
                fields=["product", "jurisdiction"],
                condition=Q(product__isnull=False),
            ),
            models.Index(
                name="approval_of_class",
                fields=["ingredient_class", "jurisdiction"],
                condition=Q(ingredient_class__isnull=False),
            ),
            # A list of a place is read in this order, a page at a time, however many it has.
            models.Index(name="approval_of_place", fields=["jurisdiction", "record"]),
            models.Index(name="approval_number", fields=["authority", "number"]),
            # Whatever the edition: what is to come is asked of old ones too.
            models.Index(
                name="approval_begins",
                fields=["valid_from", "record"],
                condition=~Q(valid_from=""),
            ),
            models.Index(
                name="approval_ends", fields=["valid_to", "record"], condition=~Q(valid_to="")
            ),
            models.Index(
                name="approval_review_due",
                fields=["review_due_on", "record"],
                condition=Q(review_due_on__isnull=False),
            ),
            models.Index(NUMBER_END, name="approval_number_end", condition=~Q(number="")),
            models.Index(
                name="approval_superseded",
                fields=["superseded_in"],
                condition=Q(superseded_in__isnull=False),
            ),
            models.Index(
                name="approval_contested",
                fields=["jurisdiction"],
                condition=Q(is_disputed=True, superseded_in__isnull=True),
            ),
        ]

    def __str__(self):
        return self.record

    @property
    def subject(self):
        """The ingredient, product or class that this record is about."""
        return self.ingredient or self.product or self.ingredient_class


class ApprovalRoute(models.Model):
    """One route that an approval lists, or that its label forbids. Written with the approval only."""

    approval = models.ForeignKey(
        Approval,
        models.PROTECT,
        related_name="approval_routes",
        db_index=False,
        db_constraint=False,
    )
    route = Reference(Route, models.PROTECT)
    is_excluded = models.BooleanField("excluded by the label", default=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["approval", "position", "id"]
        triggers = [
            added_to_an_open_edition(OF_THE_APPROVAL),
            never_changed,
            never_deleted,
            published_is_not_emptied,
        ]
        constraints = [
            models.UniqueConstraint(
                name="approvalroute_once",
                fields=["approval", "route"],
                violation_error_message="A route is either listed or excluded, once.",
            )
        ]

    def __str__(self):
        return f"not {self.route}" if self.is_excluded else str(self.route)


class ApprovalDocument(models.Model):
    """One document on which an approval rests. Written with the approval only."""

    approval = models.ForeignKey(
        Approval,
        models.PROTECT,
        related_name="approval_documents",
        db_index=False,
        db_constraint=False,
    )
    document = Reference(Document, models.PROTECT)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["approval", "position", "id"]
        triggers = [
            added_to_an_open_edition(OF_THE_APPROVAL),
            never_changed,
            never_deleted,
            published_is_not_emptied,
        ]
        constraints = [
            models.UniqueConstraint(
                name="approvaldocument_once",
                fields=["approval", "document"],
                violation_error_message="This document is named already.",
            )
        ]

    def __str__(self):
        return str(self.document)
