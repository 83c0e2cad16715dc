"""A line of CSV that may be opened in a spreadsheet."""

import csv
import io
from collections.abc import Sequence
from typing import Any


def csv_line(values: Sequence[Any]) -> str:
    """A cell that begins like a formula gets an apostrophe before it: it would be one to a spreadsheet."""
    line = io.StringIO()
    csv.writer(line).writerow(
        f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value
        for value in values
    )
    return line.getvalue()
