"""One change for many records: what is changed, to what, in which draft."""

from collections.abc import Mapping

from django import forms
from unfold.widgets import UnfoldBooleanWidget

from registry.exchange.table import Table

from .bulk_fields import BulkField, bulk_fields


class BulkForm(forms.Form):
    """The records are those that were selected, by their primary keys, so that nobody changes what they did not see."""

    selected = forms.RegexField(r"^\d+(,\d+)*$", widget=forms.HiddenInput)
    leave_out = forms.BooleanField(
        required=False,
        label="Leave out those that cannot be changed so",
        widget=UnfoldBooleanWidget,
    )

    @property
    def pks(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["selected"].split(",")]


class ChangeForm(BulkForm):
    """Which of the fields, and its new value."""

    what = forms.ChoiceField(widget=forms.RadioSelect, label="Change")

    def __init__(self, *args, table: Table, **kwargs):
        super().__init__(*args, **kwargs)
        self.bulk: Mapping[str, BulkField] = bulk_fields(table)
        self.fields["what"].choices = [(name, field.label) for name, field in self.bulk.items()]
        self.fields |= {f"to_{name}": field.form_field() for name, field in self.bulk.items()}

    def rows(self):
        """Each choice beside the field of its value."""
        for radio, name in zip(self["what"], self.bulk, strict=True):
            yield radio, self[f"to_{name}"]

    def clean(self):
        cleaned = super().clean()
        if (name := cleaned.get("what")) and f"to_{name}" not in self.errors:
            self.field = self.bulk[name]
            self.cell = self.field.cell(cleaned.get(f"to_{name}"))
            try:
                self.change = self.field.change(self.cell)
            except ValueError as error:
                self.add_error(f"to_{name}", f"{self.field.label}: {error}.")
        return cleaned
