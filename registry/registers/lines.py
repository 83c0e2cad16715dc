"""Physical lines of a text file, whose encoding is settled by looking through the whole of it beforehand."""

from collections.abc import Iterator
from typing import IO

from registry.registers.authorisation import Rejected
from registry.registers.source import BadSource, Source

LONGEST_LINE = 1 << 20
SHOWN = 200
"""So many letters of a bad row are shown."""


class Lines:
    """Physical lines, decoded and counted; what is wrong with one is kept until its record is read."""

    def __init__(self, file: IO[bytes], name: str, encoding: str) -> None:
        self.name = name
        self.number = 0
        self.text = ""
        self.fault: Rejected | None = None
        self._raw = _raw_lines(file, name)
        self._encoding = encoding

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        raw = next(self._raw)
        self.number += 1
        try:
            self.text = raw.decode(self._encoding)
        except UnicodeDecodeError as error:
            self.text = raw.decode("ascii", "backslashreplace")
            byte = f"byte 0x{raw[error.start]:02X} at {error.start + 1}"
            self._keep_fault(f"text in {self._encoding}; {byte} is not")
        if "\0" in self.text:
            self.text = self.text.replace("\0", "\\x00")
            self._keep_fault("text; a zero byte is not")
        return self.text

    def _keep_fault(self, expected: str) -> None:
        value = self.text.rstrip("\r\n")[:SHOWN]
        self.fault = self.fault or Rejected(self.name, self.number, "", value, expected)


def _raw_lines(file: IO[bytes], name: str) -> Iterator[bytes]:
    number = 0
    while raw := file.readline(LONGEST_LINE):
        number += 1
        if number == 1:
            if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise BadSource(name, "text in one byte a letter, or UTF-8", "it is UTF-16")
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if len(raw) >= LONGEST_LINE:
            raise BadSource(name, "lines of text", f"line {number} has no end")
        yield raw


def encoding_of(source: Source, name: str, encodings: tuple[str, ...]) -> str:
    """Text in another encoding is as good as never valid UTF-8, line for line."""
    fitting = failing = first_failing = number = 0
    with source.open_binary(name) as file:
        for number, raw in enumerate(_raw_lines(file, name), 1):
            if raw.isascii():
                continue
            try:
                raw.decode("utf-8")
                fitting += 1
            except UnicodeDecodeError:
                failing += 1
                first_failing = first_failing or number
    others = [encoding for encoding in encodings if encoding != "utf-8"]
    if fitting > failing:
        if "utf-8" not in encodings:
            raise BadSource(name, f"text in {' or '.join(encodings)}", "it is UTF-8")
        return "utf-8"
    if failing and others:
        return others[0]
    if failing * 1000 > number:
        raise BadSource(name, "text in utf-8", f"line {first_failing} is in another encoding")
    return encodings[0]
