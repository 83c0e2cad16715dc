"""What a reader sees of clinical uses and of courses. Unknown is null."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.api.fields import PrintedDecimal, Text, Word
from formulary.api.serializers import IngredientReferenceSerializer
from formulary.models import ClinicalUse, Protocol
from formulary.vocabulary import Cause

_DAYS_OF_A_MONTH = 30


def _object_of(nullable: bool, **properties: dict[str, object]) -> dict[str, object]:
    """The schema of an object of which every property is always there."""
    return {
        "type": ["object", "null"] if nullable else "object",
        "properties": properties,
        "required": list(properties),
    }


class _OfColumns(serializers.Field):
    """Several columns of a row, of which `of` is the common part of the names, as one object."""

    def __init__(self, of: str, **kwargs):
        self.of = of
        super().__init__(source="*", read_only=True, **kwargs)

    def column(self, row, name: str):
        return getattr(row, f"{self.of}{name}")


_TEXT = {"type": "string"}
_DECIMAL = {"type": ["string", "null"], "pattern": r"^\d+(\.\d+)?$"}
_WHOLE = {"type": ["integer", "null"], "minimum": 0}


@extend_schema_field(_object_of(True, code=_TEXT, title=_TEXT))
class DiseaseCode(_OfColumns):
    """A code of the International Classification of Diseases with its title, or null."""

    def to_representation(self, row):
        code = self.column(row, "")
        return {"code": code, "title": self.column(row, "_label")} if code else None


@extend_schema_field(_object_of(False, min=_DECIMAL, max=_DECIMAL))
class DecimalSpan(_OfColumns):
    """From and to, with the digits as printed."""

    def to_representation(self, row):
        ends = {"min": self.column(row, "_min"), "max": self.column(row, "_max")}
        return {end: None if value is None else format(value, "f") for end, value in ends.items()}


@extend_schema_field(_object_of(False, min=_WHOLE, max=_WHOLE))
class WholeSpan(_OfColumns):
    """From and to."""

    def to_representation(self, row):
        return {"min": self.column(row, "_min"), "max": self.column(row, "_max")}


class ClinicalUseSerializer(serializers.ModelSerializer):
    """One clinical statement. The phase of the condition is a part of it."""

    phase = Text()
    icd10 = DiseaseCode("icd10")
    icd11 = DiseaseCode("icd11")
    ingredients = IngredientReferenceSerializer(
        many=True, help_text="Whom it speaks of, unless it applies to all."
    )
    cause = Word(Cause.choices)
    seriousness = Text()
    expected_onset = Text()
    rationale = Text()
    action = Text(help_text="What the clinic should do.")
    frequency = Text()

    class Meta:
        model = ClinicalUse
        fields = [
            "slug",
            "kind",
            "condition",
            "phase",
            "icd10",
            "icd11",
            "applies_to_all",
            "ingredients",
            "cause",
            "seriousness",
            "expected_onset",
            "rationale",
            "action",
            "frequency",
            "source",
        ]


class IndicationSerializer(serializers.ModelSerializer):
    """The clinical use for which a course is."""

    phase = Text()

    class Meta:
        model = ClinicalUse
        fields = ["slug", "condition", "phase"]


class ResultsSerializer(serializers.ModelSerializer):
    """When something is to be seen, counted from the first session."""

    visible_growth_days = WholeSpan("visible_growth_days")
    visible_growth_months = serializers.SerializerMethodField(
        help_text="The same in months of 30 days, to one decimal."
    )

    class Meta:
        model = Protocol
        fields = ["reduced_shedding_days", "visible_growth_days", "visible_growth_months"]

    @extend_schema_field(
        _object_of(False, min={"type": ["number", "null"]}, max={"type": ["number", "null"]})
    )
    def get_visible_growth_months(self, protocol):
        ends = {"min": protocol.visible_growth_days_min, "max": protocol.visible_growth_days_max}
        return {
            end: None if days is None else round(days / _DAYS_OF_A_MONTH, 1)
            for end, days in ends.items()
        }


class CostSerializer(serializers.ModelSerializer):
    """What one session costs."""

    min = PrintedDecimal(source="cost_min")
    max = PrintedDecimal(source="cost_max")
    currency = Text(help_text="ISO 4217, as in USD.")

    class Meta:
        model = Protocol
        fields = ["min", "max", "currency"]


class ProtocolSerializer(serializers.ModelSerializer):
    """A course as published: what, how much, how often, what came of it and what it cost."""

    cocktail = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)
    indication = IndicationSerializer(allow_null=True)
    volume_ml = DecimalSpan("volume_ml", help_text="Millilitres a session.")
    needle_gauge = Text()
    depth_mm = DecimalSpan("depth_mm")
    spacing = Text()
    sessions = WholeSpan("sessions")
    interval_days = WholeSpan("interval_days")
    maintenance = Text()
    results = ResultsSerializer(source="*")
    cost_per_session = CostSerializer(source="*")
    evidence_level = Text()
    outcome = Text()
    citation = Text()
    doi = Text()
    pmid = Text()
    source = Text()
    note = Text()

    class Meta:
        model = Protocol
        fields = [
            "slug",
            "name",
            "cocktail",
            "indication",
            "volume_ml",
            "needle_gauge",
            "depth_mm",
            "spacing",
            "sessions",
            "interval_days",
            "maintenance",
            "results",
            "cost_per_session",
            "evidence_level",
            "outcome",
            "citation",
            "doi",
            "pmid",
            "source",
            "note",
        ]
