"""One's own account: how one logs in, and where one is logged in."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from registry.accounts import sessions
from registry.accounts.entry import open_session, page
from registry.accounts.errors import LastSecondFactor, NotProven
from registry.accounts.forms import ChangePasswordForm, CodeForm, NewPasskeyForm
from registry.accounts.origin import origin_of, user_of
from registry.accounts.steps import asked_to_add, new_app_of, shown_app, take_passkey
from registry.actions.accounts import end_sessions
from registry.actions.passwords import choose_password
from registry.actions.second_factors import (
    add_app,
    make_recovery_codes,
    remove_app,
    remove_passkey,
)
from registry.actions.security_log import record
from registry.models import AuthenticatorApp, SecurityEvent

View = Callable[..., HttpResponse]


def own(view: View) -> View:
    """A page of whoever is logged in."""
    return wraps(view)(admin.site.admin_view(view))


def own_and_fresh(view: View) -> View:
    """A page that changes how one logs in: for a session that is minutes old (ASVS 7.5.1)."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if sessions.is_fresh(request.session):
            return view(request, **kwargs)
        to = request.path if request.method == "GET" else reverse("accounts:own")
        return redirect(f"{reverse('admin:login')}?{urlencode({'next': to, 'again': 1})}")

    return own(guarded)


@own
def overview(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    return page(
        request,
        "own",
        "Your account",
        app=AuthenticatorApp.objects.filter(user=user).first(),
        keys=list(user.passkeys.all()),
        codes_left=user.recovery_codes.filter(used_at=None).count(),
        sessions=list(user.sessions.all()),
        this_session=request.session.session_key,
    )


@sensitive_post_parameters()
@own
def change_password(request: HttpRequest) -> HttpResponse:
    """The session that changes it goes on, with a new id; all others end."""
    form = ChangePasswordForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["new_password1"]
        choose_password(user=user_of(request), password=password, origin=origin_of(request))
        open_session(request, user_of(request), how="changed password")
        messages.success(request, "Your password is changed. You are logged out everywhere else.")
        return redirect("accounts:own")
    return page(request, "change_password", "Change your password", form=form)


@own_and_fresh
def set_app(request: HttpRequest) -> HttpResponse:
    form, user, secret = CodeForm(request.POST or None), user_of(request), new_app_of(request)
    if request.method == "POST" and form.is_valid():
        try:
            code = form.cleaned_data["code"]
            add_app(user=user, secret=secret, code=code, origin=origin_of(request))
            return _changed(request, "Your authenticator app is set up.")
        except NotProven as error:
            form.add_error(None, str(error))
    return page(request, "set_app", "Authenticator app", form=form, **shown_app(user, secret))


@own_and_fresh
def new_passkey(request: HttpRequest) -> HttpResponse:
    form, user = NewPasskeyForm(request.POST or None), user_of(request)
    if request.method == "POST" and form.is_valid():
        try:
            take_passkey(request, user, form)
            return _changed(request, "Your passkey is set up.")
        except NotProven as error:
            form.add_error(None, str(error))
    return page(request, "new_passkey", "New passkey", form=form, **asked_to_add(request, user))


@require_POST
@own_and_fresh
def forget_app(request: HttpRequest) -> HttpResponse:
    return _removed(request, lambda: remove_app(user=user_of(request), origin=origin_of(request)))


@require_POST
@own_and_fresh
def forget_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    key = get_object_or_404(user_of(request).passkeys, pk=pk)
    return _removed(request, lambda: remove_passkey(key=key, origin=origin_of(request)))


@require_POST
@own_and_fresh
def new_recovery_codes(request: HttpRequest) -> HttpResponse:
    made = make_recovery_codes(user=user_of(request), origin=origin_of(request))
    to = reverse("accounts:own")
    return page(request, "recovery_codes", "Your recovery codes", codes=made, to=to)


@require_POST
@own
def end_others(request: HttpRequest) -> HttpResponse:
    """Log out everywhere but here."""
    _end_others(request)
    messages.success(request, "You are logged out everywhere else.")
    return redirect("accounts:own")


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        record(SecurityEvent.Kind.LOGGED_OUT, user=user_of(request), origin=origin_of(request))
    auth.logout(request)
    messages.success(request, "You are logged out.")
    return redirect("admin:login")


def _removed(request: HttpRequest, remove: Callable[[], None]) -> HttpResponse:
    try:
        remove()
    except LastSecondFactor as error:
        messages.error(request, str(error))
        return redirect("accounts:own")
    return _changed(request, "It is removed.")


def _changed(request: HttpRequest, what: str) -> HttpResponse:
    """Whoever else is logged in as this person is logged out (ASVS 7.4.3)."""
    request.session.pop("new_app", None)
    _end_others(request)
    messages.success(request, f"{what} You are logged out everywhere else.")
    return redirect("accounts:own")


def _end_others(request: HttpRequest) -> None:
    this = request.session.session_key or ""
    end_sessions(user=user_of(request), but=this, origin=origin_of(request))
