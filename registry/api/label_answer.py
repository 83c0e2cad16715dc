"""The answer about a pasted label, and its shape for the OpenAPI description."""

from typing import Any

from rest_framework import serializers

from formulary.names import Match, Resolution
from formulary.rules.label import Line, Piece
from formulary.rules.label.amount import Amount
from registry.api.check_answer import (
    CheckAnswerSerializer,
    CheckCandidateSerializer,
    CheckResolvedSerializer,
)
from registry.checks.answer import NOTICE, as_answer
from registry.checks.label import LabelReading
from registry.vocabulary import Answer


class LabelPieceSerializer(serializers.Serializer):
    """A part of the text as pasted, from the character `start` up to, not including, `end`."""

    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=0)
    text = serializers.CharField(trim_whitespace=False)


class LabelAmountSerializer(serializers.Serializer):
    """An amount. Value and unit are null where the print may be read in more than one way."""

    printed = serializers.CharField()
    value = serializers.CharField(allow_null=True, help_text="A decimal number.")
    unit = serializers.CharField(allow_null=True, help_text="UCUM.")
    per_value = serializers.CharField(allow_null=True, help_text="A decimal number.")
    per_unit = serializers.CharField(allow_null=True, help_text="UCUM.")


class LabelLineSerializer(LabelPieceSerializer):
    """What seems to be one ingredient. Only an exact name is taken; others are candidates."""

    name = serializers.CharField()
    synonyms = serializers.ListField(child=serializers.CharField())
    amount = LabelAmountSerializer(allow_null=True)
    other = serializers.ListField(
        child=serializers.CharField(), help_text="What else the line says: marks, a second amount."
    )
    may_contain = serializers.BooleanField(help_text="The label says that it may be in it or not.")
    resolved = CheckResolvedSerializer(allow_null=True)
    candidates = CheckCandidateSerializer(many=True)


class LabelTopicalSerializer(serializers.Serializer):
    """The label reads like that of a product for the skin."""

    warning = serializers.CharField()
    signs = serializers.ListField(child=serializers.CharField())


class LabelAnswerSerializer(serializers.Serializer):
    """Every character of the text that is no blank is in a line, a separator or a leftover."""

    edition = serializers.IntegerField(min_value=0)
    lines = LabelLineSerializer(many=True)
    separators = LabelPieceSerializer(many=True)
    leftovers = LabelPieceSerializer(
        many=True, help_text="What could not be read as an ingredient."
    )
    topical = LabelTopicalSerializer(allow_null=True)
    answer = serializers.ChoiceField(
        Answer.choices,
        allow_null=True,
        help_text="For the whole label, never better than the check; null where nothing was checked.",
    )
    reason = serializers.CharField()
    check = CheckAnswerSerializer(
        allow_null=True, help_text="Of the lines, in their order; null where nothing was checked."
    )
    notice = serializers.CharField()


def as_label_answer(reading: LabelReading, edition: int) -> dict[str, Any]:
    """The whole answer, in the order of the text."""
    lines = zip(reading.label.lines, reading.resolutions, strict=True)
    topical = reading.topical
    return {
        "edition": edition,
        "lines": [_line(*line) for line in lines],
        "separators": [_piece(piece) for piece in reading.label.separators],
        "leftovers": [_piece(piece) for piece in reading.label.leftovers],
        "topical": topical and {"warning": topical.warning, "signs": list(topical.signs)},
        "answer": reading.answer and reading.answer.value,
        "reason": reading.reason,
        "check": reading.check and as_answer(reading.check),
        "notice": NOTICE,
    }


def _piece(piece: Piece | Line) -> dict[str, Any]:
    return {"start": piece.start, "end": piece.end, "text": piece.text}


def _line(line: Line, resolution: Resolution) -> dict[str, Any]:
    return {
        **_piece(line),
        "name": line.name,
        "synonyms": list(line.synonyms),
        "amount": line.amount and _amount(line.amount),
        "other": list(line.other),
        "may_contain": line.may_contain,
        "resolved": resolution.match and _match(resolution.match),
        "candidates": [{**_match(one), "score": one.score} for one in resolution.candidates],
    }


def _match(match: Match) -> dict[str, Any]:
    return {"kind": match.kind, "slug": match.slug, "name": match.name, "match": match.tier}


def _amount(amount: Amount) -> dict[str, str | None]:
    def plain(value: object) -> str | None:
        return None if value is None else format(value, "f")

    return {
        "printed": amount.printed,
        "value": plain(amount.value),
        "unit": amount.unit,
        "per_value": plain(amount.per_value),
        "per_unit": amount.per_unit,
    }
