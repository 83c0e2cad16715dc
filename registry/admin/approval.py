from django.contrib import admin
from django.db.models import Q
from django.utils.html import format_html_join
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from formulary.desk.links import link
from formulary.desk.pages import CuratedAdmin
from formulary.desk.search import matching_ingredients, matching_products
from registry.actions.approvals import supersede, write
from registry.errors import RegistryError
from registry.facts.records import record as plain
from registry.models import Approval
from registry.presenters import approval_sentence
from registry.vocabulary import Effect

from .approval_fieldsets import EDITED, READ
from .approval_filters import (
    AttentionFilter,
    CoveredRouteFilter,
    InForceFilter,
    RowsFilter,
    SubjectFilter,
)
from .approval_form import ApprovalForm
from .contesting import Contesting, dispute_of


@admin.register(Approval)
class ApprovalAdmin(Contesting, CuratedAdmin):
    """Approvals are append-only: saving a page writes a new row into the edition of a trial, where it is proposed."""

    form = ApprovalForm
    fixed = ("record",)
    refusals = (*CuratedAdmin.refusals, RegistryError)
    list_display = ("sentence", "says", "number", "holder", "review_due_on")
    list_filter = (
        RowsFilter,
        ("jurisdiction", AutocompleteSelectFilter),
        CoveredRouteFilter,
        ("effect", ChoicesDropdownFilter),
        ("lifecycle", ChoicesDropdownFilter),
        ("regulatory_class", ChoicesDropdownFilter),
        ("authority", AutocompleteSelectFilter),
        ("pathway", AutocompleteSelectFilter),
        InForceFilter,
        AttentionFilter,
        SubjectFilter,
    )
    search_fields = ("record", "number", "holder")
    search_help_text = "Any name of the subject, UNII, CAS, number, holder, authority or country"
    autocomplete_fields = (
        "ingredient",
        "product",
        "ingredient_class",
        "jurisdiction",
        "authority",
        "pathway",
    )
    change_form_outer_before_template = "registry/admin/approval_sentence.html"

    def get_queryset(self, request):
        return super().get_queryset(request).for_api()

    def matching(self, text):
        text = text.strip()
        return Approval.objects.filter(
            Q(record__icontains=text)
            | Q(number__icontains=text)
            | Q(holder__icontains=text)
            | Q(authority__abbreviation__iexact=text)
            | Q(authority__name__icontains=text)
            | Q(jurisdiction__code__iexact=text)
            | Q(jurisdiction__name__iexact=text)
            | Q(ingredient_class__name__icontains=text)
            | Q(ingredient__in=matching_ingredients(text).values("pk"))
            | Q(product__in=matching_products(text).values("pk"))
        )

    def get_fieldsets(self, request, obj=None):
        if obj and not self.has_change_permission(request, obj):
            return READ
        return EDITED

    def get_readonly_fields(self, request, obj=None):
        readonly = super().get_readonly_fields(request, obj)
        return [*readonly, "routes_listed", "routes_forbidden", "evidence"]

    def has_change_permission(self, request, obj=None):
        """A superseded row is only read; what is typed into an old page is refused in words."""
        if isinstance(obj, Approval) and obj.superseded_in_id and request.method != "POST":
            return False
        return super().has_change_permission(request, obj)

    @display(description="approval", ordering="jurisdiction__code")
    def sentence(self, approval):
        return approval_sentence(plain(approval))

    @display(
        description="effect",
        ordering="effect",
        label={
            Effect.GRANTED.value: "success",
            Effect.TOLERATED.value: "info",
            Effect.SPECIAL_ACCESS.value: "info",
            Effect.COMPOUNDING_PERMITTED.value: "info",
            Effect.COMPOUNDING_CLOSED.value: "danger",
            Effect.NOT_AUTHORISED.value: "danger",
            Effect.PROHIBITED.value: "danger",
            Effect.REQUIREMENT.value: "warning",
        },
    )
    def says(self, approval):
        return approval.effect, approval.get_effect_display()

    @display(description="routes")
    def routes_listed(self, approval):
        return _names(row.route for row in approval.approval_routes.all() if not row.is_excluded)

    @display(description="routes excluded")
    def routes_forbidden(self, approval):
        return _names(row.route for row in approval.approval_routes.all() if row.is_excluded)

    @display(description="documents")
    def evidence(self, approval):
        rows = [(link(row.document),) for row in approval.approval_documents.all()]
        return format_html_join("", "<div>{}</div>", rows) or None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context |= {"sentence": self.sentence(obj), "history": _history(obj)}
            context |= {**dispute_of(obj), "may_settle": self.has_propose_permission(request)}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        """Supersede the row, and write the other one instead. Its routes and documents go with it."""
        edition = request.proposal.edition
        statement = form.statement()
        if change:
            supersede(edition=edition, rows=[Approval(pk=obj.pk, record=obj.record)])
            statement.row.pk = None
        write(edition=edition, statements=[statement])

    def save_related(self, request, form, formsets, change):
        """Nothing: routes and documents were written with their row."""


def _names(routes) -> str | None:
    return ", ".join(map(str, routes)) or None


def _history(approval: Approval) -> list[Approval]:
    """All rows of the record, the newest first, with who published each and why."""
    rows = Approval.objects.filter(record=approval.record).order_by("-published_in")
    return list(rows.select_related("published_in__change_set", "published_in__published_by"))
