"""What is typed on the way in. Fields may be pasted into and filled by password managers (ASVS 6.2.6, 6.2.7)."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest
from unfold.forms import AuthenticationForm
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from registry.accounts.errors import NotProven
from registry.accounts.origin import origin_of, user_of
from registry.actions.passwords import confirm_password, verify_password
from registry.models import User


class LoginForm(AuthenticationForm):
    """A name and a password that fit together; the rest of the log-in comes after."""

    def clean(self) -> dict[str, Any]:
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if name and password:
            try:
                self.user_cache = verify_password(
                    name=name, password=password, origin=origin_of(self.request)
                )
            except NotProven as error:
                raise forms.ValidationError(str(error)) from None
        return self.cleaned_data


class CodeForm(forms.Form):
    """A code of the app or, where they are allowed, a recovery code."""

    code = forms.CharField(
        max_length=40,
        widget=UnfoldAdminTextInputWidget(
            {
                "autocomplete": "one-time-code",
                "autofocus": "",
                "autocapitalize": "off",
                "spellcheck": "false",
            }
        ),
    )


class PasskeyForm(forms.Form):
    """What the browser answers, as its script writes it into the page."""

    answer = forms.JSONField(widget=forms.HiddenInput)


class NewPasskeyForm(PasskeyForm):
    name = forms.CharField(
        max_length=60,
        label="Name of the passkey",
        help_text="To tell it from others: “Phone”, “Key on my ring”.",
        widget=UnfoldAdminTextInputWidget({"autocomplete": "off"}),
    )


class ConfirmPasswordForm(forms.Form):
    """The password of whoever is logged in, once more, before something that cannot be taken back.

    Valid only if it is theirs. A wrong one counts towards the lockout, so ask for it outside any transaction.
    """

    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=UnfoldAdminPasswordWidget({"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        try:
            confirm_password(
                user=user_of(self.request), password=password, origin=origin_of(self.request)
            )
        except NotProven as error:
            raise forms.ValidationError(str(error)) from None
        return password


class ChoosePasswordForm(SetPasswordForm):
    """A password of one's own, typed twice and judged by the rules."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        for name in ("new_password1", "new_password2"):
            widget = UnfoldAdminPasswordWidget({"autocomplete": "new-password"})
            self.fields[name].widget = widget
        self.fields["new_password1"].help_text = (
            "At least 15 characters of any kind. Four unrelated words are good, "
            "and so is what a password manager proposes."
        )


class ReplacePasswordForm(ChoosePasswordForm):
    """In place of a one-time password, which must not become the one for good (ASVS 6.4.1)."""

    def clean_new_password2(self) -> str:
        password: str = self.cleaned_data["new_password2"]
        if self.user.check_password(password):
            raise forms.ValidationError("That is the one-time password: choose one of your own.")
        return password


class ChangePasswordForm(ConfirmPasswordForm, ChoosePasswordForm):
    """Both the old one and the new one (ASVS 6.2.3)."""

    field_order = ("password", "new_password1", "new_password2")

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        ChoosePasswordForm.__init__(self, user_of(request), *args, **kwargs)
