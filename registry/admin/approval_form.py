"""The form of an approval. Its row, routes and documents are written together, or not at all."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.utils.html import format_html

from formulary.desk.forms import CuratedForm
from formulary.desk.links import link, refusal
from formulary.models import Route
from registry.actions.approvals import Statement
from registry.errors import AlreadySuperseded
from registry.models import Approval, Document

from .approval_checks import complaints, same_period


class KeptOrderField(forms.ModelMultipleChoiceField):
    """Several rows: those that stood already keep their order, and new ones follow."""

    def __init__(self, queryset, *, through: str, **kwargs):
        source = Approval._meta.get_field(through)
        kwargs["widget"] = AutocompleteSelectMultiple(source, admin.site)
        super().__init__(queryset, required=False, **kwargs)

    def in_order(self, rows, before: list[int]) -> list:
        places = {pk: place for place, pk in enumerate(before)}
        return sorted(rows, key=lambda row: places.get(row.pk, len(places)))


class ApprovalForm(CuratedForm):
    """Says beside the fields what would keep an edition with this approval from being sealed."""

    routes = KeptOrderField(
        Route.objects.all(), through="routes", help_text="For the scope “listed” only."
    )
    routes_excluded = KeptOrderField(
        Route.objects.all(), through="routes", help_text="What the label forbids by name."
    )
    documents = KeptOrderField(
        Document.objects.all(), through="documents", help_text="What it rests on; best first."
    )

    def __init__(self, *args, **kwargs):
        instance = kwargs.get("instance")
        self.before = _parts(instance) if instance else {}
        kwargs["initial"] = {**self.before, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean(self):
        cleaned = super().clean()
        self._refuse_an_old_row()
        self._refuse_a_second_row()
        for field, sentence in complaints(self.cleaned_data):
            self.add_error(field if field in self.fields else None, sentence)
        return cleaned

    def statement(self) -> Statement:
        """What is to be published: the row, its routes and its documents."""
        parts = {
            name: self.fields[name].in_order(self.cleaned_data[name], self.before.get(name, []))
            for name in ("routes", "routes_excluded", "documents")
        }
        return Statement(row=self.instance, **parts)

    def _refuse_an_old_row(self):
        if self.instance.superseded_in_id is None:
            return
        live = Approval.objects.live().filter(record=self.instance.record).first()
        words = str(AlreadySuperseded(self.instance.record))
        self.add_error(None, format_html("{} {}", words, link(live, "The row in force.")))

    def _refuse_a_second_row(self):
        live = Approval.objects.live().exclude(pk=self.instance.pk)
        if record := self.cleaned_data.get("record"):
            sentence = "An approval with this id exists: {}. Correct that one."
            self.refuse_if_any("record", live.filter(record=record), sentence)
        if self.has_new("authority", "number", "valid_from", "valid_to", "valid_to_kind") and (
            other := same_period(self._agreeing(live), self.cleaned_data)
        ):
            sentence = "{} has this authority, number and subject, for the same days."
            self.add_error("number", refusal(sentence, other))

    def _agreeing(self, live):
        """Records that this one does not disagree with: the sides of a dispute speak of the same days."""
        return live.filter(is_disputed=False) if self.cleaned_data.get("is_disputed") else live

    def _save_m2m(self):
        """Nothing: routes and documents are published with their row, by `statement`."""


def _parts(approval: Approval) -> dict[str, list[int]]:
    links = approval.approval_routes.all()
    return {
        "routes": [row.route_id for row in links if not row.is_excluded],
        "routes_excluded": [row.route_id for row in links if row.is_excluded],
        "documents": [row.document_id for row in approval.approval_documents.all()],
    }
