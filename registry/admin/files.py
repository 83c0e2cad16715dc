"""Files of the exchange format at the desk: hand them over, read what they would change, make a draft of it."""

from collections.abc import Iterator

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from unfold.widgets import UnfoldAdminExpandableTextareaWidget

from formulary.desk.links import change_url
from registry.actions.exchange import import_folders, plan_import
from registry.errors import RegistryError
from registry.exchange.export import zipped_registry
from registry.exchange.plan import Outcome, Plan, Step
from registry.exchange.problems import FilesRefused, Problem
from registry.exchange.tables import TABLES
from registry.intake import exchange_files, uploads
from registry.intake.exchange_files import BadFiles

from .register_run_forms import FilesField

KEPT_AS = "exchange_files"
"""The name in the session under which somebody's own upload is found again."""

SHOWN = 300
"""How many faults, and how many changes, a page lists."""

FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class FilesForm(forms.Form):
    files = FilesField(
        label="Files",
        help_text="CSV files of the exchange format (approvals.csv, products.csv ...), or one zip with them. "
        "A row is the whole record: an empty cell empties the field. Rows that are not in the file stay.",
    )

    def __init__(self, *args, refusal: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.refusal = refusal

    def clean(self):
        if self.refusal:
            self.errors.pop("files", None)
            self.add_error("files", self.refusal)
        return super().clean()


class WhyForm(forms.Form):
    reason = forms.CharField(
        label="Why",
        widget=UnfoldAdminExpandableTextareaWidget(attrs={"rows": 2}),
        help_text="In a sentence that a colleague understands in ten years.",
    )


class Files:
    """The mixin of the pages of change sets: imports become drafts, and the whole registry is handed out."""

    def get_urls(self):
        def page(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"registry_changeset_{name}")

        return [
            page("files/", self.files_view, "files"),
            page("files/plan/", self.plan_view, "plan"),
            page("files/registry.zip", self.registry_view, "registry"),
            *super().get_urls(),
        ]

    def files_view(self, request):
        """Hand files over."""
        _require(request, "registry.add_changeset")
        handler = request.upload_handlers[0] if request.method == "POST" else None
        form = FilesForm(
            request.POST or None, request.FILES or None, refusal=getattr(handler, "refusal", "")
        )
        if request.method == "POST" and form.is_valid():
            try:
                kept = exchange_files.keep(form.cleaned_data["files"])
            except BadFiles as error:
                form.add_error("files", str(error))
            else:
                if earlier := request.session.get(KEPT_AS):
                    uploads.discard(earlier)
                request.session[KEPT_AS] = kept
                return redirect("admin:registry_changeset_plan")
        return self._files_page(request, "files", title="Import files", form=form)

    def plan_view(self, request):
        """What they would change now; and a draft of it, when asked for."""
        _require(request, "registry.add_changeset")
        folder = exchange_files.folder_of(request.session.get(KEPT_AS, ""))
        if folder is None:
            messages.error(request, "Your files are not kept any more. Hand them over again.")
            return redirect("admin:registry_changeset_files")
        form = WhyForm(request.POST if request.method == "POST" else None)
        problems: list[Problem] = []
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["reason"]
            try:
                _, change_set = import_folders(
                    folders=[folder], by=request.user, reason=reason, submits=False
                )
            except FilesRefused as error:
                problems = error.problems
            except RegistryError as error:
                form.add_error("reason", str(error))
            else:
                return self._drafted(request, change_set)
        plan = plan_import(folders=[folder])
        return self._files_page(
            request, "plan", title="What these files change", form=form, **_told(plan, problems)
        )

    def registry_view(self, request):
        """All sixteen files in a zip."""
        _require(request, "registry.view_changeset")
        return FileResponse(zipped_registry(), as_attachment=True, filename="registry.zip")

    def _drafted(self, request, change_set):
        if change_set is None:
            messages.info(request, "Nothing changes: the registry says all of this already.")
            return redirect("admin:registry_changeset_files")
        uploads.discard(request.session.pop(KEPT_AS))
        messages.success(request, "Your draft. Submit it, and a reviewer decides about it.")
        return redirect(change_url(change_set))

    def _files_page(self, request, name, **context):
        shown = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"registry/admin/exchange_{name}.html", shown)


def _require(request, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _told(plan: Plan, more_problems: list[Problem]) -> dict:
    """What the page says of a plan."""
    problems = sorted({*plan.problems, *more_problems})
    changed = [
        (TABLES[name].file, step)
        for name in plan.steps
        for outcome in (Outcome.CREATED, Outcome.CHANGED)
        for step in plan.of(name, outcome)
    ]
    return {
        "counts": [
            (TABLES[name].file, [len(plan.of(name, outcome)) for outcome in COUNTED])
            for name in plan.steps
        ],
        "problems": problems[:SHOWN],
        "problems_more": max(0, len(problems) - SHOWN),
        "changes": [_change(file, step) for file, step in changed[:SHOWN]],
        "changes_more": max(0, len(changed) - SHOWN),
        "formulas": list(_formulas(changed))[:10],
        "can_be_drafted": not problems and plan.changes_something(),
    }


COUNTED = (Outcome.CREATED, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.REJECTED)


def _change(file: str, step: Step) -> tuple[str, int, str, str, str]:
    return file, step.row.line, step.row.table.key_text(step.key), step.outcome, step.reason


def _formulas(changed: list[tuple[str, Step]]) -> Iterator[tuple[str, int, str, str]]:
    """New text that a spreadsheet would run. It is kept as it is written, so a person looks at it."""
    for file, step in changed:
        for column in step.changes or step.row.cells:
            cell = step.row.cells[column]
            if cell.startswith(FORMULAS):
                yield file, step.row.line, column, cell[:80]
