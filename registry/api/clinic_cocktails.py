"""/api/v1/clinic/cocktails/: what a clinic mixes, kept for itself, and watched if it likes."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.mixins import DestroyModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from config.api.lookups import NotKnown
from config.api.problems import BadInput, Fault
from formulary.names import Asked, resolve
from registry.actions.clinic_cocktails import (
    Content,
    Part,
    delete_cocktail,
    replace_cocktail,
    save_cocktail,
)
from registry.api import lookups
from registry.api.clinic_cocktail_serializers import (
    CocktailToSaveSerializer,
    SavedCocktailSerializer,
)
from registry.api.clinic_views import ClinicRows, body_of
from registry.clinic_errors import TooManySaved
from registry.models import SavedCocktail, Scope

EXAMPLE = OpenApiExample(
    "Two lines, watched in France",
    {
        "name": "Our mesotherapy, 2 mL",
        "lines": [
            {"ingredient": "procaine", "amount": "20", "unit": "mg"},
            {"ingredient": "tranexamic-acid"},
        ],
        "watch": {"jurisdictions": ["FR"], "route": "intradermal"},
    },
    request_only=True,
)
KEPT = {"request": CocktailToSaveSerializer, "examples": [EXAMPLE]}


class SavedCocktailViewSet(DestroyModelMixin, ClinicRows):
    """Cocktails that your clinic keeps. Nobody else sees them."""

    queryset = SavedCocktail.objects.prefetch_related("lines")
    serializer_class = SavedCocktailSerializer
    scope = Scope.COCKTAILS.value

    @extend_schema(responses={201: SavedCocktailSerializer}, **KEPT)
    def create(self, request: Request) -> Response:
        """Keep a cocktail."""
        content = _content(body_of(request, CocktailToSaveSerializer))
        try:
            saved = save_cocktail(clinic=self.clinic.pk, content=content)
        except TooManySaved as error:
            raise BadInput("name", content.name, str(error)) from error
        return Response(self.get_serializer(saved).data, status=201)

    @extend_schema(responses=SavedCocktailSerializer, **KEPT)
    def update(self, request: Request, **_: Any) -> Response:
        """Say anew what it is: what you leave out is gone."""
        cocktail = self.get_object()
        content = _content(body_of(request, CocktailToSaveSerializer))
        return Response(
            self.get_serializer(replace_cocktail(cocktail=cocktail, content=content)).data
        )

    def perform_destroy(self, instance: SavedCocktail) -> None:
        delete_cocktail(cocktail=instance)


def _content(sent: dict[str, Any]) -> Content:
    """What was sent, with every name resolved exactly. Raises BadInput that names all that are not known."""
    asked = [
        Asked("ingredient", line["ingredient"]) if "ingredient" in line
        else Asked("product", line["product"])
        for line in sent["lines"]
    ]  # fmt: skip
    faults, parts = [], []
    for position, (line, one, found) in enumerate(
        zip(sent["lines"], asked, resolve(asked), strict=True)
    ):
        if found.match is None:
            near = [match.slug for match in found.candidates if match.kind == one.kind][:3]
            detail = f"“{one.text}” is not the slug, identifier or exact name of one {one.kind}."
            faults.append(Fault(f"lines.{position}.{one.kind}", one.text, detail, near))
            continue
        named = {one.kind: found.match.slug}
        parts.append(Part(**named, amount=line.get("amount"), unit=line.get("unit", "")))
    watch = sent.get("watch") or {}
    route = _known("watch.route", lookups.ROUTES, watch.get("route"), faults)
    places = [
        _known(f"watch.jurisdictions.{position}", lookups.JURISDICTIONS, code, faults)
        for position, code in enumerate(watch.get("jurisdictions", ()))
    ]
    if faults:
        raise BadInput.many(faults)
    return Content(sent["name"], parts, route, list(dict.fromkeys(places)))


def _known(field: str, lookup: Any, code: str | None, faults: list[Fault]) -> str:
    """The code, if a row has it; else a fault is added."""
    if code is None:
        return ""
    try:
        lookup.find(code)
    except NotKnown as error:
        faults.append(Fault(field, code, error.detail, error.nearest))
    return code
