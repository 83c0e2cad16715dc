"""GET /api/v1/changes/: what each edition changed, in the order of editions, for whoever keeps a copy."""

import re
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django_filters.rest_framework import FilterSet
from drf_spectacular.utils import (
    OpenApiExample,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from config.api.fields import Text
from config.api.filters import KnownFilter, WordFilter
from config.api.paging import KeysetPagination
from config.api.problems import BadInput
from config.api.views import ReadOnlyViewSet
from registry.api import lookups
from registry.models import Change
from registry.timeline.kinds import KINDS
from registry.vocabulary import ChangedKind, Happened

PLACE = r"^[0-9]{1,9}(\.[0-9]{1,9})?$"
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


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the feed: after one change of an edition, or after all of them."""

    edition: int
    position: int | None = None

    @classmethod
    def read(cls, text: str) -> "Place":
        """Raises ValueError for what is no place."""
        if not re.fullmatch(PLACE, text):
            raise ValueError(text)
        edition, _, position = text.partition(".")
        return cls(int(edition), int(position) if position else None)

    def __str__(self) -> str:
        return str(self.edition) if self.position is None else f"{self.edition}.{self.position}"


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


class ChangeFilters(FilterSet):
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


class FeedPagination(KeysetPagination):
    """Pages of a feed that only grows: forward, from a place that anybody can name."""

    parameters = ("after", "limit")
    default_limit = 100
    max_limit = 1000

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Change]:
        """The changes after the place asked, which is the beginning if none is."""
        self._request, self._view = request, view
        limit = self._limit(request.query_params.get("limit"))
        after = self._after(request.query_params.get("after"), view.edition)
        if after.position is None:
            queryset = queryset.filter(edition__gt=after.edition)
        else:
            queryset = queryset.filter(pk__gt=(after.edition, after.position))
        rows = list(queryset.order_by("edition_id", "position")[: limit + 1])
        self._has_more = len(rows) > limit
        rows = rows[:limit]
        if self._has_more:
            self._reached = Place(rows[-1].edition_id, rows[-1].position)
        else:  # nothing is left of what is asked, up to the edition of the answer
            self._reached = Place(view.edition)
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        """The envelope of a page of the feed."""
        after = str(self._reached)
        url = replace_query_param(self._request.build_absolute_uri(), "after", after)
        return Response(
            {
                "next": url if self._has_more else None,
                "after": after,
                **self._view.envelope(),
                "results": data,
            }
        )

    def _after(self, text: str | None, newest: int) -> Place:
        if text is None:
            return Place(0)
        try:
            place = Place.read(text)
        except ValueError as error:
            raise BadInput(
                "after", text, "Give the number of an edition, or “after” of a page: 12, or 12.345."
            ) from error
        if place.edition > newest:
            raise BadInput(
                "after", text, f"The newest edition of this answer is {newest}.", [str(newest)]
            )
        return place

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """For the API description."""
        limit, _ = super().get_schema_operation_parameters(view)
        after = {
            "name": "after",
            "in": "query",
            "description": "Where to go on: the number of an edition of which everything is known (0: from the "
            "beginning), or `after` of the page before.",
            "schema": {"type": "string", "pattern": PLACE, "default": "0"},
        }
        return [limit, after]

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        """For the API description."""
        described = super().get_paginated_response_schema(schema)
        known = described["properties"]
        after = {
            "type": "string",
            "pattern": PLACE,
            "example": "1",
            "description": "Where to go on: now, if there is a `next` page, or else when a later edition has been "
            "published.",
        }
        return {
            "type": "object",
            "required": ["next", "after", *self.envelope_schema, "results"],
            "properties": {
                "next": {**known["next"], "description": "The next page; null where all is told."},
                "after": after,
                **self.envelope_schema,
                "results": schema,
            },
        }


@extend_schema_view(
    list=extend_schema(
        operation_id="changes",
        summary="What each edition changed",
        tags=["changes"],
        examples=[OpenApiExample("A route of the starter set", EXAMPLE)],
    )
)
class ChangeViewSet(ReadOnlyViewSet):
    """A feed of what each edition changed, to keep a copy in step: nothing is skipped, nothing comes twice.

    Editions come in the order in which they were published, and a change that is told is never told otherwise
    later. Keep `after` of the last page that you have taken in, and ask again with it. With `edition` or
    `known_at` the feed ends there, and its pages are the same for ever.
    """

    queryset = Change.objects.select_related("edition")
    serializer_class = ChangeSerializer
    filterset_class = ChangeFilters
    pagination_class = FeedPagination
