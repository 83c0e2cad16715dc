"""The rows of a change set as a reviewer reads them: by record, in words, with the documents that they cite."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.actions.change_sets import cells_in_force
from registry.actions.trials import plan_of
from registry.alike import Alike, alike_of
from registry.exchange.kinds import kind_of, record_of
from registry.exchange.tables import TABLES
from registry.models import ChangeSet, Document, EvidenceFile, ProposedRow
from registry.review.differences import Cells, Change, changes
from registry.review.disputes import Dispute, disputes_of
from registry.review.names import CALLED, Names
from registry.vocabulary import RowAction

MOST = 200
"""How many records are shown in words; of an import of more, the rest is counted."""


@dataclass(frozen=True, slots=True)
class RowReview:
    """One row: what it changes; and where it is stale, what others have changed since."""

    row: ProposedRow
    title: str
    what: str
    changes: Sequence[Change]
    meanwhile: Sequence[Change] | None
    is_editable: bool


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that a document names on one side or both; `kept` is None where it was tidied away since."""

    side: str
    sha256: str
    kept: EvidenceFile | None


@dataclass(frozen=True, slots=True)
class RecordReview:
    """One record: what it is called, its rows, and the documents and files that it names on either side."""

    number: int
    kind: str
    name: str
    rows: Sequence[RowReview]
    documents: Sequence[Document]
    files: Sequence[NamedFile] = ()
    alike: Sequence[Alike] = ()

    @property
    def is_stale(self) -> bool:
        return any(row.meanwhile is not None for row in self.rows)


@dataclass(frozen=True, slots=True)
class Review:
    """What a page of a change set shows of its content."""

    records: Sequence[RecordReview]
    disputes: Sequence[Dispute]
    left_out: int
    counts: Mapping[str, int]

    @property
    def is_stale(self) -> bool:
        return any(record.is_stale for record in self.records)


def review(change_set: ChangeSet) -> Review:
    """Read a change set in a number of queries that does not grow with its rows."""
    total = change_set.rows.count()
    rows = list(change_set.rows.all()[:MOST])
    in_force = {} if change_set.is_decided else cells_in_force(plan_of(rows))
    names = Names(rows)
    documents = {row.slug: row for row in Document.objects.filter(slug__in=cited_by(rows))}
    like = {} if change_set.is_decided else alike_of(rows)
    files = {row.sha256: row for row in EvidenceFile.objects.named(_hashes(rows))}
    by_record: dict[tuple[str, ...], list[ProposedRow]] = {}
    for row in rows:
        key = (kind_of(row.table).table.name, *record_of(row.table, row.cells))
        by_record.setdefault(key, []).append(row)
    records = []
    for number, ((table, *key), own) in enumerate(by_record.items(), start=1):
        reviewed = [_row(row, in_force, names, change_set.is_decided) for row in own]
        cited = [documents[slug] for slug in cited_by(own) if slug in documents]
        name = name_of(own[0], table, key, names)
        named = _files(own[0], files)
        others = [one for row in own for one in like.get(row.pk, ())]
        records.append(
            RecordReview(number, kind_in_words(table), name, reviewed, cited, named, others)
        )
    return Review(records, disputes_of(rows, names), total - len(rows), _counts(rows))


def _row(
    row: ProposedRow, in_force: Mapping[int, Cells], names: Names, is_decided: bool
) -> RowReview:
    table = TABLES[row.table]
    now = in_force.get(row.pk)
    is_stale = not is_decided and row.base != now
    if row.action == RowAction.RETRACT:
        what, after = "taken back", None
    else:
        what, after = ("changed" if row.base else "new"), row.cells
    return RowReview(
        row=row,
        title=row.table.replace("_", " "),
        what=what,
        changes=changes(table, row.base, after, names),
        meanwhile=changes(table, row.base, now, names) if is_stale else None,
        is_editable=row.action == RowAction.PUT and not is_decided,
    )


def cited_by(rows: Sequence[ProposedRow]) -> list[str]:
    """The slugs of documents on either side, in the order in which they are cited."""
    slugs: dict[str, None] = {}
    for row in rows:
        column = next((c for c in TABLES[row.table].columns if c.refers_to == "documents"), None)
        for cells in filter(None, (row.cells, row.base)) if column else ():
            if cell := cells.get(column.name):  # type: ignore[union-attr]
                slugs |= dict.fromkeys(column.named(column.read(cell)))  # type: ignore[union-attr]
    return list(slugs)


def _hashes(rows: Sequence[ProposedRow]) -> list[str]:
    sides = (cells for row in rows if row.table == "documents" for cells in (row.cells, row.base))
    return [cells.get("sha256", "") for cells in sides if cells]


def _files(row: ProposedRow, kept: Mapping[str, EvidenceFile]) -> list[NamedFile]:
    """The files of a document: the one that stays, or the one before and the one proposed."""
    if row.table != "documents":
        return []
    before = (row.base or {}).get("sha256", "")
    after = row.cells.get("sha256", "") if row.action == RowAction.PUT else ""
    sides = [("", after)] if before == after else [("Until now", before), ("Proposed", after)]
    return [NamedFile(side, digest, kept.get(digest)) for side, digest in sides if digest]


def kind_in_words(table: str) -> str:
    """What a record of this table is."""
    return str(kind_of(table).model._meta.verbose_name)


def name_of(row: ProposedRow, table: str, key: Sequence[str], names: Names) -> str:
    """What a record is called: by its name, or by what it says of what."""
    if table == "approvals":
        cells = row.cells if row.action == RowAction.PUT else row.base
        subjects = [names(*subject) for subject in TABLES[table].points_at(cells)]
        place = names("jurisdictions", cells.get("jurisdiction", ""))
        return f"{', '.join(subjects)} in {place}: {key[0]}"
    if table == "interactions":
        a, b, factor = key
        return f"{names('ingredients', a)} with {names('ingredients', b) if b else factor}"
    first, *rest = key
    called = names(table, first) if table in CALLED else first
    return f"{called}, version {rest[0]}" if rest else called


def _counts(rows: Sequence[ProposedRow]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.table] = counts.get(row.table, 0) + 1
    return counts
