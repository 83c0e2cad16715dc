"""May this person be treated now? What the clinical statements say of the conditions given, each in its phase.

Pure, and careful: what is not known exactly is never good news. A phase is matched as a whole; a condition that nobody
described, or a phase of which nothing is said, gives `unknown`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from formulary.rules.names import normalise


class Outcome(StrEnum):
    """What follows, mildest first: a question has the last that any of its conditions has."""

    INDICATED = "indicated"
    CAUTION = "caution"
    UNKNOWN = "unknown"
    CONTRAINDICATED = "contraindicated"


SEVERITY = {outcome: rank for rank, outcome in enumerate(Outcome)}

OF_KIND = {
    "contraindication": Outcome.CONTRAINDICATED,
    "caution": Outcome.CAUTION,
    "indication": Outcome.INDICATED,
    "off-label": Outcome.INDICATED,
}
"""What each kind of clinical statement says of whoever has the condition. Undesirable effects say nothing of that."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A clinical statement. `bases` are the ingredients it speaks of, each as the base of its family; empty: all."""

    slug: str
    kind: str
    phase: str
    bases: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Injected:
    """What would be injected, as bases of families. Not `is_known` where it was not said, or not all of it was understood."""

    bases: frozenset[str] = frozenset()
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What one condition leads to: the statements that decide it, those that do not apply, and why to take care."""

    outcome: Outcome
    applying: tuple[str, ...] = ()
    passing: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()


def screen(statements: Sequence[Statement], phase: str, injected: Injected) -> Finding:
    """What the statements about one condition say of somebody who has it in this phase (empty: not stated)."""
    if not statements:
        return Finding(Outcome.UNKNOWN, flags=("condition-unknown",))
    phases = tuple(sorted({s.phase for s in statements if not _is_lasting(s.phase)}))
    flags, outcomes, applying, passing = [], [], [], []
    if phases and not phase:
        flags.append("phase-not-stated")
    elif phases and not any(_covers(s.phase, phase) for s in statements if s.phase in phases):
        flags.append("phase-unknown")
        outcomes.append(Outcome.UNKNOWN)
    for statement in statements:
        concerns = _concerns(statement, injected)
        if concerns is False or not _covers(statement.phase, phase):
            passing.append(statement.slug)
            continue
        applying.append(statement.slug)
        outcome = OF_KIND[statement.kind]
        if concerns is None:
            flags.append("depends-on-ingredients")
            outcome = Outcome.UNKNOWN if outcome is Outcome.INDICATED else Outcome.CAUTION
        outcomes.append(outcome)
    if not outcomes:
        flags.append("nothing-applies")
        outcomes.append(Outcome.UNKNOWN)
    return Finding(
        worst(outcomes), tuple(applying), tuple(passing), tuple(dict.fromkeys(flags)), phases
    )


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """The last in order. Associative, commutative and idempotent; nothing at all is `unknown`."""
    return max(outcomes, key=SEVERITY.__getitem__, default=Outcome.UNKNOWN)


def _concerns(statement: Statement, injected: Injected) -> bool | None:
    """Whether it speaks of what is injected; None where that can't be told."""
    if not statement.bases or statement.bases & injected.bases:
        return True
    return False if injected.is_known else None


def _covers(said: str, asked: str) -> bool:
    """Whether a statement about the phase `said` holds in the phase `asked`. Not stated: it may."""
    if not asked:
        return True
    words = normalise(said)
    if words.startswith("until "):
        return normalise(asked) != words.removeprefix("until ")
    return _is_lasting(said) or words == normalise(asked)


def _is_lasting(phase: str) -> bool:
    """“any”, “any, after diagnosis”, “until healed”: for as long as somebody has the condition."""
    first, *_ = normalise(phase).split() or ["any"]
    return first in ("any", "until")


def named(asked: str, names: Collection[str], codes: Collection[str]) -> bool:
    """Whether a text names a condition: by exact normalised name, or by an ICD code of it or of a kind of it.

    A code says more with each character after the point: L40.0 is a kind of L40, so what is said of L40 holds. What is
    said of L65.0 does not hold for whoever is only known to have L65.
    """
    code = asked.strip().upper()
    return normalise(asked) in names or any(
        code == known or code.startswith(known if "." in known else f"{known}.") for known in codes
    )
