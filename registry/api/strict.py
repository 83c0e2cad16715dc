"""What a body is read with: texts that were sent as texts, and no member that nobody knows."""

from collections.abc import Iterator, Mapping
from typing import Any

from rest_framework import serializers

from config.api.problems import BadInput, Fault
from formulary.rules.spelling import nearest


class SentText(serializers.CharField):
    """Text that was sent as text: the number 5 names nothing."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError("A text in quotes is expected.", code="invalid")
        return super().to_internal_value(data)


def refuse_unknown_members(sent: object, serializer: serializers.Serializer) -> None:
    """A misspelt member must not be ignored, on any level. Raises BadInput that names them all."""
    if faults := list(_unknown(sent, serializer, "")):
        raise BadInput.many(faults)


def _unknown(sent: object, field: Any, path: str) -> Iterator[Fault]:
    if isinstance(field, serializers.ListSerializer):
        for position, item in enumerate(sent if isinstance(sent, list) else ()):
            yield from _unknown(item, field.child, f"{path}{position}.")
    elif isinstance(field, serializers.Serializer) and isinstance(sent, Mapping):
        known = [name for name, inner in field.fields.items() if not inner.read_only]
        for name, value in sent.items():
            if name in known:
                yield from _unknown(value, field.fields[name], f"{path}{name}.")
            else:
                detail = f"“{name}” is not known here."
                yield Fault(f"{path}{name}", value, detail, nearest(name, known))
