"""Rows of the database in order, for a snapshot: streamed, and none of them kept."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf

from formulary.models import Route
from formulary.vocabulary import LineRole
from registry.facts.packed import DOCUMENTS, EXCLUDED, LISTED, WIDE
from registry.models import Approval, ApprovalDocument, ApprovalRoute

AT_ONCE = 2000

_SUBJECTS = {
    "ingredient": ("ingredient__slug", "ingredient__preferred_name"),
    "product": ("product__slug", "product__name"),
    "class": ("ingredient_class__slug", "ingredient_class__name"),
}

Reach = tuple[str, str, bool]
"""The jurisdiction of a record, its kind, and whether it is union-wide."""

Row = tuple[int, list[Any], Reach]
"""What a record is ordered by, the record, and where it reaches."""


def records_about(kind: str, by: Combinable, documents: Mapping[int, int]) -> Iterator[Row]:
    """What `unpack_record` takes for each record about a kind of subject, in the order of `by`, without a row of a model.

    There may be half a million. Routes and documents come by their keys, or the database would look for them one by one.
    """
    subject, name = _SUBJECTS[kind]
    routes = ApprovalRoute.objects.filter(approval=OuterRef("pk")).order_by("position", "pk")
    papers = ApprovalDocument.objects.filter(approval=OuterRef("pk")).order_by("position", "pk")
    rows = (
        Approval.objects.live()
        .filter(**{f"{subject}__isnull": False})
        .annotate(
            by=by,
            kind=Value(kind),
            authority_name=Coalesce(
                NullIf("authority__abbreviation", Value("")), "authority__name"
            ),
            listed=ArraySubquery(routes.filter(is_excluded=False).values("route_id")),
            excluded=ArraySubquery(routes.filter(is_excluded=True).values("route_id")),
            papers=ArraySubquery(papers.values("document_id")),
            wide=F("is_union_wide"),
        )
        .order_by("by", "pk")
        .values_list("by", "jurisdiction__code", "jurisdiction__kind", *_packed(subject, name))
    )
    codes = dict(Route.objects.values_list("pk", "code"))
    for key, code, place_kind, *packed in rows.iterator(AT_ONCE):
        packed[LISTED] = [codes[route] for route in packed[LISTED]]
        packed[EXCLUDED] = [codes[route] for route in packed[EXCLUDED]]
        packed[DOCUMENTS] = [documents[paper] for paper in packed[DOCUMENTS]]
        yield key, packed, (code, place_kind, packed[WIDE])


def _packed(subject: str, name: str) -> tuple[str, ...]:
    """The columns in the order of `unpack_record`."""
    return (
        "record", "kind", subject, "jurisdiction__code", "authority__slug", "regulatory_class", "pathway__code",
        "effect", "lifecycle", "route_scope", name, "authority_name", "number", "holder", "listed", "excluded",
        "purposes", "valid_from", "valid_to", "valid_to_kind", "papers", "is_disputed", "wide", "paraphrase", "confidence",
        "review_due_on",
    )  # fmt: skip


def products_of_families() -> Iterator[tuple[int, None, Reach, int]]:
    """By the base of an active substance: the products with it, and where they have records."""
    of_line = "product__lines__ingredient"
    rows = (
        Approval.objects.live()
        .filter(product__lines__role=LineRole.ACTIVE)
        .annotate(by=Coalesce(f"{of_line}__form_of_id", f"{of_line}_id"))
        .order_by("by", "product_id")
        .values_list(
            "by", "jurisdiction__code", "jurisdiction__kind", "is_union_wide", "product_id"
        )
        .distinct()
    )
    for key, code, kind, is_union_wide, product in rows.iterator(AT_ONCE):
        yield key, None, (code, kind, is_union_wide), product


class Beside:
    """The rows of a stream that begin with the key of each row of another one in the same order."""

    def __init__(self, rows: Iterator[Any]) -> None:
        self._groups: Iterator[tuple[int, Iterator[Any]]] = groupby(rows, key=itemgetter(0))
        self._next()

    def of(self, key: int) -> list[Any]:
        if self._key != key:
            return []
        found = list(self._found)
        self._next()
        return found

    def _next(self) -> None:
        self._key: int | None
        self._found: Iterator[Any]
        self._key, self._found = next(self._groups, (None, iter(())))

    def finish(self) -> None:
        """Raises ValueError if rows are left over: none may be lost."""
        if self._key is not None:
            raise ValueError(f"Rows of {self._key} and what follows belong to nothing.")


class Places:
    """Where the rows with these keys stand: sixteen bytes a row. They are added in the order of their keys."""

    def __init__(self) -> None:
        self._keys, self._places = array("Q"), array("Q")

    def add(self, key: int, place: int) -> None:
        self._keys.append(key)
        self._places.append(place)

    def of(self, key: int) -> int:
        at = bisect_left(self._keys, key)
        if at == len(self._keys) or self._keys[at] != key:
            raise ValueError(f"Nothing stands under {key}.")
        return self._places[at]


def grouped(rows: QuerySet) -> Iterator[tuple[str, list[Any]]]:
    """Rows that are ordered by their first column, by it."""
    for key, found in groupby(rows.iterator(chunk_size=AT_ONCE), key=itemgetter(0)):
        yield key, [row[1:] for row in found]
