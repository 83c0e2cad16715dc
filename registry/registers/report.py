"""The plan of a copy in words, for a terminal."""

from collections.abc import Iterator
from typing import Any

from registry.models import RegisterCopy, RegisterRow, SubstanceName
from registry.vocabulary import NameDecision, RowOutcome

SHOWN = 20


def report(copy: RegisterCopy) -> Iterator[str]:
    """Counts by outcome; then what changes, is gone, was rejected, what waits for whom, and unknown routes."""
    yield f"{copy.title}, copy of {copy.published_on} (sha256 {copy.sha256})"
    counts = ", ".join(f"{word} {copy.counts.get(word, 0):,}" for word in RowOutcome.values)
    yield f"read {copy.counts.get('read', 0):,}: {counts}"
    yield from _changed(copy)
    yield from _listed(copy, RowOutcome.GONE, "Gone from the register")
    yield from _listed(
        copy, RowOutcome.UNSEEN, "Held here with a number of this kind, and not in the copy"
    )
    yield from _rejected(copy)
    yield from _names(copy)
    yield from _counted(
        "Routes that are not known here, by number of products", copy.unknown_routes
    )


def change_in_words(field: str, change: list[Any]) -> str:
    """“holder: Example Labs -> Other Labs”."""
    before, after = (_value(side) for side in change)
    return f"{field.replace('_', ' ')}: {before} -> {after}"


def _value(side: Any) -> str:
    if isinstance(side, list):
        return ", ".join(map(str, side)) or "none"
    return str(side) if side not in ("", None) else "none"


def _head(title: str, shown: int, total: int) -> str:
    return f"{title}: {total:,}" + (f", of which the first {shown}" if total > shown else "")


def _changed(copy: RegisterCopy) -> Iterator[str]:
    total = copy.counts.get(RowOutcome.CHANGED, 0)
    if not total:
        return
    yield _head("Changed", SHOWN, total)
    # What changes a record first: most of a register is outside the formulary.
    rows = copy.rows.filter(outcome=RowOutcome.CHANGED).order_by("approval_id", "id")
    for row in rows[:SHOWN]:
        yield f"  {row.number}, {row.name} {_place(row)}".rstrip()
        for field, change in sorted(row.changes.items()):
            yield f"    {change_in_words(field, change)}"
        if row.reason:
            yield f"    {row.reason}"


def _listed(copy: RegisterCopy, outcome: str, title: str) -> Iterator[str]:
    total = copy.counts.get(outcome, 0)
    if not total:
        return
    yield _head(title, SHOWN, total)
    for row in copy.rows.filter(outcome=outcome).order_by("approval_id", "id")[:SHOWN]:
        yield f"  {row.number}, {row.name}"


def _rejected(copy: RegisterCopy) -> Iterator[str]:
    """All of them: each is a row that somebody must look at."""
    total = copy.counts.get(RowOutcome.REJECTED, 0)
    if total:
        yield f"Rejected: {total:,}"
    for row in copy.rows.filter(outcome=RowOutcome.REJECTED):
        yield f"  {row.file}:{row.line} {row.reason}"


def _names(copy: RegisterCopy) -> Iterator[str]:
    names = SubstanceName.objects.filter(
        decision=NameDecision.UNDECIDED, counts__has_key=copy.register
    )
    met = {name.printed: name.counts[copy.register] for name in names}
    blocking = {printed: blocks for printed, (blocks, _) in met.items() if blocks}
    yield from _counted("Undecided names, by number of products of ours that they block", blocking)
    if met:
        yield f"Names that no ingredient has: {len(met):,}, in the queue of the desk"


def _counted(title: str, counts: dict[str, int]) -> Iterator[str]:
    if not counts:
        return
    yield _head(title, SHOWN, len(counts))
    for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]:
        yield f"  {count:>6,}  {word}"


def _place(row: RegisterRow) -> str:
    return f"({row.file}:{row.line})" if row.file else ""
