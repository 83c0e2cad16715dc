from django.contrib import admin, messages
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.utils.html import format_html, format_html_join
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from formulary.desk.links import change_url, link
from formulary.desk.pages import CuratedAdmin
from formulary.desk.search import matching_ingredients, matching_products
from registry.actions.approvals import publish_correction, publish_new
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


@admin.register(Approval)
class ApprovalAdmin(CuratedAdmin):
    """Approvals are append-only: saving a page publishes a new row, as an edition of its own."""

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
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        why = {
            "statement": form.statement(),
            "by": request.user,
            "reason": form.cleaned_data["reason"],
        }
        if change:
            publish_correction(of=Approval(pk=obj.pk, record=obj.record), **why)
        else:
            publish_new(**why)

    def save_related(self, request, form, formsets, change):
        """Nothing: routes and documents were published with their row."""

    def response_change(self, request, obj):
        """Go on to the new row: the one that was edited is superseded now."""
        message = format_html("{} published: {}", obj.published_in, link(obj, self.sentence(obj)))
        messages.success(request, message)
        if "_continue" in request.POST:
            return HttpResponseRedirect(change_url(obj))
        return self.response_post_save_change(request, obj)


def _names(routes) -> str | None:
    return ", ".join(map(str, routes)) or None


def _history(approval: Approval) -> list[Approval]:
    """All rows of the record, the newest first, with who published each and why."""
    rows = Approval.objects.filter(record=approval.record).order_by("-published_in")
    return list(rows.select_related("published_in__change_set", "published_in__published_by"))
