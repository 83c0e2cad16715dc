"""A pasted label as it comes over the API, read strictly."""

from rest_framework import serializers

from registry.api.check_question import CheckQuestionSerializer

MOST_CHARACTERS = 20_000
MOST_LINES = 200


class _Pasted(serializers.CharField):
    """Text with its blanks as sent, so that places in it stay true."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            raise serializers.ValidationError("A text in quotes is expected.", code="invalid")
        return super().to_internal_value(data)


class LabelQuestionSerializer(CheckQuestionSerializer):
    """A label, and if it is to be checked where and how: a jurisdiction and a route."""

    text = _Pasted(
        max_length=MOST_CHARACTERS,
        trim_whitespace=False,
        help_text=f"As pasted, of at most {MOST_LINES} ingredients.",
    )
    lines = None
    cocktail = None
    explain = None
    alternatives = None
    receipt = None

    def get_fields(self):
        fields = super().get_fields()
        for name in ("jurisdiction", "route"):
            fields[name].required = False
        return {"text": fields.pop("text"), **fields}

    def validate(self, attrs):
        if ("jurisdiction" in attrs) != ("route" in attrs):
            missing = "route" if "jurisdiction" in attrs else "jurisdiction"
            raise serializers.ValidationError(
                {missing: "A check needs a jurisdiction and a route; send both or neither."}
            )
        return attrs
