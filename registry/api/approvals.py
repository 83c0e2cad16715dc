"""The list of approvals, and one of them, at any edition."""

from django.utils.functional import cached_property
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    extend_schema,
    extend_schema_view,
)

from config.api.edition import newest_edition
from config.api.paging import KeysetPagination
from config.api.problems import BadInput
from config.api.views import ReadOnlyViewSet
from registry.api.approval_examples import PROCAINE
from registry.api.approval_filters import ApprovalFilters
from registry.api.approval_serializers import ApprovalSerializer
from registry.models import Approval

_EDITION = OpenApiParameter(
    "edition",
    {"type": "integer", "minimum": 1},
    description="What was known at this edition; the newest if left out.",
)


class ApprovalPagination(KeysetPagination):
    """Pages of approvals: the envelope says the day asked as well."""

    parameters = (*KeysetPagination.parameters, "edition")
    envelope_schema = {
        **KeysetPagination.envelope_schema,
        "on": {
            "type": ["string", "null"],
            "format": "date",
            "example": None,
            "description": "The day asked; null where every period is listed.",
        },
    }


@extend_schema_view(
    list=extend_schema(
        parameters=[_EDITION], examples=[OpenApiExample("Procaine in France", PROCAINE)]
    ),
    retrieve=extend_schema(
        parameters=[_EDITION],
        examples=[OpenApiExample("Procaine in France", {**PROCAINE, "edition": 1})],
    ),
)
class ApprovalViewSet(ReadOnlyViewSet):
    """What authorities have said: one statement a record, about one subject, in one jurisdiction.

    The list decides nothing. Whether something may be injected takes the whole of what bears on it,
    weighed by `POST /api/v1/checks`; an empty list is no permission. With `on` and `edition`, the same
    request gives the same records for ever, and the links to other pages carry the edition.
    """

    queryset = Approval.objects.for_api()
    serializer_class = ApprovalSerializer
    filterset_class = ApprovalFilters
    pagination_class = ApprovalPagination
    lookup_field = "record"
    lookup_url_kwarg = "id"
    detail_parameters = ("edition",)

    @cached_property
    def edition(self) -> int:
        newest = newest_edition()
        text = self.request.query_params.get("edition")
        if text is None:
            return newest
        if text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= newest and len(text) < 10:
            return int(text)
        raise BadInput(
            "edition", text, f"Give an edition from 1 to {newest}.", [str(newest)] if newest else []
        )

    def get_queryset(self):
        return super().get_queryset().known_at(self.edition)

    def envelope(self):
        return {**super().envelope(), "on": self.request.query_params.get("on")}

    def pinned(self):
        return {"edition": self.edition}
