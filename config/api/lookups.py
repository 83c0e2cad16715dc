"""From the value of a parameter to the row that it names."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Protocol

from django.db.models import Model, QuerySet

from formulary.names import Asked, Kind, Match, resolve
from formulary.rules.spelling import nearest
from registry.as_of import Settled, settled

_NEAREST = 3


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
        at = settled()
        return _kept(self, text, at) if at else self.read(text)

    def read(self, text: str) -> Model:
        """As `find`, from the database."""
        row = self._rows().filter(**{self._key: text}).first()
        if row is None:
            noun = self._rows().model._meta.verbose_name
            raise NotKnown(f"There is no {noun} “{text}”.", self.nearest(text))
        return row

    def nearest(self, text: str) -> list[str]:
        return nearest(text, self._rows().values_list(self._key, flat=True))


@lru_cache(maxsize=4096)
def _kept(lookup: ByCode, text: str, _: Settled) -> Model:
    """What an edition says does not change, so what was found is kept; what was not costs another query."""
    return lookup.read(text)


class ByName:
    """An ingredient or a product as a check takes it: by slug, identifier or exact name."""

    def __init__(self, kind: Kind, model: type[Model]):
        self._kind, self._model = kind, model

    def find(self, text: str) -> Model:
        [found] = resolve([Asked(self._kind, text)])
        if found.match is None:
            raise NotKnown(
                f"“{text}” is not the slug, identifier or exact name of one {self._kind}.",
                self._offered(found.candidates),
            )
        return self._model._default_manager.get(slug=found.match.slug)

    def nearest(self, text: str) -> list[str]:
        [found] = resolve([Asked(self._kind, text)])
        return [found.match.slug] if found.match else self._offered(found.candidates)

    def _offered(self, candidates: Sequence[Match]) -> list[str]:
        return [match.slug for match in candidates if match.kind == self._kind][:_NEAREST]
