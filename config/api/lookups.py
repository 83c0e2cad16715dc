"""From the value of a parameter to the row that it names."""

from collections.abc import Callable, Sequence
from typing import Protocol

from django.db.models import Model, QuerySet

from config.api.parameters import nearest


class NotKnown(LookupError):
    """No row, or more than one, has this name; `nearest` are what may be meant."""

    def __init__(self, detail: str, nearest: Sequence[str]):
        self.detail, self.nearest = detail, nearest
        super().__init__(detail)


class Lookup(Protocol):
    """A way to name a row."""

    def find(self, text: str) -> Model:
        """The row; raises NotKnown."""

    def nearest(self, text: str) -> list[str]:
        """The keys of the rows most like `text`."""


class ByCode:
    """Rows of a small table, named by their code or slug."""

    def __init__(self, rows: Callable[[], QuerySet], key: str = "slug"):
        self._rows, self._key = rows, key

    def find(self, text: str) -> Model:
        row = self._rows().filter(**{self._key: text}).first()
        if row is None:
            noun = self._rows().model._meta.verbose_name
            raise NotKnown(f"There is no {noun} “{text}”.", self.nearest(text))
        return row

    def nearest(self, text: str) -> list[str]:
        return nearest(text, self._rows().values_list(self._key, flat=True))
