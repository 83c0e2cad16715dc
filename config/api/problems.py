"""Errors as problem documents (RFC 9457), whatever raised them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.encoding import escape_uri_path
from rest_framework import exceptions
from rest_framework.views import exception_handler

MEDIA_TYPE = "application/problem+json"
_SHOWN = 200
"""How much of a wrong value is sent back."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request: which field, its value, why, and what may be meant."""

    field: str
    value: Any
    detail: str
    nearest: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        value = self.value
        if isinstance(value, list | dict | tuple):
            value = str(value)
        if isinstance(value, str) and len(value) > _SHOWN:
            value = f"{value[:_SHOWN]}…"
        return {
            "field": self.field,
            "value": value,
            "detail": self.detail,
            "nearest": list(self.nearest),
        }


class BadInput(exceptions.APIException):
    """The request cannot be answered as it stands: a 400 that names every field at fault."""

    status_code = HTTPStatus.BAD_REQUEST
    default_code = "bad-input"

    def __init__(self, field: str, value: object, detail: str, nearest: Iterable[str] = ()):
        self._hold([Fault(field, value, detail, tuple(nearest))])

    @classmethod
    def many(cls, faults: Iterable[Fault]) -> "BadInput":
        """Several faults of one request at once."""
        problem = cls.__new__(cls)
        problem._hold(list(faults))
        return problem

    def _hold(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(" ".join(f"{fault.field}: {fault.detail}" for fault in faults))


class NothingHere(BadInput):
    """No record has the natural key in the address."""

    status_code = HTTPStatus.NOT_FOUND
    default_code = "not-found"


def problem_response(exc: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """The exception handler of every API view; None lets what we did not foresee go on to a 500."""
    if isinstance(exc, Http404):
        exc = exceptions.NotFound("There is nothing at this address.")
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    found = exception_handler(exc, context)
    if found is None or not isinstance(exc, exceptions.APIException):
        return None
    faults: Sequence[Fault] = ()
    if isinstance(exc, BadInput):
        faults = exc.faults
    elif isinstance(exc, exceptions.ValidationError):
        faults = list(faults_of(exc.detail, context["request"].data))
    detail = exc.detail if isinstance(exc.detail, str) else _in_words(faults)
    response = problem(context["request"], found.status_code, detail, faults)
    for name in ("WWW-Authenticate", "Retry-After"):
        if name in found:
            response[name] = found[name]
    return response


def problem(
    request: HttpRequest, status: int, detail: str, faults: Iterable[Fault] = ()
) -> JsonResponse:
    """A problem document about this request."""
    return JsonResponse(
        {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
            "instance": escape_uri_path(request.path),
            "errors": [fault.as_json() for fault in faults],
        },
        status=status,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )


def _in_words(faults: Iterable[Fault]) -> str:
    return " ".join(f"{fault.field}: {fault.detail}" for fault in faults)


def faults_of(detail: Any, sent: Any, path: tuple[str, ...] = ()) -> Iterable[Fault]:
    """Flatten what serializers complain of: “lines.0.ingredient”, with the value that was sent."""
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            own = key == "non_field_errors"
            yield from faults_of(
                inner, sent if own else _part(sent, key), path if own else (*path, str(key))
            )
    elif isinstance(detail, list) and any(not isinstance(inner, str) for inner in detail):
        for position, inner in enumerate(detail):
            yield from faults_of(inner, _part(sent, position), (*path, str(position)))
    else:
        messages = detail if isinstance(detail, list) else [detail]
        for message in messages:
            yield Fault(".".join(path) or "body", sent, str(message))


def _part(sent: Any, key: object) -> Any:
    """The part of what was sent that a key or a position names; None where there is none."""
    try:
        return sent[key]
    except (KeyError, IndexError, TypeError):
        return None
