"""The `ETag` of an answer: from the edition, the day and the address, before anything is read.

What was known at an edition never changes, so an answer is the same while these are, and the code that gives it.
"""

import hashlib
from http import HTTPStatus

from django.http import HttpRequest
from django.utils.cache import get_conditional_response
from rest_framework.request import Request
from rest_framework.response import Response

from config.release import RELEASE


def etag_of(request: HttpRequest | Request, *known: object) -> str:
    """For the answer at this address that follows from what is `known`: the edition, and the day if it counts."""
    address = (request.scheme, request.get_host(), request.path, request.META["QUERY_STRING"])
    parts = (RELEASE, *address, *map(str, known))
    return f'"{hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]}"'


def not_modified(request: Request, etag: str) -> Response | None:
    """A 304, if the asker has this answer already."""
    if request.headers.get("If-None-Match", "*").strip() == "*":  # says nothing of what they have
        return None
    found = get_conditional_response(request._request, etag=etag)
    return with_etag(Response(status=HTTPStatus.NOT_MODIFIED), etag) if found else None


def with_etag(response: Response, etag: str) -> Response:
    """The answer, marked so that it need not be sent twice."""
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"  # keep it, and ask whether it still holds
    return response
