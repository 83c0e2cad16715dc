"""How much somebody has used of what they may: counted in PostgreSQL, so that all processes and machines count together.

A process draws several units at once (a twentieth of what is left) and hands them out by itself, so most requests cost no
query. What is drawn is counted as used: all processes together never hand out more than the quota of a window. The price is
that a caller may be refused while another process holds units for them, at most a twentieth of the quota for each other process,
and less and less as the quota runs out. Windows are fixed, by the database's clock: across the turn of one, a caller may use
the quotas of both within a moment.
"""

import threading
import time
from dataclasses import dataclass

from django.db import connection

_SHARE = 20
_MOST_KNOWN = 20_000
"""How many callers a process remembers before it forgets those of windows that have ended."""

_DRAW = """
INSERT INTO public.registry_quota AS q (subject, policy, "window", used, ends_at)
SELECT %(subject)s, %(policy)s, n, %(units)s, to_timestamp((n + 1) * %(length)s)
FROM (SELECT floor(extract(epoch FROM clock_timestamp()) / %(length)s)::bigint AS n) AS now
ON CONFLICT (subject, policy) DO UPDATE SET
    used = CASE WHEN q."window" < excluded."window" THEN excluded.used ELSE q.used + excluded.used END,
    "window" = greatest(q."window", excluded."window"),
    ends_at = greatest(q.ends_at, excluded.ends_at)
RETURNING used, extract(epoch FROM ends_at - clock_timestamp())::float8
"""


@dataclass(frozen=True, slots=True)
class Policy:
    """So many units in so many seconds."""

    name: str
    quota: int
    seconds: int


@dataclass(slots=True)
class Lease:
    """What this process holds of a window, and what it knows of the rest."""

    ends: float
    held: int = 0
    elsewhere: int = 0

    @property
    def left(self) -> int:
        return self.held + self.elsewhere

    @property
    def seconds(self) -> int:
        """Until the window ends, rounded up."""
        return max(1, int(self.ends - time.monotonic() + 0.999))


class Counter:
    """The leases of a process, by who holds them and of which policy."""

    def __init__(self) -> None:
        self._leases: dict[tuple[str, str], Lease] = {}
        self._lock = threading.Lock()

    def take(self, subject: str, policy: Policy, units: int = 1) -> tuple[bool, Lease]:
        """Whether the units could be taken, and what is left. None are taken if not all can be."""
        key = (subject, policy.name)
        with self._lock:
            lease = self._leases.get(key)
            if lease is None or lease.ends <= time.monotonic():
                lease = None
            elif lease.held >= units:
                lease.held -= units
                return True, lease
            elif lease.left < units:
                return False, lease
        lease = self._draw(key, policy, units, lease)
        with self._lock:
            if lease.held < units:
                return False, lease
            lease.held -= units
            return True, lease

    def give_back(self, subject: str, policy: Policy, units: int) -> None:
        """Units that were taken for what another policy refused."""
        with self._lock:
            if lease := self._leases.get((subject, policy.name)):
                lease.held += units

    def forget(self) -> None:
        with self._lock:
            self._leases.clear()

    def _draw(self, key: tuple[str, str], policy: Policy, units: int, known: Lease | None) -> Lease:
        # What is left is known after the first draw only, so that one draws nothing ahead: each start of a process would
        # cost a twentieth of the whole quota, and twenty of them all of it.
        asked = max(units - known.held, known.left // _SHARE, 1) if known else units
        if units > policy.quota:
            asked = 0  # it never fits: nothing is used up by trying
        used, seconds = _drawn(key, policy, asked)
        granted = max(0, min(asked, policy.quota - used + asked))
        with self._lock:
            now = time.monotonic()
            lease = self._leases.get(key)
            if lease is None or lease.ends <= now:
                if len(self._leases) >= _MOST_KNOWN:
                    self._forget_what_has_ended(now)
                lease = self._leases[key] = Lease(ends=now + seconds)
            lease.held += granted
            lease.elsewhere = max(0, policy.quota - used)
            return lease

    def _forget_what_has_ended(self, now: float) -> None:
        kept = {key: lease for key, lease in self._leases.items() if lease.ends > now}
        self._leases = kept if len(kept) < _MOST_KNOWN else {}


def _drawn(key: tuple[str, str], policy: Policy, units: int) -> tuple[int, float]:
    """Count the units as used: how many are by now, and the seconds until the window ends."""
    told: dict[str, str | int] = {
        "subject": key[0],
        "policy": key[1],
        "units": units,
        "length": policy.seconds,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DRAW, told)
        return cursor.fetchone()


counter = Counter()
