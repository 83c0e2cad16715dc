"""What a file of evidence is, judged by its content and never by what the sender says of it. Pure.

Four kinds are told apart by how they begin, so no library guesses here. Web pages are none of them: a page that is kept
is printed to PDF, which shows what was read, runs nothing, and needs no other file.
"""

import re
from pathlib import PurePath

from registry.errors import RegistryError
from registry.vocabulary import MediaType

MOST_BYTES = 25 << 20
"""A law, a label or a scanned letter is smaller. Registers go another way: they are read, not kept."""

_BEGINNINGS = {
    MediaType.PDF: b"%PDF-",
    MediaType.PNG: b"\x89PNG\r\n\x1a\n",
    MediaType.JPEG: b"\xff\xd8\xff",
}
ENDINGS = {
    MediaType.PDF: (".pdf",),
    MediaType.PNG: (".png",),
    MediaType.JPEG: (".jpg", ".jpeg"),
    MediaType.TEXT: (".txt", ".csv"),
}
"""The first is the one that a file goes out with."""

_NO_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_ADVICE = (
    "A PDF, a PNG or JPEG image, or plain text in UTF-8 can be kept. Print a web page to PDF first."
)


class NotKept(RegistryError):
    """A file that is not taken as evidence. The sentence says why, and what will do."""


def media_type_of(content: bytes, name: str) -> MediaType:
    """What the file is. Raises NotKept for what is none of the four, or is named as something else."""
    found = next((kind for kind, start in _BEGINNINGS.items() if content.startswith(start)), None)
    if found is None and _is_text(content):
        found = MediaType.TEXT
    if found is None:
        raise NotKept(f"“{name}” is of no kind that can be kept. {_ADVICE}")
    if PurePath(name.lower()).suffix not in ENDINGS[found]:
        raise NotKept(
            f"“{name}” holds {MediaType(found).label}, but is not named so: its name would end with "
            f"{' or '.join(ENDINGS[found])}. {_ADVICE}"
        )
    return found


def _is_text(content: bytes) -> bool:
    try:
        return not _NO_TEXT.search(content.decode("utf-8"))
    except UnicodeDecodeError:
        return False
