"""Rows of a workbook (xlsx, whatever its name ends in), streamed.

Its parts are looked through first (`workbook_parts`), entities and external references are refused by defusedxml as
well, and formulas are never computed: of a formula the value that was saved with it is read.
"""

import difflib
import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import openpyxl
from openpyxl.xml import DEFUSEDXML, LXML

from registry.registers.delimited import pick_columns
from registry.registers.source import BadSource, Source
from registry.registers.workbook_parts import MOST_COLUMNS, MOST_ROWS, check_parts

if not DEFUSEDXML or LXML:  # pragma: no cover
    raise ImportError(
        "Workbooks are only read through defusedxml: install it, and run without lxml."
    )

_BATCH = 500

Row = tuple[int, tuple[Any, ...]]
"""Number of the row as a spreadsheet shows it, and its values without the empty ones at the end."""


class Workbook:
    """A context manager over the sheets of one file of a source."""

    def __init__(self, source: Source, name: str) -> None:
        self._name, self._meter = name, source.meter
        self._copy = tempfile.NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115 – closed on exit
        try:
            with source.open_binary(name) as file:
                shutil.copyfileobj(file, self._copy)
            self._copy.flush()
            check_parts(name, Path(self._copy.name))
            self._book = self._opened()
        except BaseException:
            self._copy.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._book.close()
        self._copy.close()

    @property
    def sheets(self) -> tuple[str, ...]:
        """Hidden ones too."""
        return tuple(sheet.title for sheet in self._book.worksheets)

    def rows(self, sheet: str) -> Iterator[Row]:
        """Every row that holds something."""
        if sheet not in self.sheets:
            nearest = difflib.get_close_matches(sheet, self.sheets, n=1, cutoff=0) or [""]
            found = f"the nearest is “{nearest[0]}” of {', '.join(self.sheets)[:500]}"
            raise BadSource(self._name, f"a sheet “{sheet}”", found)
        page = self._book[sheet]
        page.reset_dimensions()  # what the file says of its own size is often wrong
        rows = enumerate(page.iter_rows(values_only=True), 1)
        for number, values in self._quietly(rows):
            end = len(values)
            while end and values[end - 1] in (None, ""):
                end -= 1
            if number > MOST_ROWS or end > MOST_COLUMNS:
                most = f"at most {MOST_ROWS} rows and {MOST_COLUMNS} columns"
                raise BadSource(self._name, most, f"row {number} has {end} columns")
            if end:
                yield number, tuple(values[:end])

    def _quietly(self, rows: Iterator[Row]) -> Iterator[Row]:
        """openpyxl warns of what it leaves out, such as drawings, and raises all sorts of things on damage."""
        number = 0
        while True:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    batch = list(itertools.islice(rows, _BATCH))
            except Exception as error:
                raise _unreadable(self._name, f"after row {number}: {error!r}") from error
            if not batch:
                return
            yield from batch
            number = batch[-1][0]

    def _opened(self) -> Any:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return openpyxl.load_workbook(
                    self._meter.counted(self._copy),
                    read_only=True,
                    data_only=True,
                    keep_links=False,
                )
        except Exception as error:
            # openpyxl's own words say less than their cause.
            raise _unreadable(self._name, repr(error.__cause__ or error)) from error


def read_table(
    source: Source,
    name: str,
    sheet: str,
    header_row: int,
    columns: tuple[str, ...],
    optional: tuple[str, ...] = (),
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows below the header by column name, None where empty. Line breaks in headers count as blanks."""
    names = columns + optional
    picks: tuple[int, ...] = ()
    with Workbook(source, name) as book:
        for number, values in book.rows(sheet):
            if number == header_row:
                header = [" ".join(str(value or "").split()) for value in values]
                picks = pick_columns(name, f"row {number}", header, columns, optional)
            elif number > header_row:
                if not picks:
                    break
                found = (values[at] if 0 <= at < len(values) else None for at in picks)
                yield number, dict(zip(names, found, strict=True))
    if not picks:
        raise BadSource(name, f"a header in row {header_row} of “{sheet}”", "that row is empty")


def _unreadable(name: str, problem: str) -> BadSource:
    return BadSource(name, "a workbook (xlsx)", f"it cannot be read: {problem[:300]}")
