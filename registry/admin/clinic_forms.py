"""What is typed about keys and licences of clinics."""

from django import forms
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminExpandableTextareaWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextInputWidget,
)

from registry.actions.clinic_keys import LONGEST
from registry.models import Document, Finding, Scope


class KeyForm(forms.Form):
    """For how long a key works, and what it opens."""

    days = forms.IntegerField(
        min_value=1,
        max_value=LONGEST.days,
        initial=LONGEST.days,
        label="Days until it expires",
        widget=UnfoldAdminIntegerFieldWidget,
    )
    scopes = forms.MultipleChoiceField(
        choices=Scope.choices,
        initial=Scope.values,
        required=False,
        label="What it opens besides what anybody may ask",
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )


class VerificationForm(forms.Form):
    """What was found, and in what."""

    finding = forms.ChoiceField(choices=Finding.choices, widget=UnfoldAdminRadioSelectWidget)
    evidence = forms.CharField(
        max_length=500,
        label="What did you look at, and of which day is it?",
        widget=UnfoldAdminExpandableTextareaWidget,
    )
    document = forms.ModelChoiceField(
        Document.objects.all(),
        required=False,
        to_field_name="slug",
        label="The document, if it is on record: its slug",
        widget=UnfoldAdminTextInputWidget,
    )
