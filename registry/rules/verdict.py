"""The whole question: the worst of its lines, with every reason kept (docs/verdict.md, step 5)."""

from formulary.rules.value import Value
from registry.rules.line_verdict import LineVerdict, decide_line
from registry.rules.periods import silent
from registry.rules.status import answer, worst
from registry.rules.values import Dossier, Evidence, Question, Record
from registry.vocabulary import Answer, Flag, Status


class Verdict(Value, frozen=True):
    """The answer to a question, with the verdict on each of its lines in the order asked."""

    answer: Answer
    status: Status
    flags: frozenset[Flag]
    lines: tuple[LineVerdict, ...]

    @property
    def conditions(self) -> tuple[Record, ...]:
        """The requirements that hold for any line: licence, prescription, prescriber."""
        found = {record.id: record for line in self.lines for record in line.conditions}
        return tuple(found[key] for key in sorted(found))

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The documents on which the deciding records rest."""
        found = {
            document.slug: document
            for line in self.lines
            for finding in line.deciding
            for document in finding.record.documents
        }
        return tuple(found[key] for key in sorted(found))


def decide(question: Question, dossier: Dossier) -> Verdict:
    """May this be injected? Absence of a record is never yes.

    Raises ValueError for a question without lines: there is nothing to answer.
    """
    if not question.lines:
        raise ValueError("A question needs at least one line.")
    mute = silent(dossier.records, question.on)
    lines = tuple([decide_line(line, question, dossier, mute) for line in question.lines])
    status = worst(*[line.status for line in lines])
    flags = lines[0].flags.union(*[line.flags for line in lines])
    if question.is_mixed and len(lines) > 1:
        status = worst(status, Status.COMPOUNDING_ONLY)
        flags |= {Flag.MIXING_IS_COMPOUNDING}
        if any(line.is_device for line in lines):
            status = worst(status, Status.UNCERTAIN)
            flags |= {Flag.DEVICE_IN_MIX}
    is_stale = Flag.STALE_EVIDENCE in flags
    return Verdict(answer(status, is_stale=is_stale), status, flags, lines)
