"""Any list as a file of the exchange format, as it is filtered or as it is selected."""

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import redirect
from django.urls import path

from formulary.desk.links import list_url
from registry.exchange.export import exported_list
from registry.exchange.kinds import KINDS


class Exchanging:
    """The mixin of a list: a link that exports what the filters show, and an action for what is selected."""

    list_before_template = "registry/admin/list_files.html"

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/", view, name=name), *super().get_urls()]

    def export_view(self, request):
        """All that the list shows with the filters of this address, on whatever page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            records = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            messages.error(request, "These filters cannot be read: choose them anew.")
            return redirect(list_url(self.model))
        return self._file(records)

    @admin.action(description="Export these as a file", permissions=["view"])
    def export_these(self, request, queryset):
        return self._file(queryset)

    def _file(self, records):
        chosen = self.model._default_manager.filter(pk__in=records.order_by().values("pk"))
        name, stream = exported_list(KINDS[self.model], chosen)
        kind = "application/zip" if name.endswith(".zip") else "text/csv; charset=utf-8"
        return FileResponse(stream, as_attachment=True, filename=name, content_type=kind)
