"""What every read-only list and detail does alike."""

from functools import cache
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django_filters.rest_framework import FilterSet
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer, SerializerMethodField
from rest_framework.viewsets import ReadOnlyModelViewSet

from config.api.edition import PARAMETERS, edition_of
from config.api.etag import etag_of, not_modified, with_etag
from config.api.lookups import Lookup
from config.api.paging import KeysetPagination
from config.api.parameters import check_parameters
from config.api.problems import NothingHere
from registry.as_of import as_of


class ReadOnlyViewSet(ReadOnlyModelViewSet):
    """A list and a detail by natural key. Sets `queryset`, `serializer_class` and `filterset_class`."""

    http_method_names = ["get", "head"]
    queryset: QuerySet
    serializer_class: type[Serializer]
    filterset_class: type[FilterSet]
    pagination_class: type[KeysetPagination] = KeysetPagination
    lookup_field = "slug"
    lookup_value_regex = "[^/]+"
    lookup: Lookup | None = None
    """Finds the nearest keys when somebody asks for one that does not exist."""

    @property
    def page_key(self) -> str:
        """The unique column that orders the list."""
        return self.lookup_field

    @cached_property
    def edition(self) -> int:
        """The edition that the answer is made from."""
        return edition_of(self.request.query_params)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        known = PARAMETERS
        if self.action == "list":
            known += (*self.filterset_class.base_filters, *self.pagination_class.parameters)
        if self.action is not None:
            check_parameters(request.query_params, known)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        etag = etag_of(request, self.edition, self._day)
        if response := not_modified(request, etag):
            return response
        with as_of(self.edition):
            return with_etag(super().list(request, *args, **kwargs), etag)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        etag = etag_of(request, self.edition)
        if response := not_modified(request, etag):
            return response
        with as_of(self.edition):
            return with_etag(super().retrieve(request, *args, **kwargs), etag)

    @property
    def _day(self) -> str:
        """Today, where a list depends on the day and none is asked: its answer may be another tomorrow."""
        depends = "on" in self.filterset_class.base_filters
        return (
            str(timezone.localdate()) if depends and "on" not in self.request.query_params else ""
        )

    def get_serializer_class(self) -> type[Serializer]:
        return (
            answering(self.serializer_class) if self.action == "retrieve" else self.serializer_class
        )

    def get_object(self) -> Model:
        key = self.kwargs[self.lookup_url_kwarg or self.lookup_field]
        try:
            if "\x00" in key:
                raise Http404
            return super().get_object()
        except Http404 as error:
            raise NothingHere(
                self.lookup_url_kwarg or self.lookup_field,
                key,
                f"There is no {self.queryset.model._meta.verbose_name} “{key[:100]}”.",
                self.lookup.nearest(key) if self.lookup and "\x00" not in key else (),
            ) from error

    def envelope(self) -> dict[str, Any]:
        """What a list says of itself besides its links and results."""
        return {"edition": self.edition}

    def pinned(self) -> dict[str, Any]:
        """Parameters that the links to other pages carry, so that a walk sees one edition."""
        return {} if "known_at" in self.request.query_params else {"edition": self.edition}


@cache
def answering(serializer: type[Serializer]) -> type[Serializer]:
    """The serializer of a detail: that of a row, and the edition of the answer."""

    class Answer(serializer):  # type: ignore[misc, valid-type]
        def get_fields(self) -> dict[str, Any]:
            edition = SerializerMethodField(help_text="The edition that this answer was made from.")
            return {**super().get_fields(), "edition": edition}

        def get_edition(self, _: Model) -> int:
            return self.context["view"].edition

    Answer.__doc__ = serializer.__doc__
    Answer.__name__ = serializer.__name__.replace("Serializer", "AnswerSerializer")
    return Answer
