"""Natural keys stand once, and what is referred to exists."""

from registry.exchange.book import Book, Row, Sheet
from registry.exchange.columns import Column
from registry.exchange.problems import did_you_mean
from registry.exchange.table import Key

HINTS = 100
"""For how many unknown words of one column the nearest is looked for: it takes a while for each."""


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
        if column.refers_to:
            words = Words(book[column.refers_to])
            for row in sheet.rows:
                if column.name in row.values:
                    _check_cell(row, column, words)


class Words:
    """The natural keys of a table that others may refer to."""

    def __init__(self, sheet: Sheet):
        self.known = sheet.words()
        self.words = self.known.union(sheet.vocabulary)
        self.are_all_known = sheet.is_readable
        self.file = sheet.table.file
        self.hints_left = HINTS

    def lack(self, word: str) -> bool:
        """Whether there is no such row, as far as the files could be read."""
        return self.are_all_known and word not in self.known

    def expected_instead_of(self, word: str) -> str:
        """“expected a row of …”, with the nearest that exists."""
        self.hints_left -= 1
        hint = did_you_mean(word, self.words) if self.hints_left >= 0 else ""
        return f"expected a row of {self.file}, in the file or in the database{hint}"


def _check_cell(row: Row, column: Column, words: Words) -> None:
    value = row.values[column.name]
    for word in column.named(value):
        if words.lack(word):
            row.refuse(column.name, words.expected_instead_of(word), word)
    if isinstance(value, tuple):
        for word in {item for item in value if isinstance(item, str) and value.count(item) > 1}:
            row.refuse(column.name, "expected each of the list once", word)
