"""The parts of a workbook, looked through before anything is built of them.

A workbook is a zip of XML, and a small one can hold more cells, strings or styles than a machine has memory for: every
part is unpacked once, to nowhere, and its elements are counted. No part of a workbook has a document type, which is
where entities and references to other files would be declared.
"""

from pathlib import Path
from xml.parsers import expat

from registry.registers.archive import Archive, Limits
from registry.registers.errors import BadSource

WORKBOOK_LIMITS = Limits(members=2_000, total_bytes=512 << 20, ratio=100)
LARGEST_PART = 64 << 20
"""Of the parts that are loaded whole, such as the shared strings; sheets are streamed."""
MOST_ROWS = 1_048_576
MOST_COLUMNS = 1_000
MOST_IN_A_ROW = 20 * MOST_COLUMNS
MOST_STRINGS = 4_000_000
MOST_ELEMENTS = 500_000
"""Of anything else, such as styles. The largest register has 80,000."""
_CELL_PARTS = frozenset(("c", "v", "f", "is", "t"))


def check_parts(name: str, path: Path) -> None:
    archive = Archive(path, WORKBOOK_LIMITS, keeps_clutter=True, called=name)
    try:
        for part in archive.names:
            is_streamed = part.casefold().startswith("xl/worksheets/")
            most = WORKBOOK_LIMITS.total_bytes if is_streamed else LARGEST_PART
            watch, size = _Watch(name, part), 0
            with archive.open(part) as file:
                while block := file.read(1 << 16):
                    size += len(block)
                    if size > most:
                        raise BadSource(name, f"parts of at most {most} bytes", f"{part} is larger")
                    watch.feed(block)
    finally:
        archive.close()


class _Watch:
    """Counts the elements of a part that a reader would hold at one time."""

    def __init__(self, name: str, part: str) -> None:
        self._name = name
        self._part = part
        self._root = ""
        self._rows = self._in_row = self._others = 0
        self._is_xml = True
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._refuse_document_type
        self._parser.StartElementHandler = self._count

    def feed(self, block: bytes) -> None:
        """Pictures are no XML; what is not well-formed is no further than here for any reader."""
        if self._is_xml:
            try:
                self._parser.Parse(block)
            except expat.ExpatError:
                self._is_xml = False

    def _refuse_document_type(self, *_: object) -> None:
        raise BadSource(
            self._name, "XML without entities", f"{self._part} declares a document type"
        )

    def _count(self, name: str, _: object) -> None:
        tag = name.rpartition(" ")[2]
        self._root = self._root or tag
        if self._root == "worksheet" and tag == "row":
            self._rows, self._in_row = self._rows + 1, 0
        elif self._root == "worksheet" and tag in _CELL_PARTS:
            self._in_row += 1
        else:
            self._others += 1
        most = MOST_STRINGS if self._root == "sst" else MOST_ELEMENTS
        if self._rows > MOST_ROWS or self._in_row > MOST_IN_A_ROW or self._others > most:
            expected = f"at most {MOST_ROWS} rows and {MOST_COLUMNS} columns"
            raise BadSource(
                self._name, expected, f"{self._part} holds more than a spreadsheet does"
            )
