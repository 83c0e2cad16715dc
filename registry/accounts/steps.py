"""The way in, a view a step: password, own password, second factor; at the first log-in, setting one up."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from registry.accounts import codes, passkeys, pending
from registry.accounts.entry import next_step, open_session, page, wanted
from registry.accounts.errors import NotProven, PasskeyRefused
from registry.accounts.forms import (
    CodeForm,
    LoginForm,
    NewPasskeyForm,
    PasskeyForm,
    ReplacePasswordForm,
)
from registry.accounts.origin import origin_of
from registry.accounts.sealing import seal, unseal
from registry.actions.passwords import choose_password
from registry.actions.second_factors import (
    add_app,
    add_passkey,
    has_second_factor,
    make_recovery_codes,
    use_passkey,
    verify_code,
)
from registry.models import Passkey, User
from registry.qr_code import qr_code

CHALLENGE = "passkey_challenge"
NEW_APP = "new_app"
Step = Callable[[HttpRequest, User, str], HttpResponse]


def step(view: Step) -> Callable[[HttpRequest], HttpResponse]:
    """A view for somebody whose log-in is half done; anybody else begins at the beginning."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest) -> HttpResponse:
        found = pending.of(request)
        return view(request, *found) if found else redirect("admin:login")

    return guarded


@never_cache
@sensitive_post_parameters("password")
def log_in(request: HttpRequest) -> HttpResponse:
    to, is_again = wanted(request), "again" in request.GET
    if request.user.is_authenticated and not is_again:
        return redirect(to)
    form = LoginForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.get_user()
        pending.begin(request, user, to=to)
        return next_step(request, user, to=to)
    return page(
        request,
        "log_in",
        "Log in",
        form=form,
        next=to,
        next_in_address=quote(to),
        is_again=is_again,
    )


@never_cache
def log_in_with_passkey(request: HttpRequest) -> HttpResponse:
    """With nothing else: a passkey is two factors, and says whose it is."""
    form, to = PasskeyForm(request.POST or None), wanted(request)
    if request.method == "POST" and form.is_valid():
        try:
            key = _passkey_shown(request, form, Passkey.objects.select_related("user"))
            open_session(request, key.user, how="passkey")
            return redirect(to)
        except NotProven as error:
            form.add_error(None, str(error))
    context: dict[str, Any] = {"form": form, "next": to}
    if passkeys.are_possible(request):
        context["options"], request.session[CHALLENGE] = passkeys.options_to_use(request)
    return page(request, "passkey", "Log in with a passkey", **context)


@sensitive_post_parameters()
@step
def choose(request: HttpRequest, user: User, to: str) -> HttpResponse:
    """A password of one's own, in place of the one-time password."""
    if not user.has_one_time_password:
        return next_step(request, user, to=to)
    form = ReplacePasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        choose_password(
            user=user, password=form.cleaned_data["new_password1"], origin=origin_of(request)
        )
        pending.note(request, user, to=to)
        return next_step(request, user, to=to)
    return page(request, "choose_password", "Choose your password", form=form)


@step
def second_factor(request: HttpRequest, user: User, to: str) -> HttpResponse:
    """A code of the app, a recovery code or a passkey: whatever they have."""
    if user.has_one_time_password or not has_second_factor(user):
        return next_step(request, user, to=to)
    typed, shown = CodeForm(), PasskeyForm()
    if request.method == "POST":
        typed, shown, how = _judge(request, user)
        if how:
            open_session(request, user, how=f"password and {how}")
            return redirect(to)
    context: dict[str, Any] = {"form": typed, "passkey_form": shown}
    if (keys := list(user.passkeys.all())) and passkeys.are_possible(request):
        context["options"], request.session[CHALLENGE] = passkeys.options_to_use(request, keys)
    return page(request, "second_factor", "Second step", **context)


