from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth import middleware as django_auth
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from registry.accounts.origin import origin_of
from registry.accounts.sessions import is_alive
from registry.actions.security_log import logger, record
from registry.models import SecurityEvent, User


class AuthenticationMiddleware(django_auth.AuthenticationMiddleware):
    """`request.user` is somebody only in a session that a whole log-in opened and that has not ended.

    There is no other door: a session that any other code opens belongs to nobody (ASVS 6.3.3).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        if settings.RELAX_TWO_FACTOR:
            logger.warning(
                "RELAX_TWO_FACTOR is on: a password alone lets in. Never where others reach this."
            )

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = cast(User, SimpleLazyObject(lambda: _user_of(request)))
        del request.auser  # it would not ask


def _user_of(request: HttpRequest) -> User | AnonymousUser:
    user = get_user(request)
    if user.is_anonymous or is_alive(request.session):
        return user
    record(
        SecurityEvent.Kind.SESSION_ENDED,
        user=user,
        origin=origin_of(request),
        detail="too old or idle",
    )
    request.session.flush()
    return AnonymousUser()
