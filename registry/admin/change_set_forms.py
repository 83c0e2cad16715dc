"""What is asked of whoever talks about a change set, withdraws it, or decides about it."""

from django import forms
from unfold.widgets import UnfoldAdminExpandableTextareaWidget, UnfoldAdminPasswordWidget

from registry.accounts.errors import NotProven
from registry.accounts.origin import Origin
from registry.actions.passwords import confirm_password
from registry.models import User


def _text(label: str, help_text: str = "") -> forms.CharField:
    widget = UnfoldAdminExpandableTextareaWidget(attrs={"rows": 2})
    return forms.CharField(label=label, help_text=help_text, widget=widget)


class CommentForm(forms.Form):
    text = _text("Comment")


class ReasonForm(forms.Form):
    """Another reason for a draft."""

    reason = _text("Why", "In a sentence that a colleague understands in ten years.")


class WithdrawalForm(forms.Form):
    reason = _text("Why it is withdrawn")


class DecisionForm(forms.Form):
    """A reviewer's decision: a reason, their password again, and the hash of what the page showed them."""

    reason = _text("Why you publish or refuse it")
    password = forms.CharField(
        label="Your password, again",
        strip=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "current-password"}),
    )
    reviewed = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, by: User, origin: Origin, **kwargs):
        super().__init__(*args, **kwargs)
        self.by, self.origin = by, origin

    def clean_password(self):
        try:
            password = self.cleaned_data["password"]
            confirm_password(user=self.by, password=password, origin=self.origin)
        except NotProven as error:
            raise forms.ValidationError(str(error)) from error
        return ""
