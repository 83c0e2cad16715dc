"""Progress on one line of a terminal: the step, rows and their rate, and the time left while files are read."""

from types import TracebackType
from typing import Self, TextIO

from tqdm import tqdm

from registry.registers.progress import READING, Progress

_PLAIN = "{desc}, {elapsed}{postfix}"
_WITH_TIME_LEFT = "{desc} {percentage:3.0f}%|{bar}| {elapsed} gone, {remaining} left{postfix}"
_PERCENT = 100.0


class ProgressBar:
    """A context manager; silent where nobody looks."""

    def __init__(self, stream: TextIO, register: str) -> None:
        self._stream, self._register = stream, register
        self._bar: tqdm | None = None
        self._step = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leave()

    def tell(self, progress: Progress) -> None:
        if progress.step != self._step:
            self._leave()
            self._step, self._bar = progress.step, self._begun(progress)
        if self._bar is None or self._bar.disable or progress.phase != READING:
            return
        rate = progress.rows / (self._bar.format_dict["elapsed"] or 1)
        self._bar.set_postfix_str(f"{progress.rows:,} rows, {rate:,.0f} a second", refresh=False)
        if progress.share is not None:
            self._bar.bar_format = _WITH_TIME_LEFT
            self._bar.update(progress.share * _PERCENT - self._bar.n)

    def _begun(self, progress: Progress) -> tqdm:
        return tqdm(
            desc=f"{self._register}: step {progress.step} of {progress.steps}, {progress.phase}",
            total=_PERCENT,
            bar_format=_PLAIN,
            file=self._stream,
            disable=None,  # unless it is a terminal
            dynamic_ncols=True,
        )

    def _leave(self) -> None:
        if self._bar is not None:
            self._bar.close()
