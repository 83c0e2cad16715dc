"""A file of values by key, written once and read by every process of the machine through one mapping.

It holds the snapshot: the file lies in the page cache once, however many processes serve, and a read costs a few
microseconds and no system call. Keys are found by hash, as in a constant database (cdb); values are JSON.
"""

import mmap
import struct
from array import array
from pathlib import Path
from typing import Any
from zlib import crc32

import orjson

_MAGIC = b"mesoformulary shelf 1\n\0\0"
_WHERE = struct.Struct("<QQQ")  # the table of slots, its length, and the root
_HEAD = struct.Struct("<HI")  # the lengths of a key and its value
_unpack, _SIZE = _HEAD.unpack_from, _HEAD.size
_LONGEST_KEY = 0xFFFF


class ShelfWriter:
    """Writes a shelf from front to back, inside `with`. Sixteen bytes of memory for each key, whatever its value."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._file.write(_MAGIC + bytes(_WHERE.size))
        self._at = self._file.tell()
        self._hashes, self._places = array("L"), array("Q")

    def __enter__(self) -> "ShelfWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def put(self, key: str, value: Any) -> int:
        """Each key once; where its value stands."""
        raw = key.encode()
        if len(raw) > _LONGEST_KEY:  # nobody can ask for it: see `MAX_LENGTH` of the API
            return self.append(value)
        place = self._write(raw, value)
        self._hashes.append(crc32(raw))
        self._places.append(place)
        return place

    def append(self, value: Any) -> int:
        """A value without a key; where it stands."""
        return self._write(b"", value)

    def finish(self, root: Any) -> None:
        """Write the root, which is read whole when the shelf is opened, and the table of keys."""
        root_at = self._write(b"", root)
        slots = _table(self._hashes, self._places)
        self._file.write(bytes(-self._at % 8))
        slots_at = self._at + -self._at % 8
        slots.tofile(self._file)
        self._file.seek(len(_MAGIC))
        self._file.write(_WHERE.pack(slots_at, len(slots), root_at))

    def _write(self, key: bytes, value: Any) -> int:
        raw, at = orjson.dumps(value), self._at
        self._at += self._file.write(_HEAD.pack(len(key), len(raw)) + key + raw)
        return at


def _table(hashes: "array[int]", places: "array[int]") -> "array[int]":
    """At most half full: a key is looked for from its hash on, up to the next empty slot."""
    size = 1 << max(len(places) * 2, 1).bit_length()
    slots = array("Q", bytes(8 * size))
    for hashed, place in zip(hashes, places, strict=True):
        slot = hashed & (size - 1)
        while slots[slot]:
            slot = (slot + 1) & (size - 1)
        slots[slot] = place
    return slots


class Shelf:
    """A shelf that was written. Any thread may read; the file may be deleted meanwhile."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._bytes[: len(_MAGIC)] != _MAGIC:
            raise ValueError(f"{path} is no shelf.")
        slots_at, size, root_at = _WHERE.unpack_from(self._bytes, len(_MAGIC))
        self._slots = memoryview(self._bytes)[slots_at : slots_at + 8 * size].cast("Q")
        self._mask = size - 1
        self.root: Any = self.at(root_at)

    def get(self, key: str) -> Any:
        """The value of the key, or None."""
        raw, slots, written = key.encode(), self._slots, self._bytes
        slot = crc32(raw) & self._mask
        while place := slots[slot]:
            long, size = _unpack(written, place)
            begin = place + _SIZE
            if long == len(raw) and written[begin : begin + long] == raw:
                begin += long
                return orjson.loads(written[begin : begin + size])
            slot = (slot + 1) & self._mask
        return None

    def at(self, place: int) -> Any:
        """The value that stands there."""
        long, size = _unpack(self._bytes, place)
        begin = place + _SIZE + long
        return orjson.loads(self._bytes[begin : begin + size])
