"""One line, one status: the best of its records, except that a ban wins (docs/verdict.md, step 4)."""

from collections.abc import Mapping

from formulary.rules.value import Value
from formulary.vocabulary import RegulatoryClass
from registry.rules.force import is_in_force
from registry.rules.periods import silent
from registry.rules.reach import (
    Connection,
    Way,
    asked_purposes,
    connect,
    is_limited_elsewhere,
    moves,
    shows_that_a_product_exists,
)
from registry.rules.record_status import FORBIDDING, Outcome, covers, outcome
from registry.rules.staleness import is_stale
from registry.rules.status import rank
from registry.rules.values import Dossier, Line, Question, Record
from registry.vocabulary import Effect, Flag, Lifecycle, Status

_DID_NOT_MOVE = "It is about a related substance: only bans go down and only grants go up."
_OTHER_PURPOSE = "It is limited to another purpose."
_OVERDUE = "Its review is overdue, and another record that is not says the same."
_OF_WHAT_HAS_NO_RECORD = "It speaks of whatever has no record."
_ELSEWHERE = "It speaks of whatever has no record, but not by this route or not on this day."

_PLACES: dict[Status, int] = {
    Status.AUTHORISED: 2,
    Status.UNCERTAIN: 3,
    Status.DEVICE_ONLY: 4,
    Status.COMPOUNDING_ONLY: 5,
    Status.CONTESTED: 6,
    Status.NOT_AUTHORISED: 7,
    Status.COMPOUNDING_CLOSED: 7,
    Status.IN_COMBINATION: 8,
    Status.OTHER_PURPOSE: 9,
    Status.OTHER_ROUTE: 10,
    Status.UNAPPROVED_MARKETED: 11,
    Status.SPECIAL_ACCESS: 12,
    Status.ROUTE_EXCLUDED: 13,
    Status.NON_INJECTABLE_ONLY: 14,
    Status.COSMETIC_ONLY: 15,
    Status.WITHDRAWN: 17,
    Status.SUSPENDED: 17,
}
"""The order in which records are asked. Bans (0), contested bans (1) and an uncertainty about another
route (16) have a place of their own: see `Finding.place`."""


class Finding(Value, frozen=True):
    """What one record says of one line."""

    record: Record
    status: Status
    flags: frozenset[Flag]
    is_elsewhere: bool = False

    @property
    def place(self) -> int:
        """The lower, the earlier it is asked."""
        if self.status == Status.PROHIBITED or (
            self.status == Status.SUSPENDED and self.record.is_above_product_level
        ):
            return 0
        if self.status == Status.CONTESTED and self.record.effect in FORBIDDING:
            return 1
        if self.is_elsewhere:
            return 16
        return _PLACES[self.status]


class Note(Value, frozen=True):
    """A record that bears on a line without deciding it, and why."""

    record: Record
    why: str


class LineVerdict(Value, frozen=True):
    """The status of one line, the records that decide it, and what else a reader must know."""

    status: Status
    flags: frozenset[Flag] = frozenset()
    deciding: tuple[Finding, ...] = ()
    conditions: tuple[Record, ...] = ()
    notes: tuple[Note, ...] = ()
    is_device: bool = False
    outdone: tuple[Finding, ...] = ()
    """Records that give a status as well, and come after those that decide."""
    others: tuple[Note, ...] = ()
    """Records about what the line names that say nothing on this day, by this route or of a line with records."""


