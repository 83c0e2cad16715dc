"""GET /api/v1/changes/: what each edition changed, in the order of editions, for whoever keeps a copy."""

from django.urls import reverse
from drf_spectacular.utils import (
    OpenApiExample,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers

from config.api.fields import Text
from config.api.filters import Filters, KnownFilter, WordFilter
from config.api.views import SerializedRows
from registry.api import lookups
from registry.api.change_pages import FeedPagination
from registry.models import Change
from registry.timeline.kinds import KINDS
from registry.vocabulary import ChangedKind, Happened

EXAMPLE = {
    "edition": 1,
    "position": 1,
    "published_at": "2026-11-24T21:00:00Z",
    "kind": "route",
    "key": "auricular-otic",
    "what": "added",
    "jurisdiction": None,
    "address": "http://localhost:8000/api/v1/routes/auricular-otic/?edition=1",
}


class ChangeSerializer(serializers.ModelSerializer):
    """What one edition did to one record. A name, line or member that changes is a change of its record."""

    edition = serializers.IntegerField(source="edition_id", help_text="The edition that did it.")
    position = serializers.IntegerField(help_text="Its place within the edition, from 1.")
    published_at = serializers.DateTimeField(source="edition.sealed_at")
    key = serializers.CharField(
        help_text="The natural key: a slug, code or id; of an interaction, its parts joined by |."
    )
    jurisdiction = Text(help_text="Of an approval, authority or pathway: the code of its place.")
    address = serializers.SerializerMethodField(
        help_text="The record as this edition has it; of one that was removed, as the edition before "
        "had it. Null for notices, which have no address."
    )

    class Meta:
        model = Change
        fields = [
            "edition",
            "position",
            "published_at",
            "kind",
            "key",
            "what",
            "jurisdiction",
            "address",
        ]

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_address(self, change: Change) -> str | None:
        if change.kind == ChangedKind.NOTICE:
            return None
        name = KINDS[ChangedKind(change.kind)].model._meta.model_name
        key = change.row if change.kind == ChangedKind.INTERACTION else change.key
        at = change.edition_id - (change.what == Happened.REMOVED)
        address = reverse(f"{name}-detail", args=[key])
        return self.context["request"].build_absolute_uri(f"{address}?edition={at}")


class ChangeFilters(Filters):
    """Each parameter narrows the feed; the places in it stay the same."""

    kind = WordFilter(ChangedKind, "Only records of this kind.")
    what = WordFilter(Happened, "Only what happened so.")
    jurisdiction = KnownFilter(
        lookups.JURISDICTIONS,
        "Only the jurisdiction of this code, and its own approvals, authorities and pathways: not those of "
        "its country or unions.",
        method="in_place",
    )
    ingredient = KnownFilter(
        lookups.INGREDIENTS,
        "Only this ingredient (slug, UNII, CAS number or exact name) and the approvals about itself: not those "
        "of products that hold it.",
        method="about",
    )

    @staticmethod
    def in_place(queryset, _, value):
        return queryset.filter(jurisdiction=value.code).exclude(jurisdiction="")

    @staticmethod
    def about(queryset, _, value):
        return queryset.filter(ingredient=value.slug).exclude(ingredient="")


@extend_schema_view(
    list=extend_schema(
        operation_id="changes",
        summary="What each edition changed",
        tags=["changes"],
        examples=[OpenApiExample("A route of the starter set", EXAMPLE)],
    )
)
class ChangeViewSet(SerializedRows):
    """A feed of what each edition changed, to keep a copy in step: nothing is skipped, nothing comes twice.

    Editions come in the order in which they were published, and a change that is told is never told otherwise
    later. Keep `after` of the last page that you have taken in, and ask again with it. With `edition` or
    `known_at` the feed ends there, and its pages are the same for ever.
    """

    queryset = Change.objects.select_related("edition")
    serializer_class = ChangeSerializer
    filterset_class = ChangeFilters
    pagination_class = FeedPagination
