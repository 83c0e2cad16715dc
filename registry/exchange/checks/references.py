"""Natural keys stand once, and what is referred to exists."""

from registry.exchange.book import Book, Row, Sheet
from registry.exchange.columns import Column
from registry.exchange.problems import did_you_mean
from registry.exchange.table import Key


def check_keys(sheet: Sheet) -> None:
    """Each natural key once in a file."""
    first: dict[Key, int] = {}
    for row in sheet.rows:
        if row.key is None:
            continue
        if row.key in first:
            filled = [name for name in sheet.table.key if row.cells[name]]
            again = (
                f"expected each {' and '.join(sheet.table.key)} once; line {first[row.key]} has it"
            )
            row.refuse(filled[-1], again)
        else:
            first[row.key] = row.line


def check_references(sheet: Sheet, book: Book) -> None:
    """Everything referred to is in the database or in one of the files."""
    for column in sheet.table.columns:
        if column.refers_to and book[column.refers_to].is_readable:
            known = book[column.refers_to].words()
            for row in sheet.rows:
                if column.name in row.values:
                    _check_cell(row, column, known, book)


def expected_row(book: Book, table: str, word: str) -> str:
    """“expected a row of …”, with the nearest that exists."""
    file = book[table].table.file
    hint = did_you_mean(word, book[table].words())
    return f"expected a row of {file}, in the file or in the database{hint}"


def _check_cell(row: Row, column: Column, known: set[str], book: Book) -> None:
    value = row.values[column.name]
    for word in column.named(value):
        if word not in known:
            row.refuse(column.name, expected_row(book, column.refers_to, word), word)
    if isinstance(value, tuple):
        for word in {item for item in value if isinstance(item, str) and value.count(item) > 1}:
            row.refuse(column.name, "expected each of the list once", word)
