"""What a reader sees of an approval. Unknown is null."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.api.fields import PartialDate, Text
from registry.api.bearing import Connection
from registry.api.serializers import JurisdictionReferenceSerializer
from registry.models import Approval, Authority, Document


class SubjectSerializer(serializers.Serializer):
    """What an approval is about: an ingredient, a product or an ingredient class."""

    kind = serializers.ChoiceField(["ingredient", "product", "class"])
    slug = serializers.CharField()
    name = serializers.CharField()


class AuthorityReferenceSerializer(serializers.ModelSerializer):
    """An authority by its slug, with its name."""

    abbreviation = Text()

    class Meta:
        model = Authority
        fields = ["slug", "name", "abbreviation"]


class EvidenceSerializer(serializers.ModelSerializer):
    """A document on which an approval rests, and its dates."""

    url = Text()
    published_on = PartialDate()
    retrieved_on = PartialDate()

    class Meta:
        model = Document
        fields = ["slug", "title", "url", "published_on", "retrieved_on"]


class ApprovalSerializer(serializers.ModelSerializer):
    """One statement by one authority about one subject in one jurisdiction.

    Five separate axes: regulatory class, pathway, effect, lifecycle and scope. None says “approved”.
    """

    id = serializers.SlugField(source="record", help_text="The same in every edition.")
    subject = serializers.SerializerMethodField()
    jurisdiction = JurisdictionReferenceSerializer()
    authority = AuthorityReferenceSerializer()
    pathway = serializers.SlugRelatedField(slug_field="code", read_only=True)
    number = Text(help_text="With its scheme, as in “CIS 63409284”.")
    holder = Text()
    routes = serializers.SerializerMethodField(help_text="The routes that it lists.")
    routes_excluded = serializers.SerializerMethodField(help_text="Routes that the label forbids.")
    union_wide = serializers.BooleanField(source="is_union_wide")
    valid_from = PartialDate()
    valid_to = PartialDate()
    documents = serializers.SerializerMethodField()
    disputed = serializers.BooleanField(source="is_disputed")
    published_in = serializers.IntegerField(
        source="published_in_id", help_text="The edition that first said this."
    )
    connection = serializers.SerializerMethodField(
        help_text="How it bears on the ingredient or product asked; null where none was asked."
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

    @extend_schema_field(SubjectSerializer)
    def get_subject(self, approval):
        if approval.ingredient:
            slug, name = approval.ingredient.slug, approval.ingredient.preferred_name
            return {"kind": "ingredient", "slug": slug, "name": name}
        kind = "product" if approval.product else "class"
        return {"kind": kind, "slug": approval.subject.slug, "name": approval.subject.name}

    def get_routes(self, approval) -> list[str]:
        return self._routes(approval, is_excluded=False)

    def get_routes_excluded(self, approval) -> list[str]:
        return self._routes(approval, is_excluded=True)

    @extend_schema_field(EvidenceSerializer(many=True))
    def get_documents(self, approval):
        documents = [link.document for link in approval.approval_documents.all()]
        return EvidenceSerializer(documents, many=True).data

    @extend_schema_field(serializers.ChoiceField(Connection.choices, allow_null=True))
    def get_connection(self, approval):
        return getattr(approval, "connection", None)

    @staticmethod
    def _routes(approval, *, is_excluded: bool) -> list[str]:
        links = approval.approval_routes.all()
        return [link.route.code for link in links if link.is_excluded is is_excluded]
