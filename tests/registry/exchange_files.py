"""Small made-up files of the exchange format, for a place called XA."""

import csv
from pathlib import Path

from registry.exchange.tables import TABLES

BASE = {
    "jurisdictions": {"code": "XA", "name": "Example land", "kind": "country"},
    "authorities": {
        "slug": "example-authority",
        "name": "Example authority",
        "jurisdiction": "XA",
        "confidence": "retrieved",
    },
    "pathways": {"code": "XA_EXAMPLE", "name": "Example pathway", "union_wide": "no"},
    "documents": {"slug": "example-document", "title": "Example document", "kind": "page"},
    "ingredients": {
        "slug": "example-peptide",
        "preferred_name": "Example peptide",
        "category": "peptide",
        "source": "Example",
        "verified": "no",
    },
    "approvals": {
        "id": "xa-example-peptide",
        "subject_type": "ingredient",
        "subject": "example-peptide",
        "jurisdiction": "XA",
        "authority": "example-authority",
        "regulatory_class": "medicine",
        "pathway": "XA_EXAMPLE",
        "effect": "granted",
        "lifecycle": "valid",
        "route_scope": "listed",
        "routes": "intradermal",
        "union_wide": "no",
        "valid_to_kind": "open",
        "documents": "example-document",
        "disputed": "no",
        "paraphrase": "Example.",
        "confidence": "retrieved",
    },
    "cocktails": {"slug": "example-mixture", "name": "Example mixture", "version": "1"},
    "cocktail_lines": {
        "cocktail": "example-mixture",
        "version": "1",
        "position": "1",
        "ingredient": "example-peptide",
    },
}


def rows(table: str, *changes: dict[str, str]) -> list[dict[str, str]]:
    """The base row of a table, once for each set of other values."""
    return [BASE.get(table, {}) | change for change in changes or ({},)]


def write(folder: Path, **tables: list[dict[str, str]]) -> Path:
    """Write the rows of some tables as files; columns that a row lacks are blank."""
    folder.mkdir(exist_ok=True)
    for name, lines in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            names = [column.name for column in TABLES[name].columns]
            writer = csv.DictWriter(stream, names, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(lines)
    return folder


def whole(folder: Path) -> Path:
    """Everything that one approval and one cocktail in XA need."""
    return write(folder, **{name: rows(name) for name in BASE})


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file of a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
