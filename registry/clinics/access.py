"""Which clinic asks. Views, of Django or of REST framework, call `clinic_of`; the middleware has looked before them."""

from django.http import HttpRequest

from registry.clinics.ring import AskingClinic, ring

REALM = 'Bearer realm="mesoformulary"'
_KNOWN = "_asking_clinic"


class WrongKey(Exception):
    """What came in `Authorization` is no live key. It is never said why: unknown, altered, expired or revoked."""


def clinic_of(request: HttpRequest) -> AskingClinic | None:
    """The clinic whose key came with the request; None for a request without one. Raises WrongKey."""
    if not hasattr(request, _KNOWN):
        setattr(request, _KNOWN, _shown_in(request.META.get("HTTP_AUTHORIZATION")))
    return getattr(request, _KNOWN)


def _shown_in(header: str | None) -> AskingClinic | None:
    if header is None:
        return None
    scheme, _, text = header.partition(" ")
    clinic = ring.clinic_with(text.strip()) if scheme.lower() == "bearer" else None
    if clinic is None:
        raise WrongKey
    return clinic
