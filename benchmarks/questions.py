"""The requests of each kind, for each side: the same questions in the same order."""

import json
import random
from collections.abc import Callable, Iterator
from itertools import islice
from urllib.parse import urlencode

from benchmarks.synthetic_registry import PLACES, name_of, triples

LINES, ROWS = 8, 1_000
Request = tuple[str, str, str]
"""Method, address, body."""

Requests = Iterator[tuple[Request, Request, Request | None]]
"""Ours, the floor's, and the naive one's where it has one."""


def one(records: int) -> Requests:
    """One ingredient, place, route and day."""
    for substance, place, route, day in triples(records, 1):
        asked = {
            "ingredient": f"example-{substance}",
            "jurisdiction": place,
            "route": route,
            "on": day,
        }
        plain = {
            "ingredient__slug": asked["ingredient"],
            "jurisdiction__code": place,
            "routes__code": route,
        }
        yield (
            ("GET", f"/api/v1/checks?{urlencode(asked)}", ""),
            ("GET", f"/one?{urlencode(asked)}", ""),
            ("GET", f"/approvals/?{urlencode(plain)}", ""),
        )


def eight(records: int) -> Requests:
    """A check of eight lines by their slugs."""
    for body in _checks(records, lambda substance, _: f"example-{substance}"):
        yield (
            ("POST", "/api/v1/checks", body),
            ("POST", "/eight", body),
            ("POST", "/approvals/check/", body),
        )


def names(records: int) -> Requests:
    """The same by names."""
    for body in _checks(records, name_of):
        yield ("POST", "/api/v1/checks", body), ("POST", "/names", body), None


def _checks(records: int, text: Callable[[int, random.Random], str]) -> Iterator[str]:
    found, chance = triples(records, 2), random.Random(2)  # noqa: S311
    while True:
        several = list(islice(found, LINES))
        _, place, route, day = several[0]
        lines = [{"ingredient": text(substance, chance)} for substance, *_ in several]
        asked = {"jurisdiction": place, "route": route, "on": day, "lines": lines}
        yield json.dumps(asked)


def bulk(records: int) -> Requests:
    """A thousand rows at once."""
    found = triples(records, 3)
    while True:
        body = json.dumps(
            [
                {
                    "ingredient": f"example-{substance}",
                    "jurisdiction": place,
                    "route": route,
                    "on": day,
                }
                for substance, place, route, day in islice(found, ROWS)
            ]
        )
        yield ("POST", "/api/v1/checks/bulk", body), ("POST", "/bulk", body), None


def listed(_: int) -> Requests:
    """The first fifty approvals of a place in a state."""
    chance = random.Random(4)  # noqa: S311
    while True:
        place, state = chance.choice(PLACES), chance.choice(["valid", "suspended", "withdrawn"])
        ours = urlencode({"jurisdiction": place, "lifecycle": state})
        plain = urlencode({"jurisdiction__code": place, "lifecycle": state})
        yield (
            ("GET", f"/api/v1/approvals/?{ours}", ""),
            ("GET", f"/list?{ours}", ""),
            ("GET", f"/approvals/?{plain}", ""),
        )


KINDS: dict[str, Callable[[int], Requests]] = {
    "one": one,
    "eight": eight,
    "names": names,
    "bulk": bulk,
    "list": listed,
}
