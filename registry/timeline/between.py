"""The difference between any two editions: found in the journal, and read on both sides in words.

What it costs follows from how much was changed between the two, never from how much there is.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import TextChoices

from registry.as_of import as_of
from registry.exchange.store import stored_rows
from registry.exchange.tables import TABLES
from registry.models import Document, ProposedRow
from registry.review.differences import Cells, changes
from registry.review.names import Names
from registry.review.page import RecordReview, RowReview, cited_by, kind_in_words, name_of
from registry.vocabulary import ChangedKind, RowAction

from .kinds import Kind

RowKey = tuple[str, str]


class Net(TextChoices):
    """What became of a record between two editions, in the end."""

    ADDED = "added", "added"
    CHANGED = "changed", "changed"
    REMOVED = "removed", "taken back"
    CAME_AND_WENT = "came-and-went", "added and taken back"


@dataclass(frozen=True, slots=True)
class Count:
    """How many records of a kind."""

    kind: ChangedKind
    net: Net
    records: int


_NET = """
SELECT kind, key,
       CASE WHEN NOT was AND NOT remains THEN 'came-and-went' WHEN NOT was THEN 'added'
            WHEN NOT remains THEN 'removed' ELSE 'changed' END AS net
FROM (
    -- The first and the last thing that happened to it, found without sorting: an edition does one thing to a record.
    SELECT kind, key,
           min(edition_id::bigint * 2 + (what <> 'added')::integer) %% 2 = 1 AS was,
           max(edition_id::bigint * 2 + (what <> 'removed')::integer) %% 2 = 1 AS remains
    FROM registry_change
    WHERE edition_id > %(first)s AND edition_id <= %(last)s
      AND (%(kind)s = '' OR kind = %(kind)s) AND key COLLATE "C" > %(after)s
    GROUP BY kind, key
) AS changed
"""

_COUNTS = f"SELECT kind, net, count(*) FROM ({_NET}) AS net GROUP BY kind, net ORDER BY kind, net"  # noqa: S608

_PAGE = f"""
SELECT key, net FROM ({_NET}) AS net
ORDER BY key COLLATE "C" LIMIT %(most)s
"""  # noqa: S608


def counts(first: int, last: int) -> list[Count]:
    """How many records of each kind are not the same at the two editions, and what became of them."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"first": first, "last": last, "kind": "", "after": ""})
        return [Count(ChangedKind(kind), Net(net), found) for kind, net, found in cursor.fetchall()]


def keys_changed(kind: Kind, first: int, last: int, after: str, most: int) -> list[tuple[str, Net]]:
    """The keys of the next records of one kind that were changed between the two, and what became of each."""
    asked = {"first": first, "last": last, "kind": kind.word.value, "after": after, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(_PAGE, asked)
        return [(key, Net(net)) for key, net in cursor.fetchall()]


def in_words(kind: Kind, keys: Collection[str], first: int, last: int) -> list[RecordReview]:
    """What records of one kind said at either edition, field by field, with names as they were on each side.

    A record that says the same on both sides is left out. The number of queries does not grow with the records.
    """
    with as_of(first):
        before = _cells(kind, keys)
        named_before = Names(_as_rows(before, {}))
    with as_of(last):
        after = _cells(kind, keys)
        rows = _as_rows(before, after)
        names = Names(rows)
        cited = {row.slug: row for row in Document.objects.filter(slug__in=cited_by(rows))}
    reviews = []
    for number, key in enumerate(keys, start=1):
        own = [row for row in rows if _belongs(row.key, key) and _differs(row)]
        if own:
            reviews.append(_review(number, kind, own, names, named_before, cited))
    return reviews


def _review(
    number: int,
    kind: Kind,
    own: Sequence[ProposedRow],
    names: Names,
    named_before: Names,
    cited: Mapping[str, Document],
) -> RecordReview:
    table = kind.table.name
    naming = names if own[0].action == RowAction.PUT else named_before
    return RecordReview(
        number=number,
        kind=kind_in_words(table),
        name=name_of(own[0], table, _key(own[0], table), naming),
        rows=[_row(row, names, named_before) for row in own],
        documents=[cited[slug] for slug in cited_by(own) if slug in cited],
    )


def _row(row: ProposedRow, names: Names, named_before: Names) -> RowReview:
    is_gone = row.action == RowAction.RETRACT
    after = None if is_gone else row.cells
    return RowReview(
        row=row,
        title=row.table.replace("_", " "),
        what="taken back" if is_gone else "changed" if row.base else "new",
        changes=changes(TABLES[row.table], row.base, after, names, named_before),
        meanwhile=None,
        is_editable=False,
    )


def _cells(kind: Kind, keys: Collection[str]) -> dict[RowKey, Cells]:
    """The rows of records as the edition that is being read has them."""
    words = {key.partition("|")[0] for key in keys}
    found: dict[RowKey, Cells] = {}
    for name in kind.tables:
        table = TABLES[name]
        for key, stored in stored_rows(table, words).items():
            text = table.key_text(key)
            if not {text, *_owners(text)}.isdisjoint(keys):
                found[name, text] = table.cells(stored.values)
    return found


def _owners(text: str) -> list[str]:
    """The keys of which a row's key may be a part: “example|1” of “example”."""
    parts = text.split("|")
    return ["|".join(parts[:count]) for count in range(1, len(parts))]


def _belongs(text: str, key: str) -> bool:
    return text == key or text.startswith(f"{key}|")


def _differs(row: ProposedRow) -> bool:
    return row.action == RowAction.RETRACT or row.base != row.cells


def _as_rows(before: Mapping[RowKey, Cells], after: Mapping[RowKey, Cells]) -> list[ProposedRow]:
    """Each row as a proposal of what it became, which is how a review reads it. None is saved."""
    rows = []
    for table, key in sorted(
        {*before, *after}, key=lambda row: (list(TABLES).index(row[0]), row[1])
    ):
        was, became = before.get((table, key)), after.get((table, key))
        action = RowAction.PUT if became is not None else RowAction.RETRACT
        rows.append(
            ProposedRow(
                table=table, key=key, action=action, cells=dict(became or was or {}), base=was
            )
        )
    return rows


def _key(row: ProposedRow, table: str) -> list[str]:
    """The key of the record, as the cells of a row of it say it."""
    own = TABLES[row.table].key[: len(TABLES[table].key)]
    return [row.cells[name] for name in own]
