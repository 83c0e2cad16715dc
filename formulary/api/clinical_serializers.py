"""What a reader sees of clinical uses and of courses. Unknown is null."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.api.fields import Computed, PrintedDecimal, Text, Word
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


class _OfColumns(Computed):
    """Several columns of a row, of which `named` is the common part of the names, as one object."""

    parts: tuple[str, ...]

    def __init__(self, named: str, **kwargs):
        self.columns = tuple(f"{named}{part}" for part in self.parts)
        super().__init__(**kwargs)


_TEXT = {"type": "string"}
_DECIMAL = {"type": ["string", "null"], "pattern": r"^\d+(\.\d+)?$"}
_WHOLE = {"type": ["integer", "null"], "minimum": 0}


@extend_schema_field(_object_of(True, code=_TEXT, title=_TEXT))
class DiseaseCode(_OfColumns):
    """A code of the International Classification of Diseases with its title, or null."""

    parts = ("", "_label")
    members = ("code", "title")

    def of(self, code, title):
        return {"code": code, "title": title} if code else None


@extend_schema_field(_object_of(False, min=_DECIMAL, max=_DECIMAL))
class DecimalSpan(_OfColumns):
    """From and to, with the digits as printed."""

    parts = ("_min", "_max")
    members = ("min", "max")

    def of(self, low, high):
        ends = {"min": low, "max": high}
        return {end: None if value is None else format(value, "f") for end, value in ends.items()}


@extend_schema_field(_object_of(False, min=_WHOLE, max=_WHOLE))
class WholeSpan(_OfColumns):
    """From and to."""

    parts = ("_min", "_max")
    members = ("min", "max")

    def of(self, low, high):
        return {"min": low, "max": high}


@extend_schema_field(
    _object_of(False, min={"type": ["number", "null"]}, max={"type": ["number", "null"]})
)
class MonthSpan(_OfColumns):
    """Days as months."""

    parts = ("_min", "_max")
    members = ("min", "max")

    def of(self, low, high):
        ends = {"min": low, "max": high}
        return {
            end: None if days is None else round(days / _DAYS_OF_A_MONTH, 1)
            for end, days in ends.items()
        }


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
    visible_growth_months = MonthSpan(
        "visible_growth_days", help_text="The same in months of 30 days, to one decimal."
    )

    class Meta:
        model = Protocol
        fields = ["reduced_shedding_days", "visible_growth_days", "visible_growth_months"]


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

    cocktail = serializers.CharField(source="published_cocktail", allow_null=True)
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
