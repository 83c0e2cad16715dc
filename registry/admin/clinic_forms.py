"""What is typed about keys and licences of clinics."""

from django import forms
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminExpandableTextareaWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextInputWidget,
)

from registry.actions.clinic_webhooks import LONGEST_OVERLAP
from registry.models import Document, Finding, Scope
from registry.models.api_key import LONGEST


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
        initial=[scope for scope in Scope.values if scope != Scope.KEYS],
        required=False,
        label="What it opens besides what anybody may ask",
        help_text="With “Keys” nobody here is asked for the next key. Whoever finds such a key can replace it too.",
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )


class RotationForm(forms.Form):
    """For how long an old secret of a webhook signs beside the new one."""

    hours = forms.IntegerField(
        min_value=0,
        max_value=LONGEST_OVERLAP,
        initial=24,
        label="Hours for which the old secret is good too",
        widget=UnfoldAdminIntegerFieldWidget,
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
