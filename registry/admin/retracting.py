"""Proposing that a record says nothing any more."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from unfold.decorators import action

from formulary.desk.links import change_url
from registry.actions.proposals import propose
from registry.change_set_errors import ChangeSetError

from .proposal_form import ProposalForm

WORDS = "Once a second pharmacist has published this, the record says nothing any more. What older editions said stays."


class Retracting:
    """The button and the page that ask why, and in which draft."""

    @action(
        description="Propose to take it back",
        url_path="retract",
        permissions=["propose"],
        icon="delete",
    )
    def propose_retraction(self, request, object_id):
        """Ask why, and in which draft; then propose it."""
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        if not self.may_be_changed(record):
            messages.error(request, f"{record} never changes.")
            return redirect(change_url(record))
        form = ProposalForm(request.POST if request.method == "POST" else None, by=request.user)
        if request.method == "POST" and form.is_valid():
            try:
                return redirect(change_url(self._retract(request, record, form)))
            except ChangeSetError as error:
                form.add_error(None, str(error))
        context = {
            **self.admin_site.each_context(request),
            "title": "Propose to take it back",
            "opts": self.opts,
            "original": record,
            "words": WORDS,
            "proposal_form": form,
            "back": change_url(record),
        }
        return TemplateResponse(request, "registry/admin/proposal_question.html", context)

    @transaction.atomic
    def _retract(self, request, record, form):
        _, stored = self.record_kind.stored(self.record_kind.key_of(record))
        draft = form.chosen(by=request.user)
        propose(change_set=draft, by=request.user, stored=stored, wanted={})
        return draft
