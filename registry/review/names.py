"""What slugs and codes are called, for a reader: one query a table."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from registry.exchange.cells import Name
from registry.exchange.tables import TABLES
from registry.models import ProposedRow

CALLED = {
    "routes": "name",
    "jurisdictions": "name",
    "authorities": "name",
    "pathways": "name",
    "documents": "title",
    "ingredients": "preferred_name",
    "classes": "name",
    "products": "name",
    "clinical_uses": "condition",
    "cocktails": "name",
    "protocols": "name",
    "notices": "title",
}
"""The column by which a record is called. An approval, an interaction and a line are called otherwise."""


class Names:
    """The names of all that the rows of a draft speak of: as published, or as the draft itself has them."""

    def __init__(self, rows: Iterable[ProposedRow]):
        words: dict[str, set[str]] = defaultdict(set)
        self._drafted: dict[tuple[str, str], str] = {}
        for row in rows:
            table = TABLES[row.table]
            if row.table in CALLED and (called := _drafted(row)):
                self._drafted[row.table, row.cells[table.key[0]]] = called
            for cells in filter(None, (row.cells, row.base)):
                for other, word in _spoken_of(row.table, cells):
                    words[other].add(word)
        self._stored = {
            (name, word): called for name in words for word, called in _stored(name, words[name])
        }

    def __call__(self, table: str, word: str) -> str:
        """“Procaine (procaine)”; the bare word where nothing is called so."""
        key = (table, word)
        called = self._drafted.get(key) or self._stored.get(key)
        return f"{called} ({word})" if called and called != word else word


def _drafted(row: ProposedRow) -> str:
    """What a row of a draft calls its record, without the language of the name."""
    value = TABLES[row.table].values(row.cells).get(CALLED[row.table])
    return value.text if isinstance(value, Name) else str(value or "")


def _spoken_of(name: str, cells: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    table = TABLES[name]
    yield from table.references(table.values(cells))
    if name in CALLED and cells.get(table.key[0]):
        yield name, cells[table.key[0]]


def _stored(name: str, words: Iterable[str]) -> Iterable[tuple[str, str]]:
    table = TABLES[name]
    paths = {column.name: column.path for column in table.columns}
    key = paths[table.key[0]]
    rows = table.rows() if table.rows else table.model._default_manager.all()
    return rows.filter(**{f"{key}__in": words}).order_by("pk").values_list(key, paths[CALLED[name]])
