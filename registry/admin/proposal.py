"""A form of the desk, shown or saved in the trial of a draft."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.db import DatabaseError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from formulary.desk.links import change_url
from registry.actions.editions import seal
from registry.actions.proposals import propose
from registry.actions.trials import ask_deferred_triggers, trial
from registry.errors import RegistryError
from registry.exchange.kinds import KINDS, Cells, Kind, RowKey, kind_of, record_of
from registry.exchange.table import Key
from registry.models import ChangeSet, Edition, ProposedRow

from .duplicates import warn_of_duplicates
from .proposal_form import ProposalForm
from .refusals import words_of


@dataclass
class Proposal:
    """What a request proposes, while its form is filled in: on the request as `proposal`.

    `rows` are those of the draft that are edited; `stored` is what is published of the record, and `wanted` what
    the trial held of it when it was saved there, None until then.
    """

    form: ProposalForm | None
    rows: list[ProposedRow] = field(default_factory=list)
    is_new: bool = False
    edition: Edition | None = None
    stored: dict[RowKey, Cells] = field(default_factory=dict)
    wanted: dict[RowKey, Cells] | None = None


def is_proposing(request: HttpRequest) -> bool:
    return hasattr(request, "proposal")


def rows_about(row: ProposedRow) -> list[ProposedRow]:
    """The rows of its draft that speak of the same record as this one."""
    kind, key = kind_of(row.table), record_of(row.table, row.cells)
    return [
        other
        for other in row.change_set.rows.all()
        if kind_of(other.table) == kind and record_of(other.table, other.cells) == key
    ]


class SavedInATrial:
    """The part of a page that saves what it is given in a trial, and keeps it in the draft."""

    @property
    def record_kind(self) -> Kind:
        return KINDS[self.model]  # type: ignore[attr-defined]

    def in_trial(
        self, request, draft: ChangeSet | None, record: Model | Key | None
    ) -> HttpResponse:
        """The form in the trial of a draft; what was saved there is proposed in it.

        `record` is the record, or its key where only the draft may have it; without a draft the form is only shown.
        """
        if draft is None:
            return self.changeform_view(request, pk_of(record))  # type: ignore[attr-defined]
        proposal = request.proposal
        try:
            response = self._tried(request, draft, record)
            if proposal.wanted is None:
                return response
            rows = propose(
                change_set=draft,
                by=request.user,
                stored=proposal.stored,
                wanted=proposal.wanted,
                instead_of=proposal.rows,
            )
        except (RegistryError, DatabaseError) as error:
            proposal.wanted = None
            messages.error(request, words_of(error))
            return redirect(change_url(draft) if proposal.rows else request.get_full_path())
        warn_of_duplicates(request, rows)
        messages.success(request, f"Proposed in “{draft}”. Submit it when the draft is complete.")
        return redirect(change_url(draft))

    def _tried(self, request, draft: ChangeSet, record) -> HttpResponse:
        """The response, rendered while the trial lasts."""
        proposal, kind = request.proposal, self.record_kind
        # The page itself writes the whole row of what is append-only.
        is_rewritten = kind.table.is_append_only and request.method == "POST"
        rows = (
            draft.rows.exclude(pk__in=[row.pk for row in proposal.rows]) if is_rewritten else None
        )
        with trial(
            change_set=draft, by=request.user, rows=rows, leave_open=True
        ) as proposal.edition:
            pk = kind.stored(record)[0] if isinstance(record, tuple) else pk_of(record)
            shown = None if pk is None else str(pk)
            response = self.changeform_view(request, shown)  # type: ignore[attr-defined]
            if hasattr(response, "render"):
                response.render()
        return response

    def response_add(self, request, obj, post_url_continue=None):
        return self._saved(request, obj)

    def response_change(self, request, obj):
        return self._saved(request, obj)

    def _saved(self, request, obj) -> HttpResponse:
        """Have the database judge what was saved, and note what the trial holds of the record now."""
        seal(edition=request.proposal.edition)
        ask_deferred_triggers()
        _, request.proposal.wanted = self.record_kind.stored(self.record_kind.key_of(obj))
        return HttpResponse()


def pk_of(record) -> str | None:
    return None if record is None else str(record.pk)
