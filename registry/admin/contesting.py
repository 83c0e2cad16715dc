"""Disputes at the desk: that a document says otherwise, and how it was decided."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from unfold.decorators import action

from formulary.desk.links import change_url
from registry.actions.disputes import NotDisputed, contest, settle
from registry.change_set_errors import ChangeSetError
from registry.facts.records import record as plain
from registry.models import Approval
from registry.presenters import approval_sentence

from .contesting_forms import ContestForm, SettlementForm

CONTEST = (
    "The other document gets a record of its own, which begins as a copy of this one. Both are marked as disputed, and "
    "answers that rest on them say “contested”, until a reviewer has decided."
)
SETTLE = (
    "What stays is disputed no more; what is taken back says nothing any more. Whoever reviews this reads both records "
    "with their documents, and your reason."
)


class Contesting:
    """The part of an approval's page that opens disputes, and settles them."""

    actions_detail = ("contest",)

    def get_urls(self):
        view = self.admin_site.admin_view(self.settle_view)
        address = path("<int:pk>/settle/", view, name="registry_approval_settle")
        return [address, *super().get_urls()]

    @action(
        description="A document says otherwise",
        url_path="contest",
        permissions=["propose"],
        icon="balance",
    )
    def contest(self, request, object_id):
        """Ask which document, what it says and why it counts; then open the draft on the second record."""
        approval = self._live(request, object_id)
        form = ContestForm(_sent(request), by=request.user, approval=approval)
        if form.is_bound and form.is_valid():
            try:
                return redirect(self._contested(request, approval, form))
            except ChangeSetError as error:
                form.add_error(None, str(error))
        return self._ask_about(
            request, approval, form, "A document says otherwise", CONTEST, "Mark both"
        )

    def settle_view(self, request, pk):
        """Ask what stays and what is taken back, of all sides at once."""
        approval = self._live(request, pk)
        if not self.has_propose_permission(request):
            raise PermissionDenied
        if not approval.is_disputed:
            messages.error(request, str(NotDisputed(approval.record)))
            return redirect(change_url(approval))
        sides = [approval, *Approval.objects.disagreeing_with(approval).for_api()]
        form = SettlementForm(_sent(request), by=request.user, sides=sides)
        if form.is_bound and form.is_valid():
            try:
                return redirect(self._settled(request, form))
            except ChangeSetError as error:
                form.add_error(None, str(error))
        return self._ask_about(request, approval, form, "Settle the dispute", SETTLE, "Propose")

    @transaction.atomic
    def _contested(self, request, approval, form) -> str:
        """Where the second record is edited in its draft."""
        draft = form.chosen(by=request.user)
        (row,) = contest(change_set=draft, by=request.user, approval=approval, claim=form.claim())
        messages.success(
            request, "Both are marked as disputed. Complete what the other document says."
        )
        return reverse("admin:registry_approval_draft_row", args=[row.pk])

    @transaction.atomic
    def _settled(self, request, form) -> str:
        draft = form.chosen(by=request.user)
        settle(change_set=draft, by=request.user, stays=form.stays())
        messages.success(request, f"Proposed in “{draft}”. Submit it when the draft is complete.")
        return change_url(draft)

    def _live(self, request, pk) -> Approval:
        approval = self.get_object(request, pk)
        if approval is None or approval.superseded_in_id:
            raise Http404
        return approval

    def _ask_about(self, request, approval, form, title, words, button):
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "original": self.sentence(approval),
            "words": words,
            "button": button,
            "proposal_form": form,
            "back": change_url(approval),
        }
        return TemplateResponse(request, "registry/admin/proposal_question.html", context)


def _sent(request):
    return request.POST if request.method == "POST" else None


def dispute_of(approval: Approval) -> dict:
    """What the page of a record in dispute shows: the other sides of it."""
    if not approval.is_disputed or approval.superseded_in_id:
        return {}
    sides = Approval.objects.disagreeing_with(approval).for_api()
    others = [(side, approval_sentence(plain(side))) for side in sides]
    return {"is_in_dispute": True, "other_sides": others}
