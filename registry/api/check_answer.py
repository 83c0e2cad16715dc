"""The shape of the answer of a check, for the OpenAPI description; `registry.checks.answer` fills it."""

from rest_framework import serializers

from formulary.rules.mixing import UNTESTED
from formulary.vocabulary import Rating, RegulatoryClass
from registry.checks.considered import Part
from registry.vocabulary import Answer, Effect, EndKind, Flag, Lifecycle, RouteScope, Status

KINDS = ("ingredient", "product")


class CheckResolvedSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(KINDS)
    slug = serializers.CharField()
    name = serializers.CharField()
    match = serializers.ChoiceField(["exact", "fuzzy"])


class CheckCandidateSerializer(CheckResolvedSerializer):
    score = serializers.FloatField(help_text="Nearness of the name, 0 to 1. Never taken by itself.")


class CheckDocumentSerializer(serializers.Serializer):
    title = serializers.CharField()
    url = serializers.CharField(allow_null=True)
    published_on = serializers.CharField(allow_null=True, help_text="A day, a month or a year.")
    retrieved_on = serializers.CharField(allow_null=True, help_text="A day, a month or a year.")
    review_due_on = serializers.DateField(allow_null=True)


class CheckSubjectSerializer(serializers.Serializer):
    kind = serializers.ChoiceField([*KINDS, "class"])
    slug = serializers.CharField()
    name = serializers.CharField()


class CheckStatementSerializer(serializers.Serializer):
    """One record: what one authority said of one subject."""

    id = serializers.CharField()
    subject = CheckSubjectSerializer()
    jurisdiction = serializers.CharField()
    authority = serializers.CharField()
    regulatory_class = serializers.ChoiceField(RegulatoryClass.choices)
    pathway = serializers.CharField()
    effect = serializers.ChoiceField(Effect.choices)
    lifecycle = serializers.ChoiceField(Lifecycle.choices)
    number = serializers.CharField(allow_null=True)
    holder = serializers.CharField(allow_null=True)
    route_scope = serializers.ChoiceField(RouteScope.choices)
    routes = serializers.ListField(child=serializers.CharField())
    routes_excluded = serializers.ListField(child=serializers.CharField())
    purposes = serializers.ListField(child=serializers.CharField())
    valid_from = serializers.CharField(allow_null=True, help_text="A day, a month or a year.")
    valid_to = serializers.CharField(allow_null=True, help_text="Half open: this day is out.")
    valid_to_kind = serializers.ChoiceField(EndKind.choices)
    disputed = serializers.BooleanField()
    paraphrase = serializers.CharField()
    confidence = serializers.CharField()
    review_due_on = serializers.DateField(
        allow_null=True, help_text="A day asked after it finds this evidence stale."
    )
    documents = CheckDocumentSerializer(many=True)


class CheckAbsenceSerializer(serializers.Serializer):
    """Not found in this register, in the copy of this day: no approval, no refusal, and never more."""

    register = serializers.CharField()
    title = serializers.CharField()
    published_on = serializers.CharField(help_text="The date of the copy.")
    url = serializers.CharField(allow_null=True)
    unread_rows = serializers.IntegerField(help_text="Rows of the copy that could not be read.")


class CheckAlternativeSerializer(serializers.Serializer):
    """The verdict on one ingredient or product alone."""

    slug = serializers.CharField()
    name = serializers.CharField()
    akin = serializers.CharField(help_text="How it is like what the line names.")
    answer = serializers.ChoiceField(Answer.choices)
    status = serializers.ChoiceField(Status.choices)
    flags = serializers.ListField(child=serializers.ChoiceField(Flag.choices))
    approvals = serializers.ListField(child=serializers.CharField(), help_text="Their ids.")


class CheckAlternativesSerializer(serializers.Serializer):
    """What is like the line and has a better status here, by this route and on this day: no advice."""

    ingredients = CheckAlternativeSerializer(many=True)
    products = CheckAlternativeSerializer(many=True)
    complete = serializers.BooleanField(help_text="Whether all that is like it was looked at.")
    notice = serializers.CharField()


