import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .acting import acting

_GIVEN = re.compile(r"[\w.-]{8,64}")


class ActingMiddleware:
    """What a request writes is by whoever is logged in when it writes, and its origin is the request.

    The request's name comes from a proxy (`X-Request-ID`) or is made here, and goes back in the answer, so that the trail, the
    logs and a complaint can be brought together.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = name_of(request)
        origin = f"{request.method} {request.path[:500]} (request {name})"
        with acting(by=lambda: getattr(request, "user", None), origin=origin):
            response = self._get_response(request)
        response.headers.setdefault("X-Request-ID", name)
        return response


def name_of(request: HttpRequest) -> str:
    """The name that came with a request, or a new one."""
    given = request.META.get("HTTP_X_REQUEST_ID", "")
    return given if _GIVEN.fullmatch(given) else secrets.token_hex(16)
