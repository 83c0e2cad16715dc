"""Keys of clinics in REST framework. The middleware has judged the key before any view."""

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from registry.clinics.access import REALM, clinic_of
from registry.clinics.ring import AskingClinic


class ClinicKeyAuthentication(BaseAuthentication):
    """`request.auth` is the clinic. It is nobody's account, so `request.user` stays empty."""

    def authenticate(self, request: Request) -> tuple[None, AskingClinic] | None:
        clinic = clinic_of(request._request)
        return (None, clinic) if clinic else None

    def authenticate_header(self, request: Request) -> str:
        return REALM


class ClinicOnly(BasePermission):
    """For clinics whose key has the view's `scope`, where it names one."""

    def has_permission(self, request: Request, view: Any) -> bool:
        clinic = clinic_of(request._request)
        if clinic is None:
            raise NotAuthenticated(
                "This is a clinic's own: send its key, “Authorization: Bearer meso_…”."
            )
        if view.scope and view.scope not in clinic.scopes:
            raise PermissionDenied(
                f"This key does not open it. Ask for one with the scope “{view.scope}”."
            )
        return True
