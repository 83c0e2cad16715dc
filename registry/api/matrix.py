"""GET /api/v1/matrix/: ingredients by jurisdictions, for one route on one day."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from config.api.paging import KeysetPagination
from config.api.problems import BadInput
from config.api.views import ReadOnlyViewSet
from formulary.models import Ingredient
from registry.api.matrix_filters import MatrixFilters
from registry.api.matrix_serializers import ENVELOPE, EXAMPLE, TABLE, MatrixRowSerializer
from registry.as_of import as_of
from registry.checks.matrix import MatrixQuestion, matrix
from registry.checks.matrix_answer import csv_header, csv_lines, envelope, file_name, rows
from registry.facts.reader import Unknown
from registry.facts.wide import WideFacts


class MatrixPagination(KeysetPagination):
    """Pages of ingredients: the envelope says what was asked, and of which places."""

    envelope_schema = {**KeysetPagination.envelope_schema, **ENVELOPE}


class MatrixCsvRenderer(BaseRenderer):
    """A table for a spreadsheet: a line an ingredient, a column a jurisdiction, the status in each."""

    media_type, format, charset = "text/csv", "csv", "utf-8"

    def render(self, data: Any, *_: Any) -> str:
        header = csv_header([place["code"] for place in data["jurisdictions"]])
        return "".join([header, *csv_lines(data, data["results"])])


class MatrixViewSet(ReadOnlyViewSet):
    """The same answers as checks of one ingredient at a time, for many of them in many places."""

    queryset = Ingredient.objects.all()
    serializer_class = MatrixRowSerializer
    filterset_class = MatrixFilters
    pagination_class = MatrixPagination
    renderer_classes = [JSONRenderer, MatrixCsvRenderer]
    has_parts = False

    @extend_schema(
        operation_id="matrix",
        tags=["checks"],
        summary="Ingredients by jurisdictions",
        responses={
            (200, "application/json"): MatrixRowSerializer,
            (200, "text/csv"): OpenApiTypes.STR,
        },
        examples=[
            OpenApiExample("Procaine in two countries", EXAMPLE, media_type="application/json"),
            OpenApiExample("As a table", TABLE, media_type="text/csv"),
        ],
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What may be injected where, by one route on one day.

        Each cell is what `POST /api/v1/checks` would answer about that ingredient alone; only `yes` means yes, and
        `no-record` is never approval. As `text/csv`, a page is a table of statuses, and the header `Link` names the next.
        """
        with as_of(self.edition):
            filters = self.filterset_class(
                request.query_params, self.get_queryset(), request=request
            )
            page = self.paginate_queryset(filters.qs)
            self.matrix = self._matrix(filters.asked, page)
        response = self.get_paginated_response(rows(self.matrix))
        if following := response.data["next"]:
            response["Link"] = f'<{following}>; rel="next"'
        if request.accepted_renderer.format == "csv":
            response["Content-Disposition"] = f'attachment; filename="{file_name(self.matrix)}"'
        return response

    def envelope(self) -> dict[str, Any]:
        return envelope(self.matrix)

    def pinned(self) -> dict[str, Any]:
        """A walk sees one edition and one day."""
        return {**super().pinned(), "on": self.matrix.on.isoformat()}

    def _matrix(self, given: Mapping[str, Any], page: Any) -> Any:
        asked = MatrixQuestion(
            route=given["route"].code,
            on=given["on"] or timezone.localdate(),
            jurisdictions=given["jurisdiction"],
            status=given["status"] or "",
        )
        try:
            return matrix(asked, page, WideFacts())
        except Unknown as unknown:
            raise BadInput(
                unknown.field, unknown.value, "Nothing has been published.", unknown.nearest
            ) from unknown
