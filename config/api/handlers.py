"""Errors outside a view: problem documents under /api/, the ordinary pages of Django elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from config.api.problems import problem

_API = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path_info.startswith(_API):
        return problem(request, 400, "The request could not be read.")
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path_info.startswith(_API):
        return problem(request, 403, "This is not for you.")
    return defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path_info.startswith(_API):
        return problem(
            request, 404, "There is nothing at this address; /api/v1/docs/ lists what is."
        )
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if request.path_info.startswith(_API):
        return problem(
            request, 500, "The fault is ours. No answer was computed: take this for “unknown”."
        )
    return defaults.server_error(request)
