"""A dictionary of names: bytes that say which of them are like a text, begin as it does, or are it, and what each means.

The bytes are a file that every process of the machine maps, or lie in memory; `formulary.search.dictionary_writer` makes
them. Names are numbered in the order of their letters. Keys of names (`formulary.rules.probes`) are found by their CRC-32:
its first bits, sixteen or more, say in which bucket, its last sixteen stand beside the number of the name. So however names are
divided into dictionaries, the same are found.
"""

import struct
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any
from zlib import crc32

import orjson

MAGIC = b"mesoformulary names 1\n\0\0"
HEAD = struct.Struct(
    "<QQII"
)  # the size of it all, where the contents are told, the CRC-32 of all after, and nothing
TAG = 0xFFFF
LONGEST = 255
"""Names are in the order of their lengths up to here."""
MOST_BEGUN = 50
WHOLE, SECOND, THIRD, EVERYTHING = "whole", "second", "third", "everything"
"""Names in use, from their first, second or third word on; and all names."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which names may be seen: those in use by an edition, or `everything` that a look-up table has besides."""

    everything: bool
    edition: int | None = None

    def shows(self, since: int) -> bool:
        """Whether a name first used in that edition, or in none yet (0), may be seen."""
        return (self.edition is None or since <= self.edition) if since else self.everything


def hashed(keys: Iterable[str]) -> Iterator[int]:
    """What keys are found by."""
    return map(crc32, map(str.encode, keys))


def exactly(name: str) -> int:
    """What a name itself is found by."""
    return crc32(b"=" + name.encode())


def tail(name: str, order: str) -> str:
    """The name from its second or third word on; empty where it has no such word."""
    if order in (WHOLE, EVERYTHING):
        return name
    rest = name.partition(" ")[2]
    return rest.partition(" ")[2] if order == THIRD else rest


class Dictionary:
    """Names that were written. It never changes, so threads share it; its file may be deleted meanwhile."""

    def __init__(self, source: bytes | mmap) -> None:
        """Raises ValueError where it is not whole."""
        size, told_at, checksum, _ = _head(source)
        view = memoryview(source)
        if size != len(view) or crc32(view[len(MAGIC) + HEAD.size :]) != checksum:
            raise ValueError("The dictionary of names is not whole.")
        told = orjson.loads(view[told_at:])
        self.about: dict[str, Any] = told["about"]
        parts = {
            name: view[start : start + length].cast(kind)
            for name, (start, length, kind) in told["parts"].items()
        }
        self._text, self._starts, self._ends = parts["text"], parts["starts"], parts["ends"]
        self.since = parts["since"]
        self._buckets, self._tags, self._owners = parts["buckets"], parts["tags"], parts["owners"]
        self._shift: int = told["shift"]
        self._orders = {
            order: _Order(parts.get(f"{order} names"), parts[f"{order} lengths"])
            for order in (WHOLE, SECOND, THIRD, EVERYTHING)
        }

    @classmethod
    def at(cls, path: Path) -> "Dictionary":
        """From a file. Raises OSError or ValueError."""
        with path.open("rb") as file:
            return cls(mmap(file.fileno(), 0, access=ACCESS_READ))

    def __len__(self) -> int:
        return len(self.since)

    def name(self, number: int) -> str:
        """The name of that number."""
        return str(self._text[self._starts[number] : self._ends[number]], "utf-8")

    def meaning(self, name: str) -> bytes:
        """What was written of what the name means; empty for none."""
        for number in self._of(exactly(name)):
            if self.name(number) == name:
                return bytes(self._text[self._ends[number] : self._starts[number + 1]])
        return b""

    def having(self, hashes: Iterable[int], scope: Scope) -> list[str]:
        """The names that have one of these keys."""
        buckets, tags, owners, shift = self._buckets, self._tags, self._owners, self._shift
        found = set()
        for key in hashes:
            bucket = key >> shift
            start, end = buckets[bucket], buckets[bucket + 1]
            if start != end:
                tag = key & TAG
                for at in range(start, end):
                    if tags[at] == tag:
                        found.add(owners[at])
        since = self.since
        return [self.name(number) for number in found if scope.shows(since[number])]

    def known(self, names: Iterable[str], scope: Scope) -> Iterator[str]:
        """Those of the names that are here."""
        for name in names:
            for number in self._of(exactly(name)):
                if scope.shows(self.since[number]) and self.name(number) == name:
                    yield name
                    break

    def _of(self, key: int) -> Iterable[int]:
        """The numbers of the names that may have that key."""
        bucket = key >> self._shift
        start, end = self._buckets[bucket], self._buckets[bucket + 1]
        if start == end:
            return ()
        tag = key & TAG
        return [self._owners[at] for at in range(start, end) if self._tags[at] == tag]

    def begun(self, text: str, order: str, scope: Scope) -> Iterator[str]:
        """The shortest names that begin with the text from this word on, or of `everything`; of equals the first."""
        kept, asked = self._orders[order], text.encode()
        letters = self._letters_of(kept.numbers, order)
        count = len(kept.lengths)
        low = bisect_left(range(count), asked, key=letters)
        if low == count or not letters(low).startswith(asked):
            return
        high = bisect_left(range(count), asked + b"\xff", lo=low, key=letters)
        lengths = bytes(kept.lengths[low:high])
        left = MOST_BEGUN
        for length in range(min(len(text), LONGEST), LONGEST + 1):
            place = lengths.find(length)
            while place >= 0:
                number = kept.number(low + place)
                if scope.shows(self.since[number]):
                    yield self.name(number)
                    left -= 1
                    if not left:
                        return
                place = lengths.find(length, place + 1)

    def _letters_of(self, numbers: memoryview | None, order: str) -> Callable[[int], bytes]:
        """What gives the letters at a place of an order, from its word on."""
        text, starts, ends = self._text, self._starts, self._ends
        skipped = {SECOND: 1, THIRD: 2}.get(order, 0)

        def letters(place: int) -> bytes:
            number = place if numbers is None else numbers[place]
            whole = text[starts[number] : ends[number]].tobytes()
            return whole.split(b" ", skipped)[-1] if skipped else whole

        return letters


@dataclass(frozen=True, slots=True)
class _Order:
    """Numbers of names in the order of some part of them (None: of all, as they are), and how long each is."""

    numbers: memoryview | None
    lengths: memoryview

    def number(self, place: int) -> int:
        return place if self.numbers is None else self.numbers[place]


def _head(source: bytes | mmap) -> tuple[int, int, int, int]:
    start = len(MAGIC)
    if source[:start] != MAGIC or len(source) < start + HEAD.size:
        raise ValueError("This is no dictionary of names.")
    return HEAD.unpack_from(source, start)
