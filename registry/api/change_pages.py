"""Places in the feed of changes, and its pages."""

import re
from dataclasses import dataclass
from typing import Any

from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from config.api.paging import KeysetPagination
from config.api.problems import BadInput
from registry.models import Change

PLACE = r"^[0-9]{1,9}(\.[0-9]{1,9})?$"


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
