"""RELAX_TWO_FACTOR: for development on one's own machine, a password alone lets in. Settings refuse it anywhere else."""

import ipaddress
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def is_relaxed(request: HttpRequest) -> bool:
    """For this request: it must come from this very machine, and through nothing."""
    if not settings.RELAX_TWO_FACTOR or "X-Forwarded-For" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def banner(request: HttpRequest) -> dict[str, Any]:
    """For every page of the desk."""
    return {"two_factor_is_relaxed": settings.RELAX_TWO_FACTOR}
