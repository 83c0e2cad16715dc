"""Importing a register at the desk: hand files over, watch them being read, look at the plan, propose it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_POST
from procrastinate.contrib.django.models import ProcrastinateJob
from unfold.contrib.filters.admin import AllValuesCheckboxFilter, ChoicesDropdownFilter
from unfold.decorators import display

from formulary.desk.links import change_url, link
from formulary.desk.pages import ReadOnlyAdmin
from registry.actions.imports import propose_import
from registry.actions.register_runs import ask_for_plan, obstacle, repeat
from registry.errors import RegistryError
from registry.intake import uploads
from registry.models import RegisterCopy, RegisterRun
from registry.registers.errors import BadSource

from .register_run_forms import ImportForm, PlanForm, RepeatForm
from .register_run_page import COLOURS, plan_of, told

admin.site.unregister(ProcrastinateJob)  # people see runs; jobs are gone when they are done


@admin.register(RegisterRun)
class RegisterRunAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "how_far", "rows", "asked_at", "asker", "plan")
    list_select_related = ("by", "copy")
    list_filter = (("register", AllValuesCheckboxFilter), ("state", ChoicesDropdownFilter))
    search_fields = ("register", "sha256", "message")
    search_help_text = "Register, SHA-256 or what went wrong"

    @display(description="state", ordering="state", label={str(k): v for k, v in COLOURS.items()})
    def how_far(self, run):
        return run.state, run.get_state_display()

    @display(description="by", ordering="by__username")
    def asker(self, run):
        return str(run.by)

    @display(description="plan")
    def plan(self, run):
        return link(run.copy) if run.copy else None

    def has_add_permission(self, request, obj=None):
        return request.user.has_perm("registry.add_registerrun")

    def get_urls(self):
        def page(route, view, name):
            return path(
                route, self.admin_site.admin_view(view), name=f"registry_registerrun_{name}"
            )

        return [
            page("<int:pk>/progress/", self.progress_view, "progress"),
            page("<int:pk>/repeat/", require_POST(self.repeat_view), "repeat"),
            page("of-copy/<int:pk>/propose/", self.propose_view, "propose"),
            *super().get_urls(),
        ]

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        handler = request.upload_handlers[0] if request.method == "POST" else None
        form = ImportForm(
            request.POST or None, request.FILES or None, refusal=getattr(handler, "refusal", "")
        )
        if request.method == "POST" and form.is_valid():
            try:
                return redirect(change_url(_take(form, request.user)))
            except (RegistryError, BadSource) as error:
                form.add_error(None, str(error))
        return self._page(request, "import", title="Import a register", form=form)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if self.get_object(request, object_id) is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        run = self._run(request, object_id)
        return self._page(request, "page", title=str(run), original=run, **told(run, request.user))

    def progress_view(self, request, pk):
        """The moving part of a run's page. When nothing moves any more, the page is loaded anew."""
        run = self._run(request, pk)
        if not run.is_under_way:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return TemplateResponse(
            request, "registry/admin/register_run_progress.html", told(run, request.user)
        )

    def repeat_view(self, request, pk):
        run = self._run(request, pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = RepeatForm(request.POST)
        if not form.is_valid():
            for words in form.errors["published_on"]:
                messages.error(request, f"Day of the copy: {words}")
            return redirect(change_url(run))
        try:
            repeat(run=run, published_on=form.cleaned_data["published_on"])
        except (RegistryError, BadSource) as error:
            messages.error(request, str(error))
        return redirect(change_url(run))

    def propose_view(self, request, pk):
        """Of any planned copy; one that was read on the command line has no run yet."""
        copy = get_object_or_404(RegisterCopy, pk=pk)
        if not request.user.has_perm("registry.add_changeset"):
            raise PermissionDenied
        if why_not := obstacle(copy):
            messages.error(request, why_not)
            return redirect(change_url(copy))
        form = PlanForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["override_reason"]
            try:
                change_set = propose_import(copy=copy, by=request.user, override_reason=reason)
            except RegistryError as error:
                form.add_error("override_reason", str(error))
            else:
                return redirect(change_url(change_set))
        return self._page(
            request, "propose", title=f"Propose the plan of {copy}", form=form, **plan_of(copy)
        )

    def _run(self, request, pk) -> RegisterRun:
        run = get_object_or_404(RegisterRun.objects.select_related("by", "copy"), pk=pk)
        if not self.has_view_permission(request, run):
            raise PermissionDenied
        return run

    def _page(self, request, name, **context):
        shown = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"registry/admin/register_run_{name}.html", shown)


def _take(form: ImportForm, by) -> RegisterRun:
    """Keep what was uploaded, and ask for its plan. What is refused is not kept."""
    given = form.cleaned_data
    asked = {
        "register": given["register"],
        "published_on": given["published_on"],
        "folder": given["folder"],
        "files": [file.name for file in given["uploaded"]],
        "size": form.size,
        "by": by,
    }
    upload = uploads.keep(given["uploaded"]) if given["uploaded"] else ""
    try:
        return ask_for_plan(upload=upload, **asked)
    except BaseException:
        if upload:
            uploads.discard(upload)
        raise
