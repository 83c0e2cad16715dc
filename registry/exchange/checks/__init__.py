"""What the database would refuse, found beforehand and explained on the row that causes it. No queries."""

from registry.exchange.book import Book
from registry.exchange.checks import approvals, cocktails, constraints, references, substances

OF_TABLES = {
    "jurisdictions": substances.check_jurisdictions,
    "ingredients": substances.check_ingredients,
    "classes": substances.check_classes,
    "approvals": approvals.check_approvals,
    "cocktails": cocktails.check_versions,
    "cocktail_lines": cocktails.check_lines,
}


def check(book: Book) -> None:
    """Note on every row of the files what is wrong with it."""
    for name, sheet in book.items():
        if not sheet.rows:
            continue
        references.check_keys(sheet)
        references.check_references(sheet, book)
        constraints.check_constraints(sheet)
        if name in OF_TABLES:
            OF_TABLES[name](book)
