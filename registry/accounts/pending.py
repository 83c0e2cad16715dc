"""A log-in that is half done: the password was right, and nobody is logged in yet. It lasts ten minutes."""

import datetime as dt
from dataclasses import asdict, dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from registry.models import User

KEY = "half_done_login"
LASTS = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Pending:
    user: int
    password: str
    """Django's digest of the password hash: a password that is changed meanwhile ends this."""
    at: float
    to: str
    """Where they wanted to go."""


def begin(request: HttpRequest, user: User, *, to: str) -> None:
    """The session gets a new id: what a stranger may know of it is worth nothing (ASVS 7.2.4)."""
    request.session.flush()
    note(request, user, to=to)


def note(request: HttpRequest, user: User, *, to: str) -> None:
    moment = timezone.now().timestamp()
    request.session[KEY] = asdict(Pending(user.pk, user.get_session_auth_hash(), moment, to))


def of(request: HttpRequest) -> tuple[User, str] | None:
    """Whose log-in is half done here and where they wanted to go; None when there is none, or not any more."""
    if KEY not in request.session:
        return None
    found = Pending(**request.session[KEY])
    user = User.objects.filter(pk=found.user, is_active=True, is_staff=True).first()
    age = timezone.now().timestamp() - found.at
    if (
        user is None
        or age > LASTS.total_seconds()
        or not constant_time_compare(found.password, user.get_session_auth_hash())
    ):
        request.session.flush()
        return None
    return user, found.to
