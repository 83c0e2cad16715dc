"""Fields in which unknown is `null`, and numbers keep the digits they were printed with."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class NullIfEmpty(serializers.Field):
    """An empty text of the database is shown as null."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs, allow_null=True, read_only=True)

    def to_representation(self, value: str) -> str | None:
        return super().to_representation(value) if value else None


class Text(NullIfEmpty, serializers.CharField):
    """A text, null where it is not known."""


class Word(NullIfEmpty, serializers.ChoiceField):
    """A word of a closed list, null where it is not known."""


@extend_schema_field(
    {
        "type": ["string", "null"],
        "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$",
        "description": "A day, a month or a year (ISO 8601); null where not known.",
    }
)
class PartialDate(Text):
    """A day, or the month or year that is all that is known."""


@extend_schema_field(
    {
        "type": ["string", "null"],
        "pattern": r"^-?\d+(\.\d+)?$",
        "description": "A decimal number with the digits as printed; null where not known.",
    }
)
class PrintedDecimal(serializers.Field):
    """A decimal number as text, so that “2.0” stays “2.0”."""

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs, allow_null=True, read_only=True)

    def to_representation(self, value: Decimal) -> str:
        return format(value, "f")


class Computed(serializers.Field):
    """What several columns of a row say together; `columns` are their sources."""

    columns: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    """The names of its parts, where the value is an object."""

    def __init__(self, **kwargs: Any):
        super().__init__(**{"source": "*", "read_only": True, **kwargs})

    def of(self, *values: Any) -> Any:
        """The value, of the values of the columns."""
        raise NotImplementedError

    def to_representation(self, row: Any) -> Any:
        return self.of(*(_within(row, column) for column in self.columns))


class OfBelonging(Computed):
    """What the rows of another table that belong to a row say together; `source` is what leads to them."""

    def of(self, rows: Iterable[tuple[Any, ...]]) -> Any:
        """The value, of the values of the columns in each of those rows."""
        raise NotImplementedError

    def to_representation(self, belonging: Any) -> Any:
        return self.of(
            tuple(_within(row, column) for column in self.columns) for row in belonging.all()
        )


class OfQuestion(serializers.ChoiceField):
    """What depends on the question as well; null where it was not asked."""

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs, allow_null=True, read_only=True)

    def get_attribute(self, row: Any) -> Any:
        return getattr(row, str(self.source), None)


def _within(row: Any, source: str) -> Any:
    """What a source leads to; None where nothing is on the way."""
    for name in source.split("."):
        if row is None:
            return None
        row = getattr(row, name)
    return row
