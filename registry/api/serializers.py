"""What a reader sees of places, authorities, pathways and documents. Unknown is null."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.api.fields import Computed, PartialDate, Text, Word
from formulary.vocabulary import RegulatoryClass
from registry.models import Authority, Document, Jurisdiction, Membership, Pathway
from registry.vocabulary import MediaType


class JurisdictionReferenceSerializer(serializers.ModelSerializer):
    """A jurisdiction by its code, with its name."""

    class Meta:
        model = Jurisdiction
        fields = ["code", "name"]


class MembershipSerializer(serializers.ModelSerializer):
    """The days on which a country (or union) belonged to a union. Half open: the last day is out."""

    union = serializers.SlugRelatedField(slug_field="code", read_only=True)
    valid_from = serializers.DateField(source="valid.lower", read_only=True, allow_null=True)
    valid_to = serializers.DateField(source="valid.upper", read_only=True, allow_null=True)

    class Meta:
        model = Membership
        fields = ["union", "valid_from", "valid_to"]


class JurisdictionSerializer(serializers.ModelSerializer):
    """A country, a union of countries or a subdivision of a country."""

    part_of = serializers.SlugRelatedField(
        slug_field="code",
        read_only=True,
        allow_null=True,
        help_text="The country of a subdivision, which belongs to unions only through it.",
    )
    memberships = MembershipSerializer(many=True)
    note = Text()
    source = Text()

    class Meta:
        model = Jurisdiction
        fields = ["code", "name", "kind", "part_of", "memberships", "note", "source"]


class RegisterSerializer(serializers.ModelSerializer):
    """Where an authority's register is read."""

    name = Text(source="register_name")
    url = Text(source="register_url")

    class Meta:
        model = Authority
        fields = ["name", "url"]


class AuthoritySerializer(serializers.ModelSerializer):
    """Who says so: a regulator, a ministry, a court."""

    abbreviation = Text()
    jurisdiction = JurisdictionReferenceSerializer()
    website = Text()
    register = RegisterSerializer(source="*")
    open_data = Text()

    class Meta:
        model = Authority
        fields = [
            "slug",
            "name",
            "abbreviation",
            "jurisdiction",
            "website",
            "register",
            "open_data",
            "confidence",
        ]


class PathwaySerializer(serializers.ModelSerializer):
    """The legal door by which a thing came in."""

    regulatory_class = Word(RegulatoryClass.choices)
    jurisdiction = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)
    union_wide = serializers.BooleanField(
        source="is_union_wide", help_text="What comes in by it reaches every member of the union."
    )
    note = Text()

    class Meta:
        model = Pathway
        fields = ["code", "name", "regulatory_class", "jurisdiction", "union_wide", "note"]


class KeptFileSerializer(serializers.Serializer):
    """The file that is kept of a document; its bytes are at the document's address, under `file`."""

    sha256 = serializers.CharField()
    media_type = serializers.ChoiceField(MediaType.choices)
    size = serializers.IntegerField(help_text="In bytes.")


@extend_schema_field(KeptFileSerializer(allow_null=True))
class KeptFile(Computed):
    """What is known of the file; null where none is kept."""

    columns = ("sha256", "file_type", "file_size")
    members = ("sha256", "media_type", "size")

    def of(self, sha256, media_type, size):
        known = {"sha256": sha256, "media_type": media_type, "size": size}
        return known if sha256 else None


class DocumentSerializer(serializers.ModelSerializer):
    """The evidence: a register copy, a law, a label, a warning."""

    publisher = Text()
    url = Text()
    published_on = PartialDate()
    retrieved_on = PartialDate()
    note = Text()
    file = KeptFile()

    class Meta:
        model = Document
        fields = [
            "slug",
            "title",
            "publisher",
            "url",
            "published_on",
            "retrieved_on",
            "kind",
            "note",
            "review_due_on",
            "file",
        ]
