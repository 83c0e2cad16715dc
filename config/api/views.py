"""What every read-only list and detail does alike."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer, SerializerMethodField
from rest_framework.viewsets import ReadOnlyModelViewSet

from config.api.edition import PARAMETERS, edition_of
from config.api.etag import etag_of, not_modified, with_etag
from config.api.filters import Filters
from config.api.lookups import Lookup
from config.api.members import MEMBERS, members_of
from config.api.paging import KeysetPagination
from config.api.parameters import check_parameters
from config.api.problems import NothingHere
from config.api.renderers import FastJSONRenderer, TableRenderer, heads_of_table
from config.api.rows import Reader
from config.api.sources import Small
from registry.as_of import as_of

Rows = list[dict[str, Any]]


class ReadOnlyViewSet(ReadOnlyModelViewSet):
    """A list and a detail by natural key. Sets `queryset`, `serializer_class` and `filterset_class`."""

    http_method_names = ["get", "head"]
    queryset: QuerySet
    serializer_class: type[Serializer]
    filterset_class: type[Filters]
    renderer_classes = [FastJSONRenderer, TableRenderer]
    pagination_class: type[KeysetPagination] = KeysetPagination
    lookup_field = "slug"
    lookup_value_regex = "[^/]+"
    small: Small = frozenset()
    """Tables to which rows refer and that are kept whole."""
    members: tuple[str, ...]
    """Those of a row that are wanted, in their order."""
    lookup: Lookup | None = None
    """Finds the nearest keys when somebody asks for one that does not exist."""

    @property
    def page_key(self) -> str:
        """The unique column that orders the list."""
        return self.lookup_field

    @property
    def has_parts(self) -> bool:
        """Whether `fields` says which members of a record are wanted."""
        return self.action in ("list", "retrieve")

    @cached_property
    def edition(self) -> int:
        """The edition that the answer is made from."""
        return edition_of(self.request.query_params)

    @classmethod
    @cache
    def all_members(cls) -> tuple[str, ...]:
        """The members of a row."""
        return tuple(cls.serializer_class().fields)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        known = (*PARAMETERS, MEMBERS) if self.has_parts else PARAMETERS
        if self.action == "list":
            known += (*self.filterset_class.base_filters, *self.pagination_class.parameters)
        if self.action is not None:
            check_parameters(request.query_params, known)
        if self.has_parts:
            self.members = members_of(request.query_params, self.all_members())

    def get_renderers(self) -> list[BaseRenderer]:
        """A table is for lists."""
        renderers = super().get_renderers()
        is_list = self.action == "list"
        return [one for one in renderers if is_list or not isinstance(one, TableRenderer)]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        form = request.accepted_renderer.format
        etag = etag_of(request, self.edition, self._day, *([form] if form != "json" else []))
        if response := not_modified(request, etag):
            return response
        with as_of(self.edition):
            page = (
                self.paginate_queryset(self.slim(self.filter_queryset(self.get_queryset()))) or ()
            )
            response = self.get_paginated_response(self.rows(page))
        if form == TableRenderer.format:
            for name, value in heads_of_table(response.data, self.basename, self.edition).items():
                response[name] = value
        return with_etag(response, etag)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        etag = etag_of(request, self.edition)
        if response := not_modified(request, etag):
            return response
        with as_of(self.edition):
            [row] = self.rows([self.get_object()])
        return with_etag(Response({**row, "edition": self.edition}), etag)

    def get_queryset(self) -> QuerySet:
        queryset = super().get_queryset()
        if self.action == "retrieve":  # its key is enough: `rows` reads the rest
            queryset = queryset.select_related(None).prefetch_related(None).only("pk")
        return queryset

    def slim(self, queryset: QuerySet) -> QuerySet:
        """The keys alone, and what the question adds to a row."""
        names = dict.fromkeys(("pk", self.page_key, *self._added(queryset)))
        return queryset.prefetch_related(None).values_list(*names, named=True)

    def rows(self, page: Sequence[Any]) -> Rows:
        """What is answered of each row of a page, which need know no more than its key."""
        rows = _reader(type(self), self.members).read([row.pk for row in page])
        for name in self._added_names:
            if name in self.members:
                for row, one in zip(rows, page, strict=True):
                    row[name] = getattr(one, name)
        return rows

    _added_names: tuple[str, ...] = ()

    def _added(self, queryset: QuerySet) -> tuple[str, ...]:
        """What a filter has annotated."""
        own = self.queryset.query.annotations
        self._added_names = tuple(name for name in queryset.query.annotations if name not in own)
        return self._added_names

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


class SerializedRows(ReadOnlyViewSet):
    """For a list whose rows are not those of one table: the serializer makes them."""

    def slim(self, queryset: QuerySet) -> QuerySet:
        return queryset

    def rows(self, page: Sequence[Any]) -> Rows:
        serializer: Any = self.get_serializer(page, many=True)
        for name in {*self.all_members()} - {*self.members}:
            del serializer.child.fields[name]
        return serializer.data


@lru_cache(maxsize=512)
def _reader(view: type[ReadOnlyViewSet], members: tuple[str, ...]) -> Reader:
    return Reader(view.queryset, view.serializer_class(), members, view.small)


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
