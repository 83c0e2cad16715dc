"""How far the work on a copy of a register has come. It is said in one way, whoever listens: a terminal, or the desk.

While files are read, the share of their bytes is known, and with it the time left; of a statement in the database
nobody can know that, so it is only named.
"""

import dataclasses
import io
from collections.abc import Callable
from typing import IO, Any

_BLOCK = 1 << 16

READING = "reading the files"
PLANNING = (
    READING,
    "recognising the substances",
    "looking for what is new",
    "comparing with the registry",
    "storing the plan",
)
APPLYING = (
    "checking the plan",
    "writing the products",
    "writing the approvals",
    "remembering the register",
)
PLANNING_A_LIST = (READING, "comparing with the registry", "storing the plan")
APPLYING_A_LIST = ("checking the plan", "writing the approvals")
PLANNING_NAMES = (READING, "comparing with the names known")
APPLYING_NAMES = (READING, "comparing with the names known", "writing the names")


@dataclasses.dataclass(frozen=True, slots=True)
class Progress:
    """“Step 4 of 5: comparing with the registry”, with the rows read until now."""

    phase: str
    step: int
    steps: int
    rows: int = 0
    share: float | None = None
    """Of the bytes that are to be read, from 0 to 1; None where it is not known."""


Tell = Callable[[Progress], None]


def tell_nobody(progress: Progress) -> None:
    """For whoever does not want to know."""


class Meter:
    """Counts the bytes of a source that have been read, a block at a time: rows cost nothing."""

    def __init__(self) -> None:
        self.expected = 0
        self._read = 0
        self._tell: Callable[[], None] | None = None

    @property
    def share(self) -> float | None:
        """Never more than all of it: what stands in the directory of a zip is only believed here."""
        return min(self._read / self.expected, 1.0) if self.expected else None

    def start(self, tell: Callable[[], None]) -> None:
        """Count from nothing, and call `tell` after every block."""
        self._read, self._tell = 0, tell

    def counted(self, file: IO[bytes]) -> io.BufferedReader:
        return io.BufferedReader(_Counted(self, file), _BLOCK)

    def count(self, length: int) -> None:
        self._read += length
        if self._tell:
            self._tell()


class _Counted(io.RawIOBase):
    def __init__(self, meter: Meter, file: IO[bytes]) -> None:
        self._meter, self._file = meter, file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._file.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def readinto(self, buffer: Any) -> int:
        length: int = self._file.readinto(buffer)  # type: ignore[attr-defined]
        self._meter.count(length)
        return length

    def close(self) -> None:
        self._file.close()
        super().close()


class Steps:
    """Tells of one step after the other, of those that the work is known to have."""

    def __init__(self, tell: Tell, phases: tuple[str, ...]) -> None:
        self._tell, self._phases = tell, phases
        self._now = Progress(phases[0], 0, len(phases))

    def begin(self, phase: str) -> None:
        self._say(phase=phase, step=self._phases.index(phase) + 1, share=None)

    def reading(self, meter: Meter) -> Callable[[int], None]:
        """Begin to read files. What is returned is to be told the rows read so far, now and then."""
        meter.start(lambda: self._say(share=meter.share))
        self.begin(READING)
        return lambda rows: self._say(rows=rows, share=meter.share)

    def _say(self, **news: Any) -> None:
        self._now = dataclasses.replace(self._now, **news)
        self._tell(self._now)
