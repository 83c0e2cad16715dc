"""Rows that are read past models and serializers are what these would have made."""

import pytest
from rest_framework.renderers import JSONRenderer

from config.api.renderers import FastJSONRenderer
from config.api.rows import Reader
from config.api.views import ReadOnlyViewSet, SerializedRows
from config.urls import urlpatterns
from registry.as_of import as_of
from registry.models import Approval
from tests.registry.api.build import publish, statement

pytestmark = pytest.mark.django_db

VIEWS = {
    pattern.callback.cls.__name__: pattern.callback.cls
    for included in urlpatterns
    for pattern in getattr(included, "url_patterns", ())
    if str(included.pattern) == "api/v1/"
    and (pattern.name or "").endswith("-list")
    and issubclass(pattern.callback.cls, ReadOnlyViewSet)
    and not issubclass(pattern.callback.cls, SerializedRows)
}
every_view = pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)


def made(view, rows):
    """By the serializer, of models."""
    return JSONRenderer().render(view.serializer_class(rows, many=True).data)


def read(view, rows):
    reader = Reader(view.queryset, view.serializer_class(), small=view.small)
    return FastJSONRenderer().render(reader.read([row.pk for row in rows]))


@every_view
def test_every_row_is_what_its_serializer_makes(view):
    with as_of(1):
        rows = list(view.queryset.order_by("-pk"))
        assert len(rows) > 7
        assert read(view, rows) == made(view, rows)


def test_odd_rows_are_too(django_assert_num_queries):
    publish(
        statement("xa-any", route_scope="any", purposes=["hair-loss"], valid_from="2020-03"),
        statement("xa-odd", holder='"Ex" \\ \u2028 é \x7f', review_due_on="2027-01-31"),
    )
    [view] = [view for view in VIEWS.values() if view.queryset.model is Approval]
    with as_of(2):
        rows = list(view.queryset.filter(record__in=["xa-any", "xa-odd"]))
        assert read(view, rows) == made(view, rows)
        assert b"\\u2028" in read(view, rows)


@every_view
def test_members_are_read_alone(view):
    names = list(view.serializer_class().fields)
    with as_of(1):
        rows = list(view.queryset[:3])
        whole = Reader(view.queryset, view.serializer_class(), small=view.small)
        for name in names:
            part = Reader(view.queryset, view.serializer_class(), [name], view.small)
            keys = [row.pk for row in rows]
            assert part.read(keys) == [{name: row[name]} for row in whole.read(keys)]
