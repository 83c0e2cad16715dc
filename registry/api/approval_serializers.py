"""What a reader sees of an approval. Unknown is null."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.api.fields import Computed, OfBelonging, OfQuestion, PartialDate, Text
from registry.api.bearing import Connection
from registry.api.serializers import JurisdictionReferenceSerializer
from registry.models import Approval, Authority


class SubjectSerializer(serializers.Serializer):
    """What an approval is about: an ingredient, a product or an ingredient class."""

    kind = serializers.ChoiceField(["ingredient", "product", "class"])
    slug = serializers.CharField()
    name = serializers.CharField()


@extend_schema_field(SubjectSerializer)
class Subject(Computed):
    """The one of the three that is there."""

    columns = (
        "ingredient.slug",
        "ingredient.preferred_name",
        "product.slug",
        "product.name",
        "ingredient_class.slug",
        "ingredient_class.name",
    )
    members = ("kind", "slug", "name")

    def of(self, *values: Any) -> dict[str, str]:
        ingredient, _, product, *_ = values
        kind, at = ("ingredient", 0) if ingredient else ("product", 2) if product else ("class", 4)
        return {"kind": kind, "slug": values[at], "name": values[at + 1]}


@extend_schema_field(serializers.ListField(child=serializers.CharField()))
class Routes(OfBelonging):
    """The codes of the routes that are listed, or of those that are excluded."""

    columns = ("is_excluded", "route.code")

    def __init__(self, *, is_excluded: bool, **kwargs: Any):
        self.is_excluded = is_excluded
        super().__init__(source="approval_routes", **kwargs)

    def of(self, rows: Any) -> list[str]:
        return [code for is_excluded, code in rows if is_excluded is self.is_excluded]


class AuthorityReferenceSerializer(serializers.ModelSerializer):
    """An authority by its slug, with its name."""

    abbreviation = Text()

    class Meta:
        model = Authority
        fields = ["slug", "name", "abbreviation"]


class EvidenceSerializer(serializers.Serializer):
    """A document on which an approval rests, and its dates."""

    slug = serializers.CharField(source="document.slug")
    title = serializers.CharField(source="document.title")
    url = Text(source="document.url")
    published_on = PartialDate(source="document.published_on")
    retrieved_on = PartialDate(source="document.retrieved_on")


class ApprovalSerializer(serializers.ModelSerializer):
    """One statement by one authority about one subject in one jurisdiction.

    Five separate axes: regulatory class, pathway, effect, lifecycle and scope. None says “approved”.
    """

    id = serializers.SlugField(source="record", help_text="The same in every edition.")
    subject = Subject()
    jurisdiction = JurisdictionReferenceSerializer()
    authority = AuthorityReferenceSerializer()
    pathway = serializers.SlugRelatedField(slug_field="code", read_only=True)
    number = Text(help_text="With its scheme, as in “CIS 63409284”.")
    holder = Text()
    routes = Routes(is_excluded=False, help_text="The routes that it lists.")
    routes_excluded = Routes(is_excluded=True, help_text="Routes that the label forbids.")
    union_wide = serializers.BooleanField(source="is_union_wide")
    valid_from = PartialDate()
    valid_to = PartialDate()
    documents = EvidenceSerializer(many=True, source="approval_documents")
    disputed = serializers.BooleanField(source="is_disputed")
    published_in = serializers.IntegerField(
        source="published_in_id", help_text="The edition that first said this."
    )
    connection = OfQuestion(
        choices=Connection.choices,
        help_text="How it bears on the ingredient or product asked; null where none was asked.",
    )

    class Meta:
        model = Approval
        fields = [
            "id",
            "subject",
            "jurisdiction",
            "authority",
            "regulatory_class",
            "pathway",
            "effect",
            "lifecycle",
            "number",
            "holder",
            "route_scope",
            "routes",
            "routes_excluded",
            "purposes",
            "union_wide",
            "valid_from",
            "valid_to",
            "valid_to_kind",
            "documents",
            "disputed",
            "paraphrase",
            "confidence",
            "review_due_on",
            "published_in",
            "connection",
        ]
