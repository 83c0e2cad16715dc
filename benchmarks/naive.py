"""The naive way: an ordinary ModelViewSet with nested serializers, as the tutorials have it.

It filters approvals, and an action looks up line by line. Like the floor it knows no rules.
"""

import datetime as dt
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django
from django.conf import settings

django.setup()
settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
settings.ROOT_URLCONF = "benchmarks.naive"

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django_filters.rest_framework import DjangoFilterBackend  # noqa: E402
from rest_framework import serializers, viewsets  # noqa: E402
from rest_framework.decorators import action  # noqa: E402
from rest_framework.pagination import PageNumberPagination  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.routers import SimpleRouter  # noqa: E402

from formulary.models import Ingredient, Product, Route  # noqa: E402
from registry.models import Approval, Authority, Document, Jurisdiction  # noqa: E402


def nested(of):
    """A serializer of all plain columns of a model."""
    meta = type(
        "Meta", (), {"model": of, "fields": [f.name for f in of._meta.fields if not f.is_relation]}
    )
    return type(f"{of.__name__}Serializer", (serializers.ModelSerializer,), {"Meta": meta})


class ApprovalSerializer(serializers.ModelSerializer):
    ingredient = nested(Ingredient)()
    product = nested(Product)()
    jurisdiction = nested(Jurisdiction)()
    authority = nested(Authority)()
    routes = nested(Route)(many=True)
    documents = nested(Document)(many=True)

    class Meta:
        model = Approval
        fields = ["record", "effect", "lifecycle", "number", "valid_from", "valid_to", "ingredient", "product",
                  "jurisdiction", "authority", "routes", "documents"]  # fmt: skip


class Pages(PageNumberPagination):
    page_size = 50


class ApprovalViewSet(viewsets.ModelViewSet):
    queryset = Approval.objects.filter(superseded_in=None)
    serializer_class = ApprovalSerializer
    pagination_class = Pages
    filter_backends = [DjangoFilterBackend]
    filterset_fields = ["ingredient__slug", "jurisdiction__code", "routes__code", "lifecycle"]

    @action(detail=False, methods=["post"])
    def check(self, request):
        found, day = [], dt.date.fromisoformat(request.data["on"])
        for line in request.data["lines"]:
            ingredient = Ingredient.objects.get(slug=line["ingredient"])
            own = Approval.objects.filter(
                ingredient=ingredient,
                jurisdiction__code=request.data["jurisdiction"],
                routes__code=request.data["route"],
                valid__contains=day,
            )
            of_products = Approval.objects.filter(
                product__lines__ingredient=ingredient,
                jurisdiction__code=request.data["jurisdiction"],
                routes__code=request.data["route"],
                valid__contains=day,
            )
            found.append(ApprovalSerializer([*own, *of_products], many=True).data)
        return Response({"lines": found})


router = SimpleRouter()
router.register("approvals", ApprovalViewSet)
urlpatterns = router.urls
application = WSGIHandler()
