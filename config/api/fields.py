"""Fields in which unknown is `null`, and numbers keep the digits they were printed with."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class _NullIfEmpty(serializers.Field):
    """An empty text of the database is shown as null."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs, allow_null=True, read_only=True)

    def to_representation(self, value: str) -> str | None:
        return super().to_representation(value) if value else None


class Text(_NullIfEmpty, serializers.CharField):
    """A text, null where it is not known."""


class Word(_NullIfEmpty, serializers.ChoiceField):
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
