"""Questions in JSON, read strictly: a number is no name, and a misspelt member is not ignored."""

from collections.abc import Iterator, Mapping
from typing import Any

from rest_framework import serializers

from config.api.problems import BadInput, Fault
from formulary.rules.spelling import nearest

_MOST = 1_000
"""How many entries of a list are looked at for misspelt members; how many it may have is its serializer's."""


class StrictText(serializers.CharField):
    """Text that was sent as text: the number 5 names nothing."""

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError("A text in quotes is expected.", code="invalid")
        return super().to_internal_value(data)


class StrictFlag(serializers.BooleanField):
    """true or false, as JSON has them: “no” in quotes is not taken for true."""

    def to_internal_value(self, data: object) -> bool:
        if not isinstance(data, bool):
            raise serializers.ValidationError("true or false is expected.", code="invalid")
        return data


class StrictNumber(serializers.IntegerField):
    """A whole number that was sent as a number: “5” in quotes and true are none."""

    def to_internal_value(self, data: object) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            raise serializers.ValidationError("A whole number is expected.", code="invalid")
        return super().to_internal_value(data)


def refuse_unknown_members(sent: object, serializer: serializers.BaseSerializer[Any]) -> None:
    """Raises BadInput that names every member that the serializer does not have, at any depth."""
    faults = list(unknown_members(sent, serializer))
    if faults:
        raise BadInput.many(faults)


def unknown_members(sent: object, field: Any, path: str = "") -> Iterator[Fault]:
    """A fault for each, with the nearest of the members that there are."""
    if isinstance(field, serializers.ListSerializer):
        for position, entry in enumerate(sent[:_MOST] if isinstance(sent, list) else ()):
            yield from unknown_members(entry, field.child, f"{path}{position}.")
    elif isinstance(field, serializers.Serializer) and isinstance(sent, Mapping):
        known = field.fields
        for name, value in sent.items():
            if name in known:
                yield from unknown_members(value, known[name], f"{path}{name}.")
            else:
                near = nearest(str(name), known)
                yield Fault(f"{path}{name}", value, f"“{name}” is not known here.", near)
