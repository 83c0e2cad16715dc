"""What is asked of whoever says that a document says otherwise, or how a dispute ends."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from unfold.widgets import (
    UnfoldAdminExpandableTextareaWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from formulary.models.constraints import slug_validator
from registry.actions.disputes import Claim
from registry.facts.records import record as plain
from registry.models import Approval, ApprovalDocument, ChangeSet, Document, ProposedRow, User
from registry.presenters import approval_sentence
from registry.vocabulary import Effect, RowAction

from .proposal_form import ProposalForm


class DraftedDocumentField(forms.ModelChoiceField):
    """A new document that waits in one of the person's own drafts."""

    def label_from_instance(self, row: ProposedRow) -> str:
        return f"{row.cells['title']} (in “{row.change_set}”)"


class ContestForm(ProposalForm):
    """Which document, published or in a draft; what it says; and where and why that is proposed."""

    field_order = ("document", "drafted", "record", "effect", "paraphrase", "draft", "reason")

    document = forms.ModelChoiceField(
        Document.objects.all(),
        required=False,
        widget=AutocompleteSelect(ApprovalDocument._meta.get_field("document"), admin.site),
        label="The document that says otherwise",
    )
    drafted = DraftedDocumentField(
        ProposedRow.objects.none(),
        required=False,
        empty_label="None",
        widget=UnfoldAdminSelectWidget,
        label="Or a new one, of your drafts",
        help_text="The dispute then goes into that draft.",
    )
    record = forms.CharField(
        max_length=200,
        validators=[slug_validator],
        widget=UnfoldAdminTextInputWidget,
        label="Id of its record",
    )
    effect = forms.ChoiceField(
        choices=[("", "Choose…"), *Effect.choices], widget=UnfoldAdminSelectWidget
    )
    paraphrase = forms.CharField(
        widget=UnfoldAdminExpandableTextareaWidget(attrs={"rows": 2}),
        label="What it says",
        help_text="In your own words. Its routes, days and the rest are completed on the next page.",
    )

    def __init__(self, *args, by: User, approval: Approval, **kwargs):
        kwargs["initial"] = {"record": f"{approval.record}-otherwise"[:200]}
        super().__init__(*args, by=by, **kwargs)
        own = ChangeSet.objects.drafts().filter(proposed_by=by)
        drafted = ProposedRow.objects.filter(
            change_set__in=own, table="documents", action=RowAction.PUT, base__isnull=True
        )
        self.fields["drafted"].queryset = drafted.select_related("change_set")

    def clean(self):
        drafted = self.cleaned_data.get("drafted")
        if drafted:
            self.cleaned_data["draft"] = drafted.change_set
        if bool(drafted) == bool(self.cleaned_data.get("document")) and not self.errors:
            self.add_error("document", "Name one document: a published one, or one of your drafts.")
        return super().clean()

    def claim(self) -> Claim:
        said, drafted = self.cleaned_data, self.cleaned_data["drafted"]
        return Claim(
            record=said["record"],
            document=drafted.key if drafted else said["document"].slug,
            effect=said["effect"],
            paraphrase=said["paraphrase"],
        )


class SettlementForm(ProposalForm):
    """For each side of a dispute, whether it stays. The reason is that of the draft.

    Of three sides one may be decided first; and two records that disagree with other sources, not with each other, may
    be about one subject in one place.
    """

    ENDS = (("stays", "Stays"), ("goes", "Is taken back"), ("disputed", "Not decided yet"))

    def __init__(self, *args, by: User, sides: list[Approval], **kwargs):
        super().__init__(*args, by=by, **kwargs)
        self.sides = sides
        for side in sides:
            self.fields[self._name(side)] = forms.ChoiceField(
                choices=self.ENDS,
                widget=UnfoldAdminRadioSelectWidget,
                label=f"{side.record}: {approval_sentence(plain(side))}",
                help_text="; ".join(str(link.document) for link in side.approval_documents.all()),
            )
        self.order_fields([self._name(side) for side in sides])

    def stays(self) -> dict[Approval, bool]:
        ends = {side: self.cleaned_data[self._name(side)] for side in self.sides}
        return {side: end == "stays" for side, end in ends.items() if end != "disputed"}

    @staticmethod
    def _name(side: Approval) -> str:
        return f"side-{side.pk}"
