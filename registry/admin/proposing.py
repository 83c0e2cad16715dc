"""No page of the desk changes what is published: each proposes.

Every page of a curated record is put behind `Proposing`. Its form is the ordinary one, filled in and saved in the trial
of a draft; what the trial then holds of the record is kept in the draft, and the trial is rolled back.
"""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from unfold.decorators import action

from formulary.desk.links import change_url
from formulary.models import Cocktail
from registry.exchange.kinds import KINDS, Kind, kind_of, record_of
from registry.models import ChangeSet, ProposedRow
from registry.vocabulary import RowAction

from .bulk import BulkProposing
from .cocktail import NewVersion
from .duplicates import Duplicates
from .exchanging import Exchanging
from .proposal import Proposal, SavedInATrial, is_proposing, pk_of, rows_about
from .proposal_form import ProposalForm
from .retracting import Retracting
from .timeline import OnATimeline


class Proposing(SavedInATrial, Retracting, Duplicates, BulkProposing, Exchanging, OnATimeline):
    """The mixin of every page of a curated record."""

    change_form_template = "registry/admin/proposal_page.html"
    actions_detail = ("propose_change", "propose_retraction", "show_timeline")

    def has_change_permission(self, request, obj=None):
        """Published rows are only read, unless a change is being proposed."""
        return super().has_change_permission(request, obj) and is_proposing(request)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and _may_propose(request)

    def has_propose_permission(self, request, object_id=None):
        return super().has_change_permission(request) and _may_propose(request)

    def get_readonly_fields(self, request, obj=None):
        """What is fixed once the world knows it can still be changed in a draft."""
        is_new = is_proposing(request) and request.proposal.is_new
        return super().get_readonly_fields(request, None if is_new else obj)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Without the links to add or change another record in a window of its own: it would be another proposal."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        for link in ("can_add_related", "can_change_related", "can_view_related"):
            if hasattr(getattr(field, "widget", None), link):
                setattr(field.widget, link, False)
        return field

    def get_actions_detail(self, request, object_id):
        if is_proposing(request):
            return []
        found = super().get_actions_detail(request, object_id)
        never = self.record_kind.table.never_changes
        return [one for one in found if one.path == "timeline"] if never else found

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_draft_row"
        view = self.admin_site.admin_view(self.draft_row_view)
        return [path("in-draft/<int:row>/", view, name=name), *super().get_urls()]

    def may_be_changed(self, record) -> bool:
        """Whether a published record of this kind may be proposed to say something else."""
        table = self.record_kind.table
        if table.is_append_only:
            return record.superseded_in_id is None
        return not table.never_changes

    def add_view(self, request, form_url="", extra_context=None):
        """A new record, proposed."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._propose(request, None)

    @action(
        description="Propose a change", url_path="propose", permissions=["propose"], icon="edit"
    )
    def propose_change(self, request, object_id):
        """The form of a published record, to propose what it shall say instead."""
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        if not self.may_be_changed(record):
            messages.error(request, f"{record} never changes.")
            return redirect(change_url(record))
        return self._propose(request, record)

    def draft_row_view(self, request, row):
        """A record as a draft has it, to go on editing it there."""
        row = get_object_or_404(
            ProposedRow.objects.select_related("change_set"), pk=row, action=RowAction.PUT
        )
        if kind_of(row.table) != self.record_kind:
            raise Http404
        if not self.has_propose_permission(request) or row.change_set.is_decided:
            raise PermissionDenied
        rows = rows_about(row)
        own = next((one for one in rows if one.table == self.record_kind.table.name), None)
        key = self.record_kind.read_key(record_of(row.table, row.cells))
        request.proposal = Proposal(None, rows, is_new=bool(own and own.base is None))
        if request.method == "POST":
            self.take_in(request)
        _, request.proposal.stored = self.record_kind.stored(key)
        with transaction.atomic():
            return self.in_trial(request, row.change_set, key)

    def _propose(self, request, record):
        is_sent = request.method == "POST"
        if is_sent:
            self.take_in(request)
        asked = request.GET.get("draft", "")
        form = ProposalForm(
            request.POST if is_sent else None, by=request.user, initial={"draft": asked}
        )
        request.proposal = Proposal(form, is_new=record is None)
        if record is not None:
            _, request.proposal.stored = self.record_kind.stored(self.record_kind.key_of(record))
        if not is_sent:
            draft = (
                form.fields["draft"].queryset.filter(pk=asked).first()
                if asked.isdecimal()
                else None
            )
            return self.in_trial(request, draft, record)
        if not form.is_valid():
            request.refused = "Choose a draft, or say why: the fields are below."
            return self.changeform_view(request, pk_of(record))
        with transaction.atomic():
            response = self.in_trial(request, form.chosen(by=request.user), record)
            if request.proposal.wanted is None:  # not saved, so nothing is drafted either
                transaction.set_rollback(True)
        return response

    def render_change_form(self, request, context, *args, **kwargs):
        if is_proposing(request):
            context |= {
                "proposal": request.proposal,
                "proposal_form": request.proposal.form,
                "watching": self.watching(kwargs.get("obj")),
            }
        elif obj := kwargs.get("obj"):
            context["open_drafts"] = _drafts_about(self.record_kind, obj)
        return super().render_change_form(request, context, *args, **kwargs)


def _may_propose(request: HttpRequest) -> bool:
    return request.user.has_perm("registry.add_changeset")


def _drafts_about(kind: Kind, record) -> list[ProposedRow]:
    """Undecided proposals about a record, which its page mentions."""
    key = kind.table.key_text(kind.key_of(record))
    rows = ProposedRow.objects.filter(table=kind.table.name, key=key)
    open_ones = rows.filter(change_set__in=ChangeSet.objects.undecided())
    return list(open_ones.select_related("change_set__proposed_by")[:5])


def put_behind_proposals() -> None:
    """Have every page of a curated record propose instead of save."""
    for model in KINDS:
        put_in_front(Proposing, model)
    put_in_front(NewVersion, Cocktail)


def put_in_front(mixin: type, model: type[Model]) -> None:
    """Register the page of a model anew, with a mixin before its class."""
    page = type(admin.site._registry[model])
    admin.site.unregister(model)
    own = getattr(mixin, "actions_detail", ())
    buttons = {"actions_detail": (*own, *page.actions_detail)}
    admin.site.register(model, type(page.__name__, (mixin, page), buttons))
