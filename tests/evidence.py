"""Files of evidence for tests: the smallest that begin as theirs do."""

from django.core.files.uploadedfile import SimpleUploadedFile

from registry.actions.evidence import keep_file
from tests.publishing import curator

PDF = b"%PDF-1.7\n% Example\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\nexample"
JPEG = b"\xff\xd8\xff\xe0example"
TEXT = "Example: naïve text\n".encode()


def upload(content=PDF, name="example.pdf"):
    return SimpleUploadedFile(name, content)


def kept(content=PDF, name="example.pdf"):
    """A file that a curator has brought."""
    return keep_file(file=upload(content, name), by=curator())
