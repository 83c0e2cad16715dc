"""In which draft a change is proposed, and why."""

from django import forms
from unfold.widgets import UnfoldAdminExpandableTextareaWidget, UnfoldAdminSelectWidget

from registry.actions.change_sets import open_draft
from registry.models import ChangeSet, User


class ProposalForm(forms.Form):
    """One of the person's own drafts, or a new one with its reason."""

    draft = forms.ModelChoiceField(
        ChangeSet.objects.none(),
        required=False,
        empty_label="A new draft",
        widget=UnfoldAdminSelectWidget,
        help_text="Changes that belong together are reviewed and published together.",
    )
    reason = forms.CharField(
        required=False,
        widget=UnfoldAdminExpandableTextareaWidget(attrs={"rows": 2}),
        label="Why (for a new draft)",
        help_text="In a sentence that a colleague understands in ten years.",
    )

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, prefix="proposal", **kwargs)
        self.fields["draft"].queryset = ChangeSet.objects.drafts().filter(proposed_by=by)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("draft") and not cleaned.get("reason") and not self.errors:
            self.add_error("reason", "Say why, or choose a draft that says it.")
        return cleaned

    def chosen(self, *, by: User) -> ChangeSet:
        """The draft that was chosen, or a new one."""
        known = self.cleaned_data["draft"]
        return known or open_draft(by=by, reason=self.cleaned_data["reason"])
