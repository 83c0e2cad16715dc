from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from registry.api.checks import checks

ADDRESSES = frozenset({"/api/v1/checks", "/api/v1/checks/"})


class StraightToChecks:
    """Checks go past what is about people at the desk: sessions, logging in, forms and frames.

    The API knows none of them, and they would take as long as the answer. It stands behind what every answer needs.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in ADDRESSES:
            return checks(request)
        return self._get_response(request)
