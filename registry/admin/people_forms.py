"""What operators type about other people's accounts. A password is never among it (ASVS 6.4.6)."""

from django import forms
from django.contrib.auth.models import Group
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextInputWidget

from registry.actions.accounts import OPERATORS, ROLES
from registry.models import User

WHAT_ROLES_DO = {
    "curators": "Curator: proposes changes, decides names, reads registers in",
    "reviewers": "Reviewer: publishes or refuses what somebody else proposed",
    "operators": "Operator: gives accounts, runs imports, reads the security log; curates nothing",
}


class AccountForm(forms.ModelForm):
    """Who somebody is and what they may do."""

    roles = forms.MultipleChoiceField(
        choices=[(role, WHAT_ROLES_DO[role]) for role in ROLES],
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "is_active")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "roles" in self.fields:
            names = Group.objects.filter(user=self.instance).values_list("name", flat=True)
            self.initial["roles"] = list(names)

    def clean_roles(self):
        roles = self.cleaned_data["roles"]
        if OPERATORS in roles and len(roles) > 1:
            raise forms.ValidationError(
                "Whoever gives accounts curates nothing: choose operator, or the others."
            )
        return roles


class ReasonForm(forms.Form):
    """Why, and how it was made sure that it is they who ask."""

    reason = forms.CharField(
        max_length=400,
        label="How did you make sure that it is they who ask?",
        help_text="“Came in person, showed the staff card.” It is kept in the security log.",
        widget=UnfoldAdminTextInputWidget({"autofocus": "", "autocomplete": "off"}),
    )
