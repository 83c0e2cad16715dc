"""Does the trail say what it said when it was written? Walks the chain, and names the first thing that does not fit.

The digests are computed by the database's own `sha256`, from expressions that stand here and not in a function that its owner could
have replaced. One row a link comes back, so memory stays the same whatever the length.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.db.backends.utils import CursorWrapper

from registry.models import AuditEntry

from .digests import altered
from .functions import CONTENT_DIGEST, ENTRY_DIGEST, LINK_DIGEST

BATCH = 1000

_LINKS = f"""
SELECT l.number, l.closed_at, l.entries, l.digest, e.found, e.first_wrong,
       l.content = e.content, l.digest = {LINK_DIGEST}
FROM (
    SELECT *, lag(digest, 1, %(digest)s) OVER (ORDER BY number) AS before_digest
    FROM (
        SELECT * FROM public.registry_auditlink WHERE number > %(number)s ORDER BY number LIMIT %(batch)s
    ) part
) l
CROSS JOIN LATERAL (
    SELECT count(*) AS found, {CONTENT_DIGEST} AS content,
           min(e.id) FILTER (WHERE e.digest IS DISTINCT FROM {ENTRY_DIGEST}) AS first_wrong
    FROM public.registry_auditentry e WHERE e.link_id = l.id
) e
ORDER BY l.number
"""

_STRAY_ENTRY = """
SELECT e.id FROM public.registry_auditentry e
LEFT JOIN public.registry_auditlink l ON l.id = e.link_id AND l.number IS NOT NULL
WHERE l.id IS NULL ORDER BY e.id LIMIT 1
"""
_STRAY_LINK = "SELECT id FROM public.registry_auditlink WHERE number IS NULL OR number < 1 ORDER BY id LIMIT 1"


class Broken(Exception):
    """The first thing in the trail that is not as it was written, in words."""


@dataclass(slots=True)
class Head:
    """The newest link that was seen. Whoever notes it elsewhere can tell later that nothing before it was touched."""

    number: int = 0
    digest: bytes = b""
    entries: int = 0

    def __str__(self) -> str:
        return f"{self.number}:{self.digest.hex()}"


def verify(
    *, expected: tuple[int, str] | None = None, tell: Callable[[Head], None] = lambda head: None
) -> Head:
    """Read the whole trail. Raises Broken; `expected` is a head that was noted before."""
    head = Head()
    with connection.cursor() as cursor:
        while True:
            values: dict[str, int | bytes] = {
                "digest": head.digest,
                "number": head.number,
                "batch": BATCH,
            }
            cursor.execute(_LINKS, values)
            links = cursor.fetchall()
            for link in links:
                _check_link(head, *link)
                if expected and expected[0] == head.number:
                    _check_noted(head, expected[1])
            if links:
                _check_digests(links[0][0], head.number)
            tell(head)
            if len(links) < BATCH:
                break
        _check_strays(cursor)
    if expected and expected[0] > head.number:
        raise Broken(
            f"The trail ends at link {head.number}, and link {expected[0]} was noted: the newest are removed."
        )
    return head


def _check_link(
    head: Head,
    number: int,
    closed_at: dt.datetime,
    entries: int,
    digest: bytes,
    found: int,
    first_wrong: int | None,
    holds_its_entries: bool | None,
    is_chained: bool | None,
) -> None:
    link = f"Link {number} (closed {closed_at:%Y-%m-%d %H:%M:%S} UTC)"
    if number != head.number + 1:
        raise Broken(f"Link {head.number + 1} is missing: the next one is {number}.")
    if first_wrong is not None:
        raise Broken(f"{_entry(first_wrong)} in link {number} was altered.")
    if found != entries:
        raise Broken(f"{link} was closed over {entries} entries and now has {found}.")
    if not holds_its_entries:
        raise Broken(f"{link} was closed over other entries: one was replaced.")
    if not is_chained:
        raise Broken(f"{link} was altered, or does not follow the link before.")
    head.number, head.digest, head.entries = number, bytes(digest), head.entries + found


def _check_digests(first: int, last: int) -> None:
    """The rows that entries of these links keep by digests are in their tables."""
    entries = AuditEntry.objects.filter(
        link__number__range=(first, last), operation="insert", after__startswith="{"
    )
    for entry in entries.order_by("link__number", "id").iterator(chunk_size=1):
        if fault := altered(entry):
            raise Broken(f"{_entry(entry.pk)}: {fault} in its table.")


def _check_noted(head: Head, digest: str) -> None:
    if head.digest.hex() != digest.lower():
        raise Broken(
            f"Link {head.number} is not the one that was noted: the trail was written anew up to there."
        )


def _check_strays(cursor: CursorWrapper) -> None:
    cursor.execute(_STRAY_ENTRY)
    if row := cursor.fetchone():
        raise Broken(f"{_entry(row[0])} belongs to no link: it was put in, or its link removed.")
    cursor.execute(_STRAY_LINK)
    if row := cursor.fetchone():
        raise Broken(f"The link with the id {row[0]} was never closed: it was put in, or altered.")


def _entry(pk: int) -> str:
    entry = AuditEntry.objects.defer("before", "after").get(pk=pk)
    keys = ", ".join(map(str, entry.keys[:3])) + (", …" if entry.count > 3 else "")
    return (
        f"Entry {pk} ({entry.get_operation_display().lower()}: {entry.table} {keys}; "
        f"{entry.at:%Y-%m-%d %H:%M:%S} UTC, {entry.actor})"
    )
