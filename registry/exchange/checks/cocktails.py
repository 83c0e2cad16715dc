"""Cocktails: what is published never changes, and what is to be published has lines."""

from registry.exchange.book import Book, Row, Stored


def check_versions(book: Book) -> None:
    """A version is new and has lines, or is exactly what was published."""
    sheet = book["cocktails"]
    with_lines = (
        {key[:2] for key in book["cocktail_lines"].by_key()} if "cocktail_lines" in book else set()
    )
    for row in sheet.rows:
        if row.key is None:
            continue
        stored = sheet.stored.get(row.key)
        if stored:
            _check_published(row, stored, stored, book)
        elif row.key not in with_lines and _lines_are_readable(book):
            row.refuse("version", "expected lines of this version in cocktail_lines.csv")


def check_lines(book: Book) -> None:
    """A line belongs to a version, and a published version gets and changes none."""
    sheet, versions = book["cocktail_lines"], book["cocktails"]
    keys = {*versions.stored, *versions.by_key()}
    for row in sheet.rows:
        if row.key is None:
            continue
        cocktail, version, _ = row.key
        known = sorted(number for slug, number in keys if slug == cocktail)
        if known and version not in known and versions.is_readable:
            hint = ", ".join(map(str, known))
            row.refuse("version", f"expected a version of “{cocktail}” that exists: {hint}")
        of_version = versions.stored.get((cocktail, version))
        if of_version:
            _check_published(row, of_version, sheet.stored.get(row.key), book)


def _lines_are_readable(book: Book) -> bool:
    return "cocktail_lines" not in book or book["cocktail_lines"].is_readable


def _check_published(row: Row, version: Stored, stored: Stored | None, book: Book) -> None:
    """The row says nothing that the published version does not; `stored` is what it would change."""
    slug = version.values["slug"]
    if version.also["published_at"] is None:
        row.refuse(
            "version",
            f"version {version.values['version']} of “{slug}” is a draft of the desk: "
            "publish it there, or use another number",
        )
        return
    newest = max(number for cocktail, number in book["cocktails"].stored if cocktail == slug)
    before = row.table.cells(stored.values) if stored else {}
    for column in row.values:
        if row.cells[column] != before.get(column):
            row.refuse(
                column,
                f"published versions never change: add version {newest + 1} of “{slug}” instead",
            )
            if stored is None:
                return
