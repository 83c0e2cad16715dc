"""When failures are too many: pure, so that the limits can be read and tested in one place (ASVS 6.1.1, 6.3.1).

Three limits, because guessing takes three shapes: many passwords for one account from one place, a few passwords for
every account from one place, many passwords for one account from everywhere. A lockout ends by itself when the
failures are old enough. None of them shuts an owner out for good from outside: the first two hold at the attacker's
address alone, and the third not where the owner has logged in before.
"""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures, within so long."""

    failures: int
    within: dt.timedelta


HERE = Limit(5, dt.timedelta(minutes=15))
"""One account, one address; a log-in that succeeds starts the count anew."""

ADDRESS = Limit(50, dt.timedelta(minutes=15))
"""One address, whatever the account."""

ANYWHERE = Limit(100, dt.timedelta(hours=1))
"""One account, whatever the address (NIST SP 800-63B allows no more than 100 in a row)."""

FAMILIAR_FOR = dt.timedelta(days=30)
"""How long an address stays familiar after a log-in."""


@dataclass(frozen=True, slots=True)
class Failures:
    """How many there were within the three limits, and whether the address is familiar."""

    here: int
    address: int
    anywhere: int
    is_familiar: bool


def lockout(failures: Failures) -> Limit | None:
    """The limit that is reached; None while the next attempt may be made."""
    if failures.here >= HERE.failures:
        return HERE
    if failures.address >= ADDRESS.failures:
        return ADDRESS
    if failures.anywhere >= ANYWHERE.failures and not failures.is_familiar:
        return ANYWHERE
    return None
