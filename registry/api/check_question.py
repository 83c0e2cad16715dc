"""The question of a check as it comes over the API, read strictly."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from config.api.strict import StrictFlag, StrictText
from formulary.models.constraints import slug_validator
from formulary.names import Asked
from registry.checks.question import CheckQuestion
from registry.vocabulary import HAIR_LOSS

MOST_LINES = 100
"""More than any syringe or course holds; a stock list has its own endpoint."""

LONGEST_NAME = 500
LONGEST_CODE = {"jurisdiction": 20, "route": 60}


class _WrittenFlag(serializers.BooleanField):
    """true or false, as an address has them."""

    def to_internal_value(self, data):
        if data not in ("true", "false"):
            raise serializers.ValidationError("true or false is expected.", code="invalid")
        return data == "true"


class _WrittenNumber(serializers.IntegerField):
    """A whole number in plain digits."""

    def to_internal_value(self, data):
        if not (data.isascii() and data.isdecimal()):
            self.fail("invalid")
        return super().to_internal_value(data)


class CheckLineSerializer(serializers.Serializer):
    """One line: an ingredient or a product, named by slug, identifier or exact name in any language."""

    ingredient = StrictText(
        required=False,
        max_length=LONGEST_NAME,
        help_text="Slug, UNII, CAS number or exact name; looked for among ingredients only.",
    )
    product = StrictText(
        required=False,
        max_length=LONGEST_NAME,
        help_text="Slug or exact name; looked for among products only.",
    )

    def validate(self, attrs):
        if ("ingredient" in attrs) == ("product" in attrs):
            raise serializers.ValidationError("Name exactly one of ingredient and product.")
        return attrs


class _WhereAndWhenSerializer(serializers.Serializer):
    """What every question says besides its lines."""

    jurisdiction = StrictText(
        max_length=LONGEST_CODE["jurisdiction"],
        help_text="ISO 3166 code, or EU, EEA, EAEU: FR, AE-DU.",
    )
    route = StrictText(
        max_length=LONGEST_CODE["route"],
        help_text="Code of a route, matched exactly: intradermal.",
    )
    on = serializers.DateField(
        required=False,
        input_formats=["iso-8601"],
        help_text="The day asked about; today if missing.",
    )
    purpose = StrictText(
        required=False,
        max_length=60,
        validators=[slug_validator],
        help_text=f"What it is for; {HAIR_LOSS} if missing.",
    )


_EXPLAIN = "Whether to list every record that was considered, and why it did not decide."
_ALTERNATIVES = (
    "Whether to name, for each line that is not yes, ingredients of the same class and products that have a "
    "better status here. They are what the records say, and no advice."
)
_RECEIPT = (
    "Whether to keep the question and the answer word for word, to be fetched, replayed and printed later. "
    "For clinics with a key."
)
_EDITION = "Answer from what was published up to this edition; the newest if missing."
_KNOWN_AT = "In place of an edition: answer from what had been published by this moment."
_NEWEST = 2**31 - 1


class CheckQuestionSerializer(_WhereAndWhenSerializer):
    """May these lines be injected, by this route, in this country, on this day, and who says so?"""

    mixed = StrictFlag(
        required=False,
        help_text="Whether the lines go into one syringe; true for two lines or more if missing.",
    )
    lines = CheckLineSerializer(many=True, required=False, allow_empty=False, max_length=MOST_LINES)
    cocktail = StrictText(
        required=False, max_length=120, help_text="slug@version, in place of the lines."
    )
    edition = serializers.IntegerField(
        required=False, min_value=1, max_value=_NEWEST, help_text=_EDITION
    )
    known_at = serializers.DateTimeField(
        required=False, input_formats=["iso-8601"], help_text=_KNOWN_AT
    )
    explain = StrictFlag(required=False, help_text=_EXPLAIN)
    alternatives = StrictFlag(required=False, help_text=_ALTERNATIVES)
    receipt = StrictFlag(required=False, help_text=_RECEIPT)

    def validate(self, attrs):
        if ("lines" in attrs) == ("cocktail" in attrs):
            raise serializers.ValidationError({"lines": "Send exactly one of lines and cocktail."})
        return attrs


class CheckRowSerializer(CheckLineSerializer, _WhereAndWhenSerializer):
    """One row of a list: a check of one line."""


class CheckOneSerializer(CheckRowSerializer):
    """A check of one line, as parameters of an address."""

    edition = _WrittenNumber(required=False, min_value=1, max_value=_NEWEST, help_text=_EDITION)
    known_at = serializers.DateTimeField(
        required=False, input_formats=["iso-8601"], help_text=_KNOWN_AT
    )
    explain = _WrittenFlag(required=False, help_text=_EXPLAIN)
    alternatives = _WrittenFlag(required=False, help_text=_ALTERNATIVES)


def as_question(values: Mapping[str, Any], today: dt.date) -> CheckQuestion:
    """The question that validated values make; `today` stands in where no day was sent."""
    lines = values.get("lines", () if "cocktail" in values else (values,))
    return CheckQuestion(
        jurisdiction=values["jurisdiction"],
        route=values["route"],
        on=values.get("on", today),
        purpose=values.get("purpose", HAIR_LOSS),
        is_mixed=values.get("mixed"),
        lines=[
            Asked(kind, line[kind])
            for line in lines
            for kind in ("ingredient", "product")
            if kind in line
        ],
        cocktail=values.get("cocktail", ""),
        explain=values.get("explain", False),
        alternatives=values.get("alternatives", False),
    )
