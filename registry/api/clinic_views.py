"""What every address below `/api/v1/clinic/` does alike: it is for one clinic, and shows it nothing of another."""

from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from config.api.paging import KeysetPagination
from config.api.parameters import check_parameters
from config.api.problems import BadInput, NothingHere
from config.api.strict import refuse_unknown_members
from registry.api.clinic_key import ClinicOnly
from registry.clinics.ring import AskingClinic


class OwnPagination(KeysetPagination):
    """Pages of what a clinic keeps: no edition has to do with it."""

    envelope_schema = {}


class NotNow(BadInput):
    """It could be done, but for what there is already; the sentence says what to do first."""

    status_code = HTTPStatus.CONFLICT
    default_code = "conflict"


class ClinicRows(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """Rows of the clinic that asks. What belongs to another clinic is not there: 404, as for what never was."""

    http_method_names = ["get", "head", "post", "put", "delete"]
    permission_classes = [ClinicOnly]
    filter_backends = []
    pagination_class = OwnPagination
    scope: str
    page_key = "id"  # the order in which they came
    lookup_field = "key"
    lookup_value_converter = "uuid"

    @property
    def clinic(self) -> AskingClinic:
        return self.request.auth

    def get_queryset(self) -> QuerySet:
        """The one place where it is decided whose rows they are."""
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset().none()
        return super().get_queryset().of(self.clinic)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        known = self.pagination_class.parameters if self.action == "list" else ()
        check_parameters(request.query_params, known)

    def finalize_response(self, *args: Any, **kwargs: Any) -> Response:
        """No cache on the way may keep the answer."""
        response = super().finalize_response(*args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    def get_object(self) -> Any:
        try:
            return super().get_object()
        except Http404 as error:
            noun, key = self.queryset.model._meta.verbose_name, str(self.kwargs[self.lookup_field])
            field = "id" if self.lookup_field == "key" else self.lookup_field
            raise NothingHere(field, key, f"You have no {noun} “{key}”.") from error

    def envelope(self) -> dict[str, Any]:
        return {}

    def pinned(self) -> dict[str, Any]:
        return {}


def body_of(request: Request, serializer: type[Serializer]) -> dict[str, Any]:
    """The body, read strictly. Raises BadInput and ValidationError."""
    reader = serializer(data=request.data)
    refuse_unknown_members(request.data, reader)
    reader.is_valid(raise_exception=True)
    return reader.validated_data
