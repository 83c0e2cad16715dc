"""The security log: an append-only table, and a line each for whatever collects the program's output."""

import json
import logging

from registry.accounts.origin import Origin
from registry.models import SecurityEvent, User
from registry.models.security_event import digest_of_name

logger = logging.getLogger("registry.security")
NOWHERE = Origin()


def record(
    kind: SecurityEvent.Kind,
    *,
    user: User | None = None,
    name: str = "",
    by: User | None = None,
    origin: Origin = NOWHERE,
    detail: str = "",
) -> None:
    """Write down what happened. Of a `name` that is nobody's only a digest is kept: it may be a password."""
    event = SecurityEvent.objects.create(
        kind=kind,
        user=user,
        name_digest=digest_of_name(user.username if user else name),
        by=by,
        address=origin.address,
        browser=origin.browser,
        detail=detail,
    )
    fields = {
        "event": kind.value,
        "account": user.username if user else None,
        "by": by.username if by else None,
        "address": origin.address,
        "detail": detail or None,
        "id": event.pk,
    }
    told = {name: value for name, value in fields.items() if value is not None}
    is_alarming = kind in (*SecurityEvent.FAILURES, SecurityEvent.Kind.LOCKED_OUT)
    # As JSON, so that nothing in a name can pass for another line (ASVS 16.4.1).
    logger.log(logging.WARNING if is_alarming else logging.INFO, json.dumps(told))