def _judge(request: HttpRequest, user: User) -> tuple[CodeForm, PasskeyForm, str]:
    """The forms with what is wrong in them, and what was shown, if anything was."""
    typed, shown = CodeForm(), PasskeyForm()
    form: CodeForm | PasskeyForm
    if "answer" in request.POST:
        form = shown = PasskeyForm(request.POST)
    else:
        form = typed = CodeForm(request.POST)
    if not form.is_valid():
        return typed, shown, ""
    try:
        if form is shown:
            _passkey_shown(request, shown, user.passkeys.select_related("user"))
            return typed, shown, "passkey"
        code = form.cleaned_data["code"]
        return typed, shown, verify_code(user=user, code=code, origin=origin_of(request))
    except NotProven as error:
        form.add_error(None, str(error))
        return typed, shown, ""


@step
def enrol(request: HttpRequest, user: User, to: str) -> HttpResponse:
    """The first second factor: an authenticator app, unless they choose a passkey."""
    if user.has_one_time_password or has_second_factor(user):
        return next_step(request, user, to=to)
    form = CodeForm(request.POST or None)
    secret = new_app_of(request)
    if request.method == "POST" and form.is_valid():
        try:
            code = form.cleaned_data["code"]
            add_app(user=user, secret=secret, code=code, origin=origin_of(request))
            return _first_session(request, user, to=to, how="authenticator app")
        except NotProven as error:
            form.add_error(None, str(error))
    return page(request, "enrol", "Set up your second step", form=form, **shown_app(user, secret))


@step
def enrol_passkey(request: HttpRequest, user: User, to: str) -> HttpResponse:
    if user.has_one_time_password or has_second_factor(user):
        return next_step(request, user, to=to)
    form = NewPasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            take_passkey(request, user, form)
            return _first_session(request, user, to=to, how="passkey")
        except NotProven as error:
            form.add_error(None, str(error))
    return page(
        request, "enrol_passkey", "Set up a passkey", form=form, **asked_to_add(request, user)
    )


def _first_session(request: HttpRequest, user: User, *, to: str, how: str) -> HttpResponse:
    """Recovery codes are shown in the answer itself, and nowhere else ever again."""
    open_session(request, user, how=f"password and a new {how}")
    made = make_recovery_codes(user=user, origin=origin_of(request))
    return page(request, "recovery_codes", "Your recovery codes", codes=made, to=to)


def new_app_of(request: HttpRequest) -> bytes:
    """The secret that is offered to an app, the same until it is taken. Encrypted, for the session is a row."""
    if NEW_APP not in request.session:
        request.session[NEW_APP] = seal(codes.new_secret()).decode()
    return unseal(request.session[NEW_APP].encode())


def shown_app(user: User, secret: bytes) -> dict[str, str]:
    address = codes.provisioning_uri(secret, user.username)
    key = address.partition("secret=")[2].partition("&")[0]
    return {"qr_code": qr_code(address), "key": codes.spaced(key), "address": address}


def asked_to_add(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the page says to the browser, where passkeys are possible."""
    if not passkeys.are_possible(request):
        return {}
    options, request.session[CHALLENGE] = passkeys.options_to_add(request, user)
    return {"options": options}


def take_passkey(request: HttpRequest, user: User, form: NewPasskeyForm) -> None:
    """Keep the passkey that the browser has made; PasskeyRefused."""
    state = _challenge(request)
    key = passkeys.added(request, state, form.cleaned_data["answer"])
    add_passkey(user=user, key=key, name=form.cleaned_data["name"], origin=origin_of(request))


def _passkey_shown(request: HttpRequest, form: PasskeyForm, keys: QuerySet[Passkey]) -> Passkey:
    """The passkey, of these, whose answer this is; its owner may enter. PasskeyRefused."""
    state, answer = _challenge(request), form.cleaned_data["answer"]
    key = keys.filter(credential_id=passkeys.credential_id(answer)).first()
    if key is None or not (key.user.is_active and key.user.is_staff):
        raise PasskeyRefused
    use_passkey(
        key=key,
        prove=lambda locked: passkeys.uses_proven(request, state, locked, answer),
        origin=origin_of(request),
    )
    return key


def _challenge(request: HttpRequest) -> dict[str, Any]:
    """What was asked, which is answered once."""
    if CHALLENGE not in request.session:
        raise PasskeyRefused
    asked: dict[str, Any] = request.session.pop(CHALLENGE)
    return asked
