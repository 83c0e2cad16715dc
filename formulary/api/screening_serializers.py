"""The question and the answer of a screening."""

from typing import Any

from rest_framework import serializers

from config.api.strict import StrictText
from formulary.api.clinical_serializers import ClinicalUseSerializer
from formulary.names import Resolution
from formulary.rules.screening import Outcome
from formulary.screening import Screened, Screening

MOST_CONDITIONS = 50
MOST_LINES = 100
FLAGS = {
    "condition-unknown": "no statement of ours is about it",
    "phase-not-stated": "its statements differ by phase, and all of them were taken to apply",
    "phase-unknown": "none of its statements speaks of that phase",
    "depends-on-ingredients": "a statement speaks of ingredients that may be in what is injected",
    "nothing-applies": "the statements about it speak of other ingredients or phases",
}
NOTICE = (
    "This informs a licensed professional and replaces no examination. Nothing of it is stored."
)


class ScreeningConditionSerializer(serializers.Serializer):
    """A condition of the person, and its phase."""

    condition = StrictText(
        max_length=300,
        help_text="Slug or exact name of a clinical use, or an ICD-10 or ICD-11 code.",
    )
    phase = StrictText(
        required=False,
        max_length=100,
        help_text="As the statements have it: active flare, remission. All apply if missing.",
    )


class ScreeningLineSerializer(serializers.Serializer):
    """Something that would be injected."""

    ingredient = StrictText(required=False, max_length=500)
    product = StrictText(required=False, max_length=500)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise serializers.ValidationError("Name exactly one of ingredient and product.")
        return attrs


class ScreeningQuestionSerializer(serializers.Serializer):
    """May somebody with these conditions be treated now?"""

    conditions = ScreeningConditionSerializer(
        many=True, allow_empty=False, max_length=MOST_CONDITIONS
    )
    lines = ScreeningLineSerializer(
        many=True,
        required=False,
        allow_empty=False,
        max_length=MOST_LINES,
        help_text="What would be injected. What depends on it gives caution where this is missing.",
    )
    edition = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    known_at = serializers.DateTimeField(required=False, input_formats=["iso-8601"])


class ScreeningMatchSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(["ingredient", "product"])
    slug = serializers.CharField()
    name = serializers.CharField()


class ScreeningLineAnswerSerializer(serializers.Serializer):
    match = ScreeningMatchSerializer(allow_null=True)
    candidates = ScreeningMatchSerializer(many=True)


class ScreeningStatementSerializer(ClinicalUseSerializer):
    """A clinical statement about the condition."""

    applies = serializers.SerializerMethodField()

    class Meta(ClinicalUseSerializer.Meta):
        fields = ["applies", *ClinicalUseSerializer.Meta.fields]

    def get_applies(self, use: Any) -> bool:
        return use.slug in self.context["applying"]


class ScreenedConditionSerializer(serializers.Serializer):
    condition = serializers.CharField()
    phase = serializers.CharField(allow_null=True)
    outcome = serializers.ChoiceField([o.value for o in Outcome])
    flags = serializers.ListField(child=serializers.ChoiceField(list(FLAGS.items())))
    known_phases = serializers.ListField(
        child=serializers.CharField(), help_text="The phases of which something is said."
    )
    statements = ScreeningStatementSerializer(many=True)
    nearest = serializers.ListField(child=serializers.CharField())


class ScreeningAnswerSerializer(serializers.Serializer):
    outcome = serializers.ChoiceField(
        [o.value for o in Outcome],
        help_text="The most careful of the conditions: contraindicated, unknown, caution, indicated.",
    )
    edition = serializers.IntegerField()
    conditions = ScreenedConditionSerializer(many=True)
    lines = ScreeningLineAnswerSerializer(many=True)
    notice = serializers.CharField()


def as_answer(found: Screening, edition: int) -> dict[str, Any]:
    return {
        "outcome": found.outcome,
        "edition": edition,
        "conditions": [_condition(screened) for screened in found.conditions],
        "lines": [_line(resolution) for resolution in found.resolutions],
        "notice": NOTICE,
    }


def _condition(screened: Screened) -> dict[str, Any]:
    finding = screened.finding
    statements = ScreeningStatementSerializer(
        screened.uses, many=True, context={"applying": finding.applying}
    )
    return {
        "condition": screened.condition.text,
        "phase": screened.condition.phase or None,
        "outcome": finding.outcome,
        "flags": list(finding.flags),
        "known_phases": list(finding.phases),
        "statements": statements.data,
        "nearest": list(screened.nearest),
    }


def _line(resolution: Resolution) -> dict[str, Any]:
    match = resolution.match
    return {
        "match": match and ScreeningMatchSerializer(match).data,
        "candidates": ScreeningMatchSerializer(resolution.candidates, many=True).data,
    }
