"""What the steps of a log-in share: where the next one is, and the end of it."""

from typing import Any

from django.contrib import admin, auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from registry.accounts import sessions
from registry.accounts.origin import origin_of
from registry.accounts.relaxation import is_relaxed
from registry.actions.second_factors import has_second_factor
from registry.actions.security_log import record
from registry.models import SecurityEvent, Session, User

BACKEND = "django.contrib.auth.backends.ModelBackend"


def wanted(request: HttpRequest) -> str:
    """Where they wanted to go, if that is here; else the desk's front page."""
    to = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(to, {request.get_host()}, request.is_secure()):
        return to
    return reverse("admin:index")


def next_step(request: HttpRequest, user: User, *, to: str) -> HttpResponse:
    """Where somebody goes whose password was right."""
    if user.has_one_time_password:
        return redirect("accounts:choose-password")
    if is_relaxed(request):
        open_session(request, user, how="password alone: RELAX_TWO_FACTOR")
        return redirect(to)
    return redirect("accounts:second-factor" if has_second_factor(user) else "accounts:enrol")


def open_session(request: HttpRequest, user: User, *, how: str) -> None:
    """Log somebody in who has shown all there is to show: a session with a new id (ASVS 7.2.4)."""
    origin = origin_of(request)
    request.session.flush()
    auth.login(request, user, backend=BACKEND)
    sessions.begin(request.session, origin)
    Session.objects.filter(expire_date__lt=timezone.now()).delete()  # what nobody ended
    record(SecurityEvent.Kind.LOGGED_IN, user=user, origin=origin, detail=how)


def page(request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
    """A page of the way in, or of one's own account, in the look of the desk."""
    shown = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"registry/accounts/{name}.html", shown)
