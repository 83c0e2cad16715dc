from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from config.api.problems import problem
from registry.audit.acting import acting
from registry.clinics.access import REALM, WrongKey, clinic_of
from registry.clinics.last_use import note_use
from registry.clinics.limits import TooMany, admit, refuse_wrong_key

_API = "/api/"
NO_KEY = "That is not a key that works here. Send “Authorization: Bearer meso_…”, or no key at all."


class ClinicMiddleware:
    """Before any view of the API: who asks, and whether they may ask now. Every answer says what is left."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(_API):
            return self._get_response(request)
        try:
            clinic = clinic_of(request)
            allowance = admit(request)
        except WrongKey:
            return _wrong_key(request)
        except TooMany as error:
            return too_many(request, error)
        if clinic:
            note_use(clinic.key)
            with acting(by=f"clinic: {clinic.slug} (key {clinic.prefix})"):
                response = self._get_response(request)
        else:
            response = self._get_response(request)
        allowance.tell(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A view that charges more than is left need not know what to answer."""
        return too_many(request, exception) if isinstance(exception, TooMany) else None


def _wrong_key(request: HttpRequest) -> HttpResponse:
    try:
        refuse_wrong_key(request)
    except TooMany as error:
        return too_many(request, error)
    response = problem(request, 401, NO_KEY)
    response["WWW-Authenticate"] = f'{REALM}, error="invalid_token"'
    return response


def too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    """The refusal, with the seconds to wait."""
    response = problem(request, 429, str(error))
    response["Retry-After"] = str(error.lease.seconds)
    response["RateLimit-Policy"] = (
        f'"{error.policy.name}";q={error.policy.quota};w={error.policy.seconds}'
    )
    response["RateLimit"] = f'"{error.policy.name}";r={error.lease.left};t={error.lease.seconds}'
    return response
