"""What was published, by whom and why: only read, since none of it ever changes."""

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import action, display

from formulary.desk.links import list_url
from formulary.desk.pages import ReadOnlyAdmin
from registry.models import Approval, Coverage, Edition


class CoverageInline(TabularInline):
    model = Coverage
    fields = ("jurisdiction", "approvals", "ingredients", "products")
    readonly_fields = fields
    extra = 0
    hide_title = True
    verbose_name_plural = "Jurisdictions it touched, as counted then"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("jurisdiction")

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    inlines = (CoverageInline,)
    list_display = ("__str__", "reason", "publisher", "sealed_at")
    list_select_related = ("change_set", "published_by")
    actions_list = ("compare",)
    date_hierarchy = "sealed_at"
    search_fields = ("=number", "change_set__reason", "published_by__username")
    search_help_text = "Number, reason or user name"
    fieldsets = (
        (
            None,
            {"fields": (("number", "publisher"), ("opened_at", "sealed_at"), "reason", "changed")},
        ),
        ("Approvals", {"fields": (("published", "superseded"),)}),
    )
    readonly_fields = ("reason", "publisher", "changed", "published", "superseded")

    @action(description="Compare two editions", url_path="compare", icon="difference")
    def compare(self, request):
        return redirect("difference")

    @display(description="what it changed")
    def changed(self, edition):
        number = edition.pk
        return format_html(
            '<a href="{}?first={}&last={}" class="text-link underline">{} records</a>',
            reverse("difference"),
            number - 1,
            number,
            edition.changes.count(),
        )

    @display(description="reason", ordering="change_set__reason")
    def reason(self, edition):
        return edition.change_set.reason

    @display(description="published by", ordering="published_by__username")
    def publisher(self, edition):
        return str(edition.published_by)

    @display(description="rows published")
    def published(self, edition):
        return _count(edition, "published_in")

    @display(description="rows superseded")
    def superseded(self, edition):
        return _count(edition, "superseded_in")


def _count(edition: Edition, clock: str):
    """How many rows, with a link to their list: an import has many thousands."""
    count = Approval.objects.filter(**{clock: edition}).count()
    address = list_url(Approval, f"rows=all&{clock}__number__exact={edition.pk}")
    return format_html('<a href="{}" class="text-link underline">{}</a>', address, count)


@admin.register(Coverage)
class CoverageAdmin(ReadOnlyAdmin):
    list_display = ("jurisdiction", "edition", "approvals", "ingredients", "products")
    list_select_related = ("jurisdiction", "edition")
    list_filter = (("jurisdiction", AutocompleteSelectFilter),)
    ordering = ("-edition", "jurisdiction__code")
    search_fields = ("jurisdiction__name", "jurisdiction__code__iexact")
    search_help_text = "Country"
