"""The list of approvals, and one of them, at any edition."""

from drf_spectacular.utils import (
    OpenApiExample,
    extend_schema,
    extend_schema_view,
)

from config.api.paging import KeysetPagination
from config.api.views import ReadOnlyViewSet
from formulary.models import IngredientClass, Route
from registry.api.approval_examples import PROCAINE
from registry.api.approval_filters import ApprovalFilters
from registry.api.approval_serializers import ApprovalSerializer
from registry.models import Approval, Authority, Jurisdiction, Pathway


class ApprovalPagination(KeysetPagination):
    """Pages of approvals: the envelope says the day asked as well."""

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
    list=extend_schema(examples=[OpenApiExample("Procaine in France", PROCAINE)]),
    retrieve=extend_schema(
        examples=[OpenApiExample("Procaine in France", {**PROCAINE, "edition": 1})],
    ),
)
class ApprovalViewSet(ReadOnlyViewSet):
    """What authorities have said: one statement a record, about one subject, in one jurisdiction.

    The list decides nothing. Whether something may be injected takes the whole of what bears on it,
    weighed by `POST /api/v1/checks`; an empty list is no permission. With `on` and `edition`, the same
    request gives the same records for ever, and the links to other pages carry the edition.
    """

    queryset = Approval.objects.live().for_api()
    serializer_class = ApprovalSerializer
    filterset_class = ApprovalFilters
    pagination_class = ApprovalPagination
    small = frozenset({Authority, IngredientClass, Jurisdiction, Pathway, Route})
    lookup_field = "record"
    lookup_url_kwarg = "id"

    def envelope(self):
        return {**super().envelope(), "on": self.request.query_params.get("on")}