def decide_line(
    line: Line, question: Question, dossier: Dossier, mute: Mapping[str, str] | None = None
) -> LineVerdict:
    """The verdict on one line. A line that names nothing known is unresolved, never more.

    Each record of the dossier that is connected to the line stands exactly once in the verdict. `mute` is
    what `silent` says of the dossier, for who has asked it already.
    """
    if not line.is_resolved:
        return LineVerdict(Status.UNRESOLVED)
    if not dossier.records:
        return LineVerdict(Status.NO_RECORD, is_device=_names_a_device(line, dossier))
    if mute is None:
        mute = silent(dossier.records, question.on)
    findings: list[Finding] = []
    conditions: list[Record] = []
    notes: list[Note] = []
    absences: list[Note] = []
    others: list[Note] = []
    for record in dossier.records:
        connection = connect(record, line, dossier, question.route)
        if connection is None:
            continue
        if record.id in mute:
            others.append(Note(record, mute[record.id]))
        elif connection.way is Way.ABSENCE:
            if is_in_force(record, question.on) and covers(record, question.route):
                absences.append(Note(record, _OF_WHAT_HAS_NO_RECORD))
            else:
                others.append(Note(record, _ELSEWHERE))
        else:
            result = _consider(record, connection, line, question, dossier)
            if isinstance(result, Finding):
                findings.append(result)
            elif isinstance(result, Note):
                notes.append(result)
            else:
                conditions.append(record)
    if not (findings or conditions or notes or absences):  # so it is for most lines
        is_device = _names_a_device(line, dossier)
        return LineVerdict(Status.NO_RECORD, is_device=is_device, others=tuple(others))
    together = _deciding(findings)
    if together:
        others += absences
    else:
        notes += absences
    fresh = tuple([finding for finding in together if not is_stale(finding.record, question.on)])
    deciding = fresh or together
    if len(deciding) < len(together):
        notes += [Note(found.record, _OVERDUE) for found in together if found not in deciding]
    stale = frozenset({Flag.STALE_EVIDENCE} if together and not fresh else ())
    return LineVerdict(
        status=deciding[0].status if deciding else Status.NO_RECORD,
        flags=_flags(deciding) | stale,
        deciding=deciding,
        conditions=_sorted(conditions),
        notes=_sorted_notes(notes),
        is_device=_names_a_device(line, dossier)
        or RegulatoryClass.DEVICE in [found.record.regulatory_class for found in together],
        outdone=tuple(f for f in findings if not any(f is first for first in together))
        if len(together) < len(findings)
        else (),
        others=tuple(others),
    )


def _consider(
    record: Record, connection: Connection, line: Line, question: Question, dossier: Dossier
) -> Finding | Note | None:
    """A finding, a note, or None for a requirement that is a condition of the answer."""
    other_purpose = is_limited_elsewhere(record, asked_purposes(line, question.purpose, dossier))
    if other_purpose and not shows_that_a_product_exists(record):
        return Note(record, _OTHER_PURPOSE)
    if record.effect == Effect.REQUIREMENT and _holds(record, question):
        if moves(connection.way, record, is_ban=False):
            return None
        return Note(record, connection.why_none or _DID_NOT_MOVE)
    found = outcome(
        record,
        question.route,
        question.on,
        is_other_purpose=other_purpose,
        is_in_combination=connection.is_in_combination,
    )
    if not moves(connection.way, record, is_ban=_is_ban(record, found)):
        return Note(record, connection.why_none or _DID_NOT_MOVE)
    if found.status is None:
        return Note(record, found.why_none)
    flags = found.flags | ({Flag.VIA_FORM} if connection.way is Way.FROM_FORM else frozenset())
    return Finding(record, found.status, flags, found.is_elsewhere)


def _holds(record: Record, question: Question) -> bool:
    decided = record.lifecycle not in (Lifecycle.PENDING, Lifecycle.REJECTED)
    return decided and covers(record, question.route) and is_in_force(record, question.on)


def _is_ban(record: Record, found: Outcome) -> bool:
    """Whether it forbids on this day, or suspends above product level."""
    if found.status is None:
        return False
    return record.effect in FORBIDDING or (
        found.status == Status.SUSPENDED and record.is_above_product_level
    )


def _deciding(findings: list[Finding]) -> tuple[Finding, ...]:
    """The records of the first place that is taken, and in it of the highest rank."""
    if len(findings) < 2:
        return tuple(findings)
    first = min(finding.place for finding in findings)
    here = [finding for finding in findings if finding.place == first]
    worst = max(rank(finding.status) for finding in here)
    return tuple(
        sorted(
            (finding for finding in here if rank(finding.status) == worst),
            key=lambda finding: finding.record.id,
        )
    )


def _flags(deciding: tuple[Finding, ...]) -> frozenset[Flag]:
    if not deciding:
        return frozenset()
    flags = deciding[0].flags.union(*[finding.flags for finding in deciding[1:]])
    if deciding[0].status == Status.AUTHORISED and not all(
        finding.record.purposes for finding in deciding
    ):
        flags |= {Flag.INDICATION_NOT_ASSESSED}
    return flags


def _names_a_device(line: Line, dossier: Dossier) -> bool:
    product = dossier.products.get(line.product or "")
    return product is not None and product.regulatory_class == RegulatoryClass.DEVICE


def _sorted(records: list[Record]) -> tuple[Record, ...]:
    return tuple(sorted(records, key=lambda record: record.id)) if records else ()


def _sorted_notes(notes: list[Note]) -> tuple[Note, ...]:
    return tuple(sorted(notes, key=lambda note: note.record.id)) if notes else ()
