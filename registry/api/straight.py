"""Plain checks and searches go past Django's handler: its ceremony takes longer than their answer.

What is not plainly in order, from a caller who may not ask now, or for somebody who is to be told more than the answer (an
origin of another site, an unknown host, an address without TLS where that is required), goes the long way, which alone knows
how to refuse. A test holds that both ways say the same, headers included.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from http import HTTPStatus
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.middleware.security import SecurityMiddleware

from config.api.answer import JsonAnswer
from config.api.problems import BadInput
from registry.api.check_plain import NotPlain
from registry.api.checks import get_plainly, post_plainly
from registry.api.search import search_plainly, suggest_plainly
from registry.audit.middleware import name_of
from registry.clinics.access import WrongKey, clinic_of
from registry.clinics.last_use import note_use
from registry.clinics.limits import Allowance, TooMany, admit, give_back

PLAINLY: dict[tuple[str, str], Callable[[HttpRequest, bytes], JsonAnswer]] = {
    ("GET", "/api/v1/checks"): get_plainly,
    ("GET", "/api/v1/checks/"): get_plainly,
    ("POST", "/api/v1/checks"): post_plainly,
    ("POST", "/api/v1/checks/"): post_plainly,
    ("GET", "/api/v1/search/"): search_plainly,
    ("GET", "/api/v1/search/suggestions/"): suggest_plainly,
}
"""By method and address: what answers a plain question, from it and its body. It raises NotPlain or BadInput for what is not."""
LARGEST = 100_000
"""Bytes; no plain question is longer."""
_NOT_ZIPPED = 199
"""Up to so many bytes an answer is as it is, whoever asks (`GZipMiddleware`)."""

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_Sent = tuple[HTTPStatus, dict[str, str], bytes]

logger = logging.getLogger(__name__)


class Straight:
    """A WSGI application in front of Django's."""

    def __init__(self, django: Application) -> None:
        self._django = django
        self._finishing: Sequence[Any] = (GZipMiddleware(_nothing), SecurityMiddleware(_nothing))
        self._always: dict[tuple[object, ...], Mapping[str, str]] = {}

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        plainly = PLAINLY.get((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        if plainly and _may_be_plain(environ):
            body = _body(environ)
            environ["wsgi.input"] = BytesIO()
            answered = self._answered(WSGIRequest(environ), body, plainly)
            if answered:
                status, headers, sent = answered
                start_response(f"{status.value} {status.phrase}", list(headers.items()))
                return [sent]
            environ["wsgi.input"] = BytesIO(body)  # the long way reads it again
        return self._django(environ, start_response)

    def _answered(
        self, request: WSGIRequest, body: bytes, plainly: Callable[[HttpRequest, bytes], JsonAnswer]
    ) -> _Sent | None:
        """The whole answer, or None for what has to go the long way; then nothing was counted."""
        close_old_connections()  # a broken one is left
        allowance = None
        try:
            request.get_host()
            if settings.SECURE_SSL_REDIRECT and not request.is_secure():
                return None
            clinic = clinic_of(request)
            allowance = admit(request)
            answer = plainly(request, body)
            if clinic:
                note_use(clinic.key)
            return self._finished(request, answer, allowance)
        except (DisallowedHost, NotPlain, WrongKey, TooMany, BadInput):
            pass
        except Exception:
            logger.exception("A plain answer failed; the question goes the long way.")
        if allowance:
            give_back(allowance)
        return None

    def _finished(self, request: WSGIRequest, answer: JsonAnswer, allowance: Allowance) -> _Sent:
        """The answer with what every answer bears."""
        if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
            response = self._through(request, answer.response())
            headers, sent = dict(response.items()), response.content
        else:
            headers, sent = {**self._of_all(request, answer), **answer.headers}, answer.body
        headers["Content-Length"] = str(len(sent))
        headers["X-Request-ID"] = name_of(request)
        allowance.tell(headers)
        return answer.status, headers, sent

    def _of_all(self, request: WSGIRequest, answer: JsonAnswer) -> Mapping[str, str]:
        """The headers of every answer like this one, made once."""
        like = request.is_secure(), answer.status, len(answer.body) > _NOT_ZIPPED
        found = self._always.get(like)
        if found is None:
            bare = JsonAnswer(answer.body, status=answer.status).response()
            found = self._always[like] = dict(self._through(request, bare).items())
        return found

    def _through(self, request: WSGIRequest, response: HttpResponse) -> HttpResponse:
        """The response as middleware leaves it."""
        response["Vary"] = "origin"
        for middleware in self._finishing:
            response = middleware.process_response(request, response)
        return response


def _may_be_plain(environ: dict[str, Any]) -> bool:
    """Whether nothing but the question is left to be looked at."""
    return (
        environ.get("HTTP_ACCEPT", "*/*") in ("*/*", "application/json")
        and "HTTP_ORIGIN" not in environ
        and _length(environ) <= LARGEST
    )


def _body(environ: dict[str, Any]) -> bytes:
    return environ["wsgi.input"].read(_length(environ)) if _length(environ) else b""


def _length(environ: dict[str, Any]) -> int:
    """Of the body, in bytes; more than any where that cannot be told."""
    length = environ.get("CONTENT_LENGTH") or "0"
    return (
        int(length)
        if length.isdecimal() and "HTTP_TRANSFER_ENCODING" not in environ
        else LARGEST + 1
    )


def _nothing(_: HttpRequest) -> HttpResponse:
    """Middleware wants something to stand before; here it only finishes answers."""
    raise NotImplementedError
