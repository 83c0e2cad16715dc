"""Attempts to prove who one is: counted, one after the other, and refused when too many have failed."""

from collections.abc import Callable
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from registry.accounts.errors import LockedOut, NotProven
from registry.accounts.origin import Origin
from registry.actions.security_log import record
from registry.models import SecurityEvent, User
from registry.models.security_event import digest_of_name
from registry.rules.lockout import ADDRESS, ANYWHERE, FAMILIAR_FOR, HERE, Failures, Limit, lockout

Proof = TypeVar("Proof")


def attempt(
    prove: Callable[[], Proof],
    *,
    name: str,
    user: User | None,
    origin: Origin,
    failure: SecurityEvent.Kind,
) -> Proof:
    """What `prove` returns. What it refuses is written down as `failure`, counts, and is raised again.

    LockedOut, without asking `prove`, when the attempts for this name or from this address were too many. Must be
    called outside any transaction.
    """
    refusal: NotProven
    with transaction.atomic(durable=True):  # inside another transaction a failure could be undone
        _take_turn(name, origin)
        reached = lockout(_failures(name, origin))
        if reached:
            refusal = _locked_out(reached)
        else:
            try:
                with transaction.atomic():
                    return prove()
            except NotProven as error:
                refusal = error
            record(failure, user=user, name=name, origin=origin)
            reached = lockout(_failures(name, origin))
            if reached:
                record(SecurityEvent.Kind.LOCKED_OUT, user=user, name=name, origin=origin)
                refusal = _locked_out(reached)
    raise refusal


def _locked_out(limit: Limit) -> LockedOut:
    return LockedOut(int(limit.within.total_seconds() // 60))


def _take_turn(name: str, origin: Origin) -> None:
    """Guesses made at the same time would all be counted too late."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"{digest_of_name(name)} {origin.address}"],
        )


def _failures(name: str, origin: Origin) -> Failures:
    now = timezone.now()
    mine, here = Q(name_digest=digest_of_name(name)), Q(address=origin.address)
    if origin.address is None:
        here = Q(address__isnull=True)
    events = SecurityEvent.objects.filter(mine | here, at__gt=now - FAMILIAR_FOR)
    last_success = events.filter(mine & here, kind=SecurityEvent.Kind.LOGGED_IN).aggregate(
        at=Max("at")
    )["at"]
    since = max(now - HERE.within, last_success) if last_success else now - HERE.within
    counted = (
        events.failures()
        .filter(at__gt=now - ANYWHERE.within)
        .aggregate(
            here=Count("pk", filter=mine & here & Q(at__gt=since)),
            address=Count("pk", filter=here & Q(at__gt=now - ADDRESS.within)),
            anywhere=Count("pk", filter=mine),
        )
    )
    return Failures(**counted, is_familiar=last_success is not None)
