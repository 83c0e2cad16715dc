"""The question of a check as it comes over the API, read strictly."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from config.api.problems import BadInput, Fault
from formulary.models.constraints import slug_validator
from formulary.names import Asked
from formulary.rules.spelling import nearest
from registry.checks.question import CheckQuestion
from registry.vocabulary import HAIR_LOSS

MOST_LINES = 100
"""More than any syringe or course holds; a stock list has its own endpoint."""


class _Text(serializers.CharField):
    """Text that was sent as text: the number 5 names nothing."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            raise serializers.ValidationError("A text in quotes is expected.", code="invalid")
        return super().to_internal_value(data)


class _Flag(serializers.BooleanField):
    """true or false, as JSON has them: “no” in quotes is not taken for true."""

    def to_internal_value(self, data):
        if not isinstance(data, bool):
            raise serializers.ValidationError("true or false is expected.", code="invalid")
        return data


class CheckLineSerializer(serializers.Serializer):
    """One line: an ingredient or a product, named by slug, identifier or exact name in any language."""

    ingredient = _Text(
        required=False,
        max_length=500,
        help_text="Slug, UNII, CAS number or exact name; looked for among ingredients only.",
    )
    product = _Text(
        required=False,
        max_length=500,
        help_text="Slug or exact name; looked for among products only.",
    )

    def validate(self, attrs):
        if len(attrs) != 1:
            raise serializers.ValidationError("Name exactly one of ingredient and product.")
        return attrs


class CheckQuestionSerializer(serializers.Serializer):
    """May these lines be injected, by this route, in this country, on this day, and who says so?"""

    jurisdiction = _Text(max_length=20, help_text="ISO 3166 code, or EU, EEA, EAEU: FR, AE-DU.")
    route = _Text(max_length=60, help_text="Code of a route, matched exactly: intradermal.")
    on = serializers.DateField(
        required=False,
        input_formats=["iso-8601"],
        help_text="The day asked about; today if missing.",
    )
    purpose = _Text(
        required=False,
        max_length=60,
        validators=[slug_validator],
        help_text=f"What it is for; {HAIR_LOSS} if missing.",
    )
    mixed = _Flag(
        required=False,
        help_text="Whether the lines go into one syringe; true for two lines or more if missing.",
    )
    lines = CheckLineSerializer(many=True, required=False, allow_empty=False, max_length=MOST_LINES)
    cocktail = _Text(
        required=False, max_length=120, help_text="slug@version, in place of the lines."
    )
    edition = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        help_text="Answer from what was published up to this edition; the newest if missing.",
    )
    known_at = serializers.DateTimeField(
        required=False,
        input_formats=["iso-8601"],
        help_text="In place of an edition: answer from what had been published by this moment.",
    )

    def validate(self, attrs):
        if ("lines" in attrs) == ("cocktail" in attrs):
            raise serializers.ValidationError({"lines": "Send exactly one of lines and cocktail."})
        return attrs


def refuse_unknown_members(
    sent: object, question: type[serializers.Serializer] = CheckQuestionSerializer
) -> None:
    """A misspelt member of a question must not be ignored. Raises BadInput that names them all."""
    if not isinstance(sent, Mapping):
        return
    faults = list(_unknown(sent, question, ""))
    lines = sent.get("lines")
    for position, line in enumerate(lines[:MOST_LINES] if isinstance(lines, list) else ()):
        if isinstance(line, Mapping):
            faults.extend(_unknown(line, CheckLineSerializer, f"lines.{position}."))
    if faults:
        raise BadInput.many(faults)


def _unknown(sent: Mapping, serializer: type[serializers.Serializer], path: str) -> Iterable[Fault]:
    known = list(serializer().fields)
    for name, value in sent.items():
        if name not in known:
            yield Fault(
                f"{path}{name}",
                value,
                f"“{name}” is not known here.",
                nearest(name, known),
            )


def as_question(values: Mapping[str, Any], today: dt.date) -> CheckQuestion:
    """The question that validated values make; `today` stands in where no day was sent."""
    return CheckQuestion(
        jurisdiction=values["jurisdiction"],
        route=values["route"],
        on=values.get("on", today),
        purpose=values.get("purpose", HAIR_LOSS),
        is_mixed=values.get("mixed"),
        lines=[
            Asked(kind, text) for line in values.get("lines", ()) for kind, text in line.items()
        ],
        cocktail=values.get("cocktail", ""),
    )