class CheckAnswerLineSerializer(serializers.Serializer):
    input = serializers.DictField(
        child=serializers.CharField(), help_text="The line as it was sent."
    )
    resolved = CheckResolvedSerializer(allow_null=True)
    candidates = CheckCandidateSerializer(many=True)
    status = serializers.ChoiceField(Status.choices)
    reason = serializers.CharField(help_text="One sentence for a person.")
    flags = serializers.ListField(child=serializers.ChoiceField(Flag.choices))
    approvals = CheckStatementSerializer(
        many=True, help_text="Just the records that decide the status of this line."
    )
    not_found_in = CheckAbsenceSerializer(
        many=True,
        help_text="Complete registers of the jurisdiction in which the ingredient is not found.",
    )
    alternatives = CheckAlternativesSerializer(
        required=False,
        allow_null=True,
        help_text="Where they were asked for; null where the line is yes or names nothing.",
    )


class CheckNoteSerializer(serializers.Serializer):
    """A record that bears on a line without deciding it."""

    line = serializers.IntegerField(help_text="Position of the line, from 0.")
    why = serializers.CharField()
    approval = CheckStatementSerializer()


class CheckPartSerializer(serializers.Serializer):
    """What a record did for a line."""

    line = serializers.IntegerField(help_text="Position of the line, from 0.")
    part = serializers.ChoiceField([part.value for part in Part])
    why = serializers.CharField()


class CheckConsideredSerializer(serializers.Serializer):
    """A record that was collected, and what became of it."""

    approval = CheckStatementSerializer()
    lines = CheckPartSerializer(many=True)
    why_none = serializers.CharField(
        allow_null=True, help_text="Why it bears on no line; null where it does."
    )


class CheckInteractionSerializer(serializers.Serializer):
    a = serializers.CharField()
    b = serializers.CharField(allow_null=True)
    rating = serializers.ChoiceField(Rating.choices)
    mechanism = serializers.CharField()
    effect = serializers.CharField()
    source = serializers.CharField()
    confidence = serializers.CharField()


class CheckPairSerializer(CheckInteractionSerializer):
    lines = serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2)


class CheckFactorSerializer(CheckInteractionSerializer):
    factor = serializers.CharField(help_text="What is no ingredient: pH, light, oxygen…")


class CheckMixingSerializer(serializers.Serializer):
    """What happens in the syringe; never a part of the legal answer."""

    rating = serializers.ChoiceField([*Rating.choices, (UNTESTED, "Untested")])
    pairs = CheckPairSerializer(many=True)
    factors = CheckFactorSerializer(many=True)


class CheckPlaceSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    inherits = serializers.ListField(
        child=serializers.CharField(), help_text="Its country and its unions on the day asked."
    )


class CheckEvidenceSerializer(serializers.Serializer):
    newest = serializers.CharField(allow_null=True)
    oldest = serializers.CharField(allow_null=True)
    age_days = serializers.IntegerField(allow_null=True)


class CheckCoverageSerializer(serializers.Serializer):
    """How much of the jurisdiction has been assessed."""

    records = serializers.IntegerField()
    ingredients_assessed = serializers.IntegerField()
    ingredients_known = serializers.IntegerField()
    products_assessed = serializers.IntegerField()


class CheckAnswerSerializer(serializers.Serializer):
    answer = serializers.ChoiceField(
        Answer.choices,
        help_text="Only `yes` means yes; what rests on evidence that was due for review before `on` is not.",
    )
    status = serializers.ChoiceField(Status.choices)
    flags = serializers.ListField(child=serializers.ChoiceField(Flag.choices))
    lines = CheckAnswerLineSerializer(many=True)
    conditions = CheckStatementSerializer(many=True)
    notes = CheckNoteSerializer(many=True)
    mixing = CheckMixingSerializer()
    jurisdiction = CheckPlaceSerializer()
    route = serializers.CharField()
    on = serializers.DateField()
    purpose = serializers.CharField()
    mixed = serializers.BooleanField()
    cocktail = serializers.CharField(allow_null=True)
    edition = serializers.IntegerField()
    evidence = CheckEvidenceSerializer()
    coverage = CheckCoverageSerializer()
    notice = serializers.CharField()
    considered = CheckConsideredSerializer(
        many=True,
        required=False,
        help_text="Where `explain` was asked for: every record that was collected, once.",
    )


class CheckReceiptSerializer(serializers.Serializer):
    """Where the answer is kept."""

    id = serializers.UUIDField()
    digest = serializers.CharField(help_text="SHA-256 of the question, a line feed and the answer.")
    url = serializers.URLField()
    page = serializers.URLField(help_text="To print, for whoever has this address.")


class KeptAnswerSerializer(CheckAnswerSerializer):
    """The answer, and where it is kept. The kept answer is this one without `receipt`."""

    receipt = CheckReceiptSerializer()
