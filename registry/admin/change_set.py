"""Change sets at the desk: the lists, and the page on which one is read, talked about and decided."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.forms.widgets import Script
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_POST
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from formulary.desk.links import change_url
from formulary.desk.pages import ReadOnlyAdmin
from registry.accounts.origin import origin_of
from registry.actions.change_sets import comment, explain, submit, withdraw
from registry.actions.proposals import drop, rebase
from registry.actions.publication import publish_change_set
from registry.actions.register_runs import ask_to_apply
from registry.actions.reviews import refuse
from registry.errors import BaseMoved, RegistryError
from registry.models import ChangeSet, RegisterCopy
from registry.vocabulary import ChangeSetKind, ChangeSetState

from .change_set_filters import WhoseTurnFilter
from .change_set_forms import CommentForm, DecisionForm, ReasonForm, WithdrawalForm
from .change_set_page import shown
from .change_set_queue import queue_of
from .draft_choices import DraftChoices
from .files import Files
from .refusals import words_of

COLOURS = {
    ChangeSetState.DRAFT.value: "info",
    ChangeSetState.SUBMITTED.value: "warning",
    ChangeSetState.PUBLISHED.value: "success",
    ChangeSetState.REFUSED.value: "danger",
    ChangeSetState.WITHDRAWN.value: "danger",
}


LATER = "You have decided. The background worker publishes it now; the page of the import tells how far it is."


def publish_by_worker(*, change_set, by, reason, reviewed):
    """The plan of a register may take minutes to write, so the worker does it."""
    copy = RegisterCopy.objects.filter(change_set=change_set).first()
    if copy is None:
        raise BaseMoved(change_set)
    return ask_to_apply(copy=copy, by=by, reason=reason, reviewed=reviewed)


@admin.register(ChangeSet)
class ChangeSetAdmin(Files, ReadOnlyAdmin):
    list_display = (
        "reason",
        "how_far",
        "kind",
        "proposer",
        "proposed_at",
        "submitted_at",
        "edition",
    )
    list_select_related = ("proposed_by", "edition")
    list_filter = (
        WhoseTurnFilter,
        ("state", ChoicesDropdownFilter),
        ("kind", ChoicesDropdownFilter),
        ("proposed_by", AutocompleteSelectFilter),
    )
    date_hierarchy = "proposed_at"
    search_fields = ("reason", "rows__key", "proposed_by__username")
    search_help_text = "Reason, key of a record, or user name"
    list_before_template = "registry/admin/change_set_list_keys.html"

    class Media:
        css = {"all": ["registry/admin/review.css"]}
        js = [Script("registry/admin/review.js", defer=True)]

    def get_ordering(self, request):
        """The newest first; but in the review queue, what has waited longest."""
        is_queue = request.GET.get("state__exact") == ChangeSetState.SUBMITTED
        if is_queue or request.GET.get("turn") == "mine":
            return ("submitted_at", "pk")
        return super().get_ordering(request)

    def changelist_view(self, request, extra_context=None):
        first = queue_of(request.user).values_list("pk", flat=True).first()
        return super().changelist_view(request, {**(extra_context or {}), "first_waiting": first})

    @display(description="state", ordering="state", label=COLOURS)
    def how_far(self, change_set):
        return change_set.state, change_set.get_state_display()

    @display(description="proposed by", ordering="proposed_by__username")
    def proposer(self, change_set):
        return str(change_set.proposed_by)

    def get_urls(self):
        def page(verb, view, extra=""):
            name = f"registry_changeset_{verb}"
            wrapped = self.admin_site.admin_view(require_POST(view))
            return path(f"<int:pk>/{verb}/{extra}", wrapped, name=name)

        choices = self.admin_site.admin_view(DraftChoices.as_view(admin_site=self.admin_site))
        return [
            path("<int:draft>/choices/", choices, name="registry_changeset_choices"),
            page("comment", self.comment_view),
            page("explain", self.explain_view),
            page("submit", self.submit_view),
            page("withdraw", self.withdraw_view),
            page("decide", self.decide_view),
            page("rebase", self.rebase_view),
            page("drop", self.drop_view, "<int:row>/"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if self.get_object(request, object_id) is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        change_set = self._found(object_id)
        if not self.has_view_permission(request, change_set):
            raise PermissionDenied
        return self._page(request, change_set)

    def comment_view(self, request, pk):
        change_set = self._found(pk)
        self._require(request, "registry.add_comment")
        form = CommentForm(request.POST)
        if not form.is_valid():
            return self._page(request, change_set, comment_form=form)
        comment(change_set=change_set, by=request.user, text=form.cleaned_data["text"])
        return redirect(f"{change_url(change_set)}#comments")

    def explain_view(self, request, pk):
        form = ReasonForm(request.POST)
        self._require(request, "registry.change_changeset")
        if not form.is_valid():
            return self._page(request, self._found(pk), reason_form=form)
        return self._do(request, pk, explain, "", reason=form.cleaned_data["reason"])

    def submit_view(self, request, pk):
        self._require(request, "registry.change_changeset")
        return self._do(request, pk, submit, "Submitted. A reviewer decides about it now.")

    def withdraw_view(self, request, pk):
        self._require(request, "registry.change_changeset")
        form = WithdrawalForm(request.POST)
        if not form.is_valid():
            return self._page(request, self._found(pk), withdrawal_form=form)
        return self._do(request, pk, withdraw, "Withdrawn.", reason=form.cleaned_data["reason"])

    def rebase_view(self, request, pk):
        self._require(request, "registry.change_changeset")
        words = (
            "The rows in force are taken up, with your changes on them. Read it, then submit it."
        )
        return self._do(request, pk, rebase, words)

    def drop_view(self, request, pk, row):
        self._require(request, "registry.change_changeset")
        rows = list(self._found(pk).rows.filter(pk=row))
        return self._do(request, pk, drop, "Left out of the draft.", rows=rows)

    def decide_view(self, request, pk):
        """Publish or refuse, as the button says."""
        self._require(request, "registry.publish_changeset")
        change_set = self._found(pk)
        form = DecisionForm(request.POST, by=request.user, origin=origin_of(request))
        if not form.is_valid():
            return self._page(request, change_set, decision_form=form)
        act, words = refuse, "Refused, with your reason."
        if "publish" in request.POST:
            is_register = change_set.kind == ChangeSetKind.REGISTER
            act, words = (
                (publish_by_worker, LATER) if is_register else (publish_change_set, "Published.")
            )
        given = {name: form.cleaned_data[name] for name in ("reason", "reviewed")}
        return self._do(request, pk, act, words, **given)

    def _do(self, request, pk, act, words, **given):
        """Carry out an action in the person's name, and show the page again."""
        change_set = self._found(pk)
        try:
            act(change_set=change_set, by=request.user, **given)
        except (RegistryError, DatabaseError) as error:
            messages.error(request, words_of(error))
        else:
            if words:
                messages.success(request, words)
        return redirect(change_url(change_set))

    def _found(self, pk) -> ChangeSet:
        people = ("proposed_by", "last_edited_by", "decided_by", "edition")
        return get_object_or_404(ChangeSet.objects.select_related(*people), pk=pk)

    def _require(self, request, permission: str) -> None:
        if not request.user.has_perm(permission):
            raise PermissionDenied

    def _page(self, request, change_set, **forms):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(change_set),
            "original": change_set,
            "colour": COLOURS[change_set.state],
            "is_register": change_set.kind == ChangeSetKind.REGISTER,
            **shown(change_set, request),
            **forms,
        }
        return TemplateResponse(request, "registry/admin/change_set_page.html", context)
