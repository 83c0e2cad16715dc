"""`fields=`: only some members of each row."""

from collections.abc import Sequence

from django.http import QueryDict

from config.api.problems import BadInput, Fault
from formulary.rules.spelling import nearest

MEMBERS = "fields"


def members_of(asked: QueryDict, known: Sequence[str]) -> tuple[str, ...]:
    """The members that are asked for, in the order that rows have; all where none is. Raises BadInput."""
    if MEMBERS not in asked:
        return tuple(known)
    names = [name.strip() for name in asked.get(MEMBERS, "").split(",")]
    if unknown := [name for name in names if name not in known]:
        raise BadInput.many(
            Fault(
                MEMBERS,
                name,
                "There is no such member here: give names of the first level, with commas between them.",
                nearest(name, known) or known,
            )
            for name in unknown
        )
    return tuple(name for name in known if name in names)
