"""Passwords: shown, chosen, given."""

import datetime as dt
import secrets

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from registry.accounts.errors import LoginRefused, NotForOneself, WrongPassword
from registry.accounts.origin import Origin
from registry.actions.attempts import attempt
from registry.actions.security_log import NOWHERE, record
from registry.models import SecurityEvent, User

ONE_TIME_FOR = dt.timedelta(days=7)


def verify_password(*, name: str, password: str, origin: Origin) -> User:
    """Whose name and password these are, among those who may enter. LoginRefused or LockedOut."""
    user = User.objects.filter(username=name).first()

    def prove() -> User:
        if user is None:
            make_password(password)  # takes as long as for somebody (ASVS 6.3.8)
            raise LoginRefused
        if not user.check_password(password):
            raise LoginRefused
        if not (user.is_active and user.is_staff) or user.has_expired_password:
            raise LoginRefused
        return user

    return attempt(
        prove, name=name, user=user, origin=origin, failure=SecurityEvent.Kind.PASSWORD_WRONG
    )


def confirm_password(*, user: User, password: str, origin: Origin) -> None:
    """Somebody who is logged in shows once more that it is they. WrongPassword or LockedOut.

    Counted with the failures of the log-in: a stolen session is no better place to guess.
    """

    def prove() -> None:
        if not user.check_password(password):
            raise WrongPassword

    attempt(
        prove,
        name=user.username,
        user=user,
        origin=origin,
        failure=SecurityEvent.Kind.PASSWORD_WRONG,
    )


@transaction.atomic
def choose_password(*, user: User, password: str, origin: Origin) -> None:
    """Take a password that its owner chose, and end every session of theirs (ASVS 7.4.3).

    ValidationError, with reasons, where the rules refuse it.
    """
    validate_password(password, user)
    user.set_password(password)
    user.one_time_until = None
    user.save(update_fields=["password", "one_time_until"])
    user.sessions.all().delete()
    record(SecurityEvent.Kind.PASSWORD_CHANGED, user=user, origin=origin)


@transaction.atomic
def give_one_time_password(*, user: User, by: User | None = None, origin: Origin = NOWHERE) -> str:
    """Replace a password that is lost by one that its owner must replace at once (ASVS 6.4.1, 6.4.6).

    It is told once, lasts a week, ends every session, and leaves the second factor as it is (ASVS 6.4.3).
    """
    if by == user:
        raise NotForOneself
    password = secrets.token_urlsafe(18)
    user.set_password(password)
    user.one_time_until = timezone.now() + ONE_TIME_FOR
    user.save(update_fields=["password", "one_time_until"])
    user.sessions.all().delete()
    record(SecurityEvent.Kind.PASSWORD_GIVEN, user=user, by=by, origin=origin)
    return password
