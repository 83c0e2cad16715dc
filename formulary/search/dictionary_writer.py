"""Writes a dictionary of names: the names as they stream in, and in memory some ninety bytes for each besides."""

from array import array
from collections.abc import Iterable
from io import BytesIO
from itertools import accumulate
from typing import Any, BinaryIO
from zlib import crc32

import orjson

from formulary.rules.probes import keys
from formulary.search.dictionary import (
    EVERYTHING,
    HEAD,
    LONGEST,
    MAGIC,
    SECOND,
    TAG,
    THIRD,
    WHOLE,
    Dictionary,
    exactly,
    hashed,
    tail,
)

_HASH_BITS, _FEWEST_BITS, _MOST_BITS = 32, 16, 24

Row = tuple[str, int, str]
"""A name, the first edition that used it (0 for a look-up table's alone), and what it means; empty where that is not said."""


def write(file: BinaryIO, rows: Iterable[Row], about: dict[str, Any]) -> None:
    """Write the names, which come in the order of their letters, each once; `about` is kept with them."""
    writer = _Writer(file)
    names = _Names()
    writer.put("text", names.taken(rows), "B")
    for name in ("starts", "ends", "since"):
        writer.put(name, [getattr(names, name).tobytes()], "I")
    shift = names.shift()
    buckets, tags, owners = names.bucketed(shift)
    writer.put("buckets", [buckets.tobytes()], "I")
    writer.put("tags", [tags.tobytes()], "H")
    writer.put("owners", [owners.tobytes()], "I")
    writer.put(f"{EVERYTHING} lengths", [names.lengths], "B")
    for order in (WHOLE, SECOND, THIRD):
        numbers = names.ordered(order)
        writer.put(f"{order} names", [numbers.tobytes()], "I")
        writer.put(f"{order} lengths", [bytes(names.lengths[n] for n in numbers)], "B")
    writer.finish({"about": about, "shift": shift})


def in_memory(rows: Iterable[Row], about: dict[str, Any]) -> Dictionary:
    """The same, without a file."""
    file = BytesIO()
    write(file, rows, about)
    return Dictionary(file.getvalue())


class _Names:
    """What has to be known of all names before the rest can be written."""

    def __init__(self) -> None:
        self.starts, self.ends = array("I", [0]), array("I")
        self.since, self.lengths = array("I"), bytearray()
        self._words: list[tuple[str, int]] = []
        self._hashes, self._owners = array("I"), array("I")

    def taken(self, rows: Iterable[Row]) -> Iterable[bytes]:
        """Note each name; its letters, and then what it means."""
        at = 0
        for number, (name, since, meaning) in enumerate(rows):
            raw, said = name.encode(), meaning.encode()
            self.ends.append(at + len(raw))
            at += len(raw) + len(said)
            self.starts.append(at)
            self.since.append(since)
            self.lengths.append(min(len(name), LONGEST))
            hashes = {exactly(name), *hashed(keys(name))}
            self._hashes.extend(hashes)
            self._owners.extend([number] * len(hashes))
            if since:
                self._words.append((name, number))
            yield raw + said

    def shift(self) -> int:
        """By how much a hash is shifted to say its bucket: there are about as many buckets as keys."""
        bits = min(max(len(self._hashes).bit_length() - 1, _FEWEST_BITS), _MOST_BITS)
        return _HASH_BITS - bits

    def bucketed(self, shift: int) -> tuple["array[int]", "array[int]", "array[int]"]:
        """Where each bucket begins, with one end more; of each key in it the tag, and whose it is."""
        counts = array("I", bytes(4 * ((1 << (_HASH_BITS - shift)) + 1)))
        for key in self._hashes:
            counts[key >> shift] += 1
        starts, count = array("I", accumulate(counts)), len(self._hashes)
        tags, owners = array("H", bytes(2 * count)), array("I", bytes(4 * count))
        for key, owner in zip(self._hashes, self._owners, strict=True):
            bucket = key >> shift
            starts[bucket] -= 1
            at = starts[bucket]
            tags[at], owners[at] = key & TAG, owner
        return starts, tags, owners

    def ordered(self, order: str) -> "array[int]":
        """The numbers of the names in use that have this word, in the order of their letters from there on."""
        if order == WHOLE:
            return array("I", [number for _, number in self._words])
        parts = [(part.encode(), n) for name, n in self._words if (part := tail(name, order))]
        parts.sort()
        return array("I", [number for _, number in parts])


class _Writer:
    """Parts one after the other, the head in the end: what was left half done says no size of its own."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._checksum = file, 0
        self._parts: dict[str, list[Any]] = {}
        file.write(MAGIC + bytes(HEAD.size))
        self._at = len(MAGIC) + HEAD.size

    def put(self, name: str, pieces: Iterable[bytes | bytearray], kind: str) -> None:
        """A part, which begins at a multiple of eight."""
        self._write(bytes(-self._at % 8))
        start = self._at
        for piece in pieces:
            self._write(piece)
        self._parts[name] = [start, self._at - start, kind]

    def finish(self, told: dict[str, Any]) -> None:
        told_at = self._at
        self._write(orjson.dumps(told | {"parts": self._parts}))
        self._file.seek(len(MAGIC))
        self._file.write(HEAD.pack(self._at, told_at, self._checksum, 0))

    def _write(self, piece: bytes | bytearray) -> None:
        self._file.write(piece)
        self._checksum = crc32(piece, self._checksum)
        self._at += len(piece)
