"""Who may ask how much, and what every answer says of it (RateLimit header fields, draft-ietf-httpapi-ratelimit-headers-10).

Two policies hold at once: requests a minute, and questions a day, of which a request is one and each row asked in bulk is
another. A clinic has both for itself, whichever of its keys it shows. Without a key they are those of the public, for each
address (of IPv6, for each network of /64).
"""

import ipaddress
import logging
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from registry.accounts.origin import origin_of
from registry.clinics.access import clinic_of
from registry.clinics.quotas import Lease, Policy, counter
from registry.clinics.ring import AskingClinic

MINUTE, DAY = 60, 86_400
WRONG_KEYS = Policy("wrong-keys", 20, MINUTE)
"""How many wrong keys are answered as such. It never stands in the way of a right one from the same address."""

_ALLOWANCE = "_allowance"
logger = logging.getLogger("registry.security")


class TooMany(Exception):
    """The caller has used what they may."""

    def __init__(self, policy: Policy, lease: Lease):
        self.policy, self.lease = policy, lease
        super().__init__(
            f"You may ask {policy.quota:,} times {_SPANS[policy.seconds]}: that is used up. "
            f"Ask again in {lease.seconds} seconds."
        )


_SPANS = {MINUTE: "a minute", DAY: "a day"}


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a caller may use, and what is left of it, as far as this process knows."""

    subject: str
    policies: Sequence[Policy]
    leases: Sequence[Lease]

    def tell(self, headers: HttpResponse | MutableMapping[str, str]) -> None:
        """Write both header fields."""
        headers["RateLimit-Policy"] = ", ".join(
            [f'"{policy.name}";q={policy.quota};w={policy.seconds}' for policy in self.policies]
        )
        headers["RateLimit"] = ", ".join(
            [
                f'"{policy.name}";r={lease.left};t={lease.seconds}'
                for policy, lease in zip(self.policies, self.leases, strict=True)
            ]
        )


def admit(request: HttpRequest) -> Allowance:
    """Count a request, whatever it asks. Raises TooMany, and what `clinic_of` raises."""
    clinic = clinic_of(request)
    subject, policies = _subject(request, clinic), _policies(clinic)
    allowance = Allowance(subject, policies, _taken(subject, policies))
    setattr(request, _ALLOWANCE, allowance)
    return allowance


def give_back(allowance: Allowance) -> None:
    """Undo what `admit` has counted, for a request that is asked again in another way."""
    for policy in allowance.policies:
        counter.give_back(allowance.subject, policy, 1)


def charge(request: HttpRequest, questions: int) -> None:
    """Count the rows of a request that asks in bulk, all of them or, with TooMany, none.

    The request itself was counted as one when it came.
    """
    allowance: Allowance = getattr(request, _ALLOWANCE)
    day = allowance.policies[-1]
    is_taken, lease = counter.take(allowance.subject, day, questions)
    if not is_taken:
        raise TooMany(day, lease)


def refuse_wrong_key(request: HttpRequest) -> None:
    """Count a wrong key. Raises TooMany when there were too many from this address."""
    address = _network(request)
    is_taken, lease = counter.take(f"address {address}", WRONG_KEYS)
    if is_taken and lease.left == 0:  # once a window, not once a key
        logger.warning('{"event": "wrong-api-keys", "address": "%s"}', address)
    if not is_taken:
        raise TooMany(WRONG_KEYS, lease)


def _taken(subject: str, policies: Sequence[Policy]) -> list[Lease]:
    """One unit of each policy, or none of any."""
    leases: list[Lease] = []
    for policy in policies:
        is_taken, lease = counter.take(subject, policy)
        if not is_taken:
            for other in policies[: len(leases)]:
                counter.give_back(subject, other, 1)
            raise TooMany(policy, lease)
        leases.append(lease)
    return leases


def _policies(clinic: AskingClinic | None) -> tuple[Policy, Policy]:
    if clinic is None:
        a_minute, a_day = settings.PUBLIC_REQUESTS_A_MINUTE, settings.PUBLIC_QUESTIONS_A_DAY
    else:
        a_minute, a_day = clinic.a_minute, clinic.a_day
    return Policy("requests", a_minute, MINUTE), Policy("questions", a_day, DAY)


def _subject(request: HttpRequest, clinic: AskingClinic | None) -> str:
    return f"address {_network(request)}" if clinic is None else f"clinic {clinic.pk}"


def _network(request: HttpRequest) -> str:
    """The address of whoever asks, or the network that one household or machine has of IPv6."""
    text = origin_of(request).address
    if text is None:
        return "unknown"
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((int(address), 64), strict=False))
    return str(address)
