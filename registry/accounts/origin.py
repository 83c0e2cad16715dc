"""Who makes a request, and from where, as far as we can know."""

import ipaddress
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from registry.models import User


@dataclass(frozen=True, slots=True)
class Origin:
    """An address and what the browser calls itself. Nothing, for what is done from the command line."""

    address: str | None = None
    browser: str = ""


def origin_of(request: HttpRequest) -> Origin:
    """Behind the proxy that HTTPS_ONLY speaks of, the address that this proxy saw; else the other end."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.HTTPS_ONLY:
        # The proxy adds to the end; what stands before that, anybody may have written.
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2]
    return Origin(as_address(address), request.headers.get("User-Agent", "")[:200])


def user_of(request: HttpRequest) -> User:
    """Whoever is logged in; PermissionDenied when nobody is."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def as_address(text: str) -> str | None:
    """The IP address that a text is, if it is one."""
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        return None  # a local socket
