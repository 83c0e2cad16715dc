"""The order of statuses: how severe each is, and what answer it gives."""

from registry.vocabulary import Answer, Status

RANKS: dict[Status, int] = {
    Status.AUTHORISED: 0,
    Status.DEVICE_ONLY: 10,
    Status.COMPOUNDING_ONLY: 20,
    Status.IN_COMBINATION: 25,
    Status.OTHER_PURPOSE: 28,
    Status.OTHER_ROUTE: 30,
    Status.UNAPPROVED_MARKETED: 40,
    Status.SPECIAL_ACCESS: 42,
    Status.UNCERTAIN: 50,
    Status.CONTESTED: 52,
    Status.UNRESOLVED: 54,
    Status.NO_RECORD: 55,
    Status.NON_INJECTABLE_ONLY: 60,
    Status.ROUTE_EXCLUDED: 62,
    Status.COMPOUNDING_CLOSED: 65,
    Status.COSMETIC_ONLY: 70,
    Status.NOT_AUTHORISED: 75,
    Status.WITHDRAWN: 80,
    Status.SUSPENDED: 85,
    Status.PROHIBITED: 90,
}
"""From mild to severe. A cocktail has the rank of its worst line."""


def rank(status: Status) -> int:
    """How severe a status is: 0 is the only one that means yes."""
    return RANKS[status]


def worst(*statuses: Status) -> Status:
    """The join of statuses: associative, commutative, idempotent."""
    return max(statuses, key=RANKS.__getitem__)


def answer(status: Status, *, is_stale: bool = False) -> Answer:
    """What a status means to the one who asked. Stale evidence carries no yes, and changes nothing else."""
    severity = rank(status)
    if severity == 0:
        return Answer.CONDITIONAL if is_stale else Answer.YES
    if severity < 50:
        return Answer.CONDITIONAL
    if severity < 60:
        return Answer.UNKNOWN
    return Answer.NO
