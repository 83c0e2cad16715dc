"""Query parameters as they arrive: each known, given once, and readable."""

from collections.abc import Iterable

from django.http import QueryDict

from config.api.problems import BadInput, Fault
from formulary.rules.spelling import nearest

MAX_LENGTH = 500
"""Longer than any code, name or cursor of ours."""


def check_parameters(given: QueryDict, known: Iterable[str]) -> None:
    """Refuse what is unknown, repeated, empty, unreadable or endless, all of it at once."""
    known = sorted(known)
    faults = [fault for name in given if (fault := _fault(name, given.getlist(name), known))]
    if faults:
        raise BadInput.many(faults)


def _fault(name: str, values: list[str], known: list[str]) -> Fault | None:
    value = values[-1]
    if name not in known:
        return Fault(name, value, "There is no such parameter here.", nearest(name, known) or known)
    if len(values) > 1:
        return Fault(name, ", ".join(values), "Give this parameter once.")
    if not value.strip():
        return Fault(name, value, "Give a value, or leave the parameter out.")
    if len(value) > MAX_LENGTH:
        return Fault(name, value, f"A value has at most {MAX_LENGTH} characters.")
    if "\x00" in value or "\ufffd" in value:
        return Fault(name, value, "Send UTF-8 text without NUL characters.")
    return None
