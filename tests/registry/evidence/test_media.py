"""What may be kept as evidence is judged by what is in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.evidence.media import NotKept, media_type_of
from tests.evidence import JPEG, PDF, PNG, TEXT


@pytest.mark.parametrize(
    ("content", "name", "found"),
    [
        (PDF, "label.pdf", "application/pdf"),
        (PDF, "LABEL.PDF", "application/pdf"),
        (PNG, "scan.png", "image/png"),
        (JPEG, "scan.jpg", "image/jpeg"),
        (JPEG, "scan.jpeg", "image/jpeg"),
        (TEXT, "note.txt", "text/plain"),
        (b"\xef\xbb\xbfa;b\r\n", "list.csv", "text/plain"),
    ],
)
def test_content_tells(content, name, found):
    assert media_type_of(content, name) == found


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00\x03", "label.pdf"),  # a program
        (b"PK\x03\x04\x14\x00", "letter.docx"),
        (b"GIF89a\x01\x00", "scan.gif"),
        (b"\x00\x01\x02", "note.txt"),
        ("ÿþ".encode("latin-1") + "a".encode("utf-16-le"), "note.txt"),
        (b"<html><script>alert(1)</script></html>", "page.html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "scan.svg"),
        (b"<html></html>", "label.pdf"),
        (TEXT, "scan.png"),
        (PDF, "scan.png"),
        (PNG, "label.pdf"),
        (PDF, "label"),
        (b" %PDF-1.7\x00", "label.pdf"),
    ],
)
def test_everything_else_is_refused_with_what_will_do(content, name):
    with pytest.raises(NotKept, match="Print a web page to PDF first") as refused:
        media_type_of(content, name)
    assert name in str(refused.value)


@given(st.binary(max_size=64), st.sampled_from([".pdf", ".png", ".jpg", ".txt", ".html", ""]))
def test_nothing_goes_out_as_what_it_does_not_begin_as(content, ending):
    beginnings = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8"}
    try:
        found = media_type_of(content, f"example{ending}")
    except NotKept:
        return
    assert ending != ".html"
    assert content.startswith(beginnings.get(found, b""))
    assert found != "text/plain" or b"\x00" not in content
