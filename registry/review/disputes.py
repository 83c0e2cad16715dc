"""Which disputes a change set opens, and which it settles."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from registry.exchange.table import Key
from registry.exchange.tables import TABLES
from registry.exchange.tables_of_registry import SUBJECTS
from registry.models import Approval, ProposedRow
from registry.review.names import Names
from registry.vocabulary import RowAction


@dataclass(slots=True)
class Dispute:
    """Of one subject in one place: the ids of records that become disputed, that stay, and that are taken back.

    `beside` are its sides in force of which the change set says nothing.
    """

    about: str
    beside: list[Approval] = field(default_factory=list)
    contested: list[str] = field(default_factory=list)
    stays: list[str] = field(default_factory=list)
    goes: list[str] = field(default_factory=list)


def disputes_of(rows: Sequence[ProposedRow], names: Names) -> list[Dispute]:
    """In the order of the rows; a record that is disputed on both sides is no news."""
    found: dict[Key, Dispute] = {}
    for row in rows:
        what = _what(row) if row.table == "approvals" else None
        if what:
            cells = row.cells if row.action == RowAction.PUT else (row.base or {})
            key = (cells["subject_type"], cells["subject"], cells["jurisdiction"])
            dispute = found.setdefault(key, Dispute(_about(cells, names)))
            what(dispute).append(row.key)
    _add_what_is_beside(found, {row.key for row in rows if row.table == "approvals"})
    return list(found.values())


def _add_what_is_beside(disputes: dict[Key, Dispute], spoken_of: set[str]) -> None:
    """One query for all disputes."""
    if not disputes:
        return
    any_of = Q()
    for kind, subject, place in disputes:
        attribute, _ = SUBJECTS[kind]
        any_of |= Q(**{f"{attribute}__slug": subject, "jurisdiction__code": place})
    for side in Approval.objects.contested().filter(any_of).exclude(record__in=spoken_of).for_api():
        kind = next(word for word, (name, _) in SUBJECTS.items() if getattr(side, name))
        disputes[kind, side.subject.slug, side.jurisdiction.code].beside.append(side)


def _what(row: ProposedRow) -> Callable[[Dispute], list[str]] | None:
    was = (row.base or {}).get("disputed") == "yes"
    if row.action == RowAction.RETRACT:
        return (lambda dispute: dispute.goes) if was else None
    will_be = row.cells.get("disputed") == "yes"
    if was == will_be:
        return None
    return (lambda dispute: dispute.contested) if will_be else (lambda dispute: dispute.stays)


def _about(cells: dict[str, str], names: Names) -> str:
    subjects = [names(*subject) for subject in TABLES["approvals"].points_at(dict(cells))]
    return f"{', '.join(subjects)} in {names('jurisdictions', cells['jurisdiction'])}"
