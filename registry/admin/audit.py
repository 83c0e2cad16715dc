"""The audit trail at the desk: who changed what, when and why. Only read, and exported as it is filtered."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, path, reverse
from django.utils.html import format_html
from django.utils.timezone import localtime
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from formulary.desk.pages import ReadOnlyAdmin
from registry.audit.export import FORMATS
from registry.audit.words import in_words, model_of, title_of
from registry.models import AuditEntry

from .audit_filters import ActorFilter, DaysFilter, RecordFilter, TableFilter, record_of

SHOWN = 100
"""Rows of one entry on its page."""


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("moment", "actor", "what", "reason", "origin")
    list_filter = (
        TableFilter,
        ("operation", ChoicesDropdownFilter),
        ActorFilter,
        ("at", DaysFilter),
        RecordFilter,
    )
    search_fields = ("reason", "origin")
    search_help_text = "Words of the reason or the origin"
    list_before_template = "registry/admin/audit_export.html"
    fieldsets = (
        (
            None,
            {"fields": (("at", "actor"), ("what", "reason"), ("origin", "database_user"), "place")},
        ),
        ("What changed", {"fields": ("changes",)}),
    )
    readonly_fields = ("what", "place", "changes")

    def get_queryset(self, request):
        """Without the rows themselves: a page of fifty entries may hold fifty thousand."""
        return super().get_queryset(request).select_related("link").defer("before", "after")

    def get_object(self, request, object_id, from_field=None):
        entry = super().get_object(request, object_id, from_field)
        if entry:
            came_by = QueryDict(request.GET.get("_changelist_filters", ""))
            entry.shown = record_of(came_by.get("record", ""))
        return entry

    @display(description="when", ordering="at")
    def moment(self, entry):
        at = f"{localtime(entry.at):%Y-%m-%d %H:%M:%S}"
        return format_html('<span style="white-space: nowrap">{}</span>', at)

    @display(description="what", ordering="operation")
    def what(self, entry):
        what = f"{entry.get_operation_display()}: {title_of(entry.table)}"
        if entry.count > 1:
            return f"{what}, {entry.count} rows"
        return f"{what}, row {entry.keys[0]}"

    @display(description="place in the chain")
    def place(self, entry):
        return f"entry {entry.pk}, link {entry.link.number or 'not closed yet'}; {bytes(entry.digest).hex()}"

    @display(description="rows")
    def changes(self, entry):
        only = entry.shown[1] if entry.shown and entry.shown[0] == entry.table else None
        rows = in_words(entry, only=only, most=SHOWN)
        return render_to_string(
            "registry/admin/audit_changes.html",
            {
                "rows": [(_address(entry.table, row.key), row) for row in rows],
                "more": 0 if only else entry.count - len(rows),
                "operation": entry.operation,
            },
        )

    def get_urls(self):
        view = self.admin_site.admin_view(self.export_view)
        return [
            path("export/<str:form>/", view, name="registry_auditentry_export"),
            *super().get_urls(),
        ]

    def export_view(self, request, form):
        """What the list shows, without its pages."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if form not in FORMATS:
            raise Http404
        entries = self.get_changelist_instance(request).get_queryset(request)
        response = StreamingHttpResponse(
            FORMATS[form](entries),
            content_type={"csv": "text/csv", "ndjson": "application/x-ndjson"}[form],
        )
        response["Content-Disposition"] = f'attachment; filename="audit-trail.{form}"'
        return response


def _address(table, key):
    """The page of a row, if it has one."""
    model = model_of(table)
    try:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        return reverse(name, args=[key])
    except (NoReverseMatch, AttributeError):
        return ""
