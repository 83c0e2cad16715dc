"""People of the tests: their passwords, their second factors, and how they get in."""

import time

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.auth.models import Group
from django.test import Client

from registry.accounts import sessions
from registry.accounts.codes import PERIOD, new_secret
from registry.accounts.origin import Origin
from registry.accounts.sealing import seal
from registry.models import AuthenticatorApp, User

PASSWORD = "an example for the journey"
ORIGIN = Origin("192.0.2.7", "Example browser")
ELSEWHERE = Origin("198.51.100.9", "Example browser")


def somebody(username: str = "example", *roles: str, **fields: object) -> User:
    """A member of staff with a password of their own and, unless they set one up, no second factor."""
    user = User.objects.create_user(username, password=PASSWORD, is_staff=True, **fields)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def with_app(user: User, *, last_step: int = 0) -> bytes:
    """Give somebody an authenticator app; its secret, to make codes with."""
    secret = new_secret()
    AuthenticatorApp.objects.create(user=user, sealed_secret=seal(secret), last_step=last_step)
    return secret


def code_of(secret: bytes, *, later: int = 0) -> str:
    """What the app shows now, or so many intervals later."""
    moment = int(time.time()) + later * PERIOD
    return TOTP(secret, 6, SHA1(), PERIOD).generate(moment).decode()  # noqa: S303


def logged_in(client: Client, user: User, origin: Origin = ORIGIN) -> Client:
    """A browser in which somebody has gone the whole way in, without going it."""
    client.force_login(user)
    session = client.session
    sessions.begin(session, origin)
    session.save()
    return client
