"""GET /api/v1/licences/: is this clinic licensed, and until when?"""

import datetime as dt
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import (
    OpenApiExample,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.viewsets import GenericViewSet

from config.api.fields import Text
from config.api.filters import DayFilter, Filters, KnownFilter, SearchFilter
from config.api.paging import KeysetPagination
from config.api.parameters import check_parameters
from config.api.problems import BadInput
from formulary.rules.names import normalise
from registry.api import lookups
from registry.clinics.standing import Facts, Standing, standing
from registry.models import Licence

NOTICE = (
    "Only “licensed” means licensed, by what was verified on the day given. An empty list says nothing: the clinic may "
    "be licensed and not on record here. Ask the authority."
)
EXAMPLE = OpenApiExample(
    "A licence that was verified (made up)",
    {
        "clinic": {"slug": "example-clinic", "name": "Example clinic"},
        "jurisdiction": "XA",
        "authority": "Example authority",
        "number": "EX-12/34",
        "valid_from": None,
        "valid_to": "2027-12-31",
        "standing": "licensed",
        "verified_at": "2026-11-24T12:00:00Z",
        "source": {"evidence": "Example register, 2026-11-24", "title": None, "url": None},
    },
    response_only=True,
)


class LicenceClinicSerializer(serializers.Serializer):
    """Whose licence it is."""

    slug = serializers.CharField()
    name = serializers.CharField()


class LicenceSourceSerializer(serializers.Serializer):
    """What was looked at when it was verified."""

    evidence = serializers.CharField(source="found_in")
    title = Text(source="document_title")
    url = Text(source="document_url")


class LicenceSerializer(serializers.ModelSerializer):
    """A licence as printed, and how it stands."""

    clinic = LicenceClinicSerializer()
    jurisdiction = serializers.CharField(source="jurisdiction.code")
    authority = serializers.CharField(source="authority.name")
    standing = serializers.SerializerMethodField(
        help_text="`licensed`, `expired`, `not-begun`, `refuted` (looked up, and not so or not any more) or "
        "`unverified` (nobody has looked it up). Only `licensed` means licensed."
    )
    verified_at = serializers.DateTimeField(
        source="found_at", allow_null=True, help_text="When it was looked up; null if it never was."
    )
    source = serializers.SerializerMethodField(help_text="Null if it was never looked up.")

    class Meta:
        model = Licence
        fields = [
            "clinic", "jurisdiction", "authority", "number", "valid_from", "valid_to",
            "standing", "verified_at", "source",
        ]  # fmt: skip

    def get_standing(self, licence: Any) -> Standing:
        facts = Facts(licence.valid_from, licence.valid_to, licence.finding or "")
        return standing(facts, self.context["view"].on)

    @extend_schema_field(LicenceSourceSerializer(allow_null=True))
    def get_source(self, licence: Any) -> dict[str, Any] | None:
        return LicenceSourceSerializer(licence).data if licence.found_in else None


class LicenceFilters(Filters):
    number = SearchFilter(
        "The licence's number; case and punctuation do not matter.", method="with_number"
    )
    jurisdiction = KnownFilter(lookups.JURISDICTIONS, "Where it is valid: a code, as in FR.")
    clinic = SearchFilter("The clinic's slug or whole name.", method="of_clinic")
    on = DayFilter("The day asked about; today if left out.")

    joint = ("on",)

    def together(self, queryset, asked):
        if not asked["number"] and not asked["clinic"]:
            raise BadInput(
                "number", None, "Give the number of a licence, or a clinic.", ["number", "clinic"]
            )
        return queryset

    def with_number(self, queryset, _, value):
        return queryset.filter(normalised=normalise(value))

    def of_clinic(self, queryset, _, value):
        return queryset.filter(clinic__normalised=normalise(value)) | queryset.filter(
            clinic__slug=value
        )


class LicencePagination(KeysetPagination):
    """Pages that say the day asked, and how to read them."""

    envelope_schema = {
        "on": {
            "type": "string",
            "format": "date",
            "example": "2026-11-24",
            "description": "The day asked.",
        },
        "notice": {"type": "string", "description": "How to read the answer.", "example": NOTICE},
    }


@extend_schema_view(
    list=extend_schema(
        operation_id="licences_list",
        summary="Is this clinic licensed?",
        tags=["licences"],
        examples=[EXAMPLE],
    )
)
class LicenceViewSet(ListModelMixin, GenericViewSet):
    """Licences of clinics, by number or by clinic. The absence of a licence is never a licence, nor its opposite."""

    http_method_names = ["get", "head"]
    queryset = Licence.objects.with_finding()
    serializer_class = LicenceSerializer
    filterset_class = LicenceFilters
    pagination_class = LicencePagination
    page_key = "id"

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if self.action is not None:
            known = (*self.filterset_class.base_filters, *self.pagination_class.parameters)
            check_parameters(request.query_params, known)

    @property
    def on(self) -> dt.date:
        """The day asked; the filters have refused what is none."""
        asked = self.request.query_params.get("on")
        return dt.date.fromisoformat(asked) if asked else timezone.localdate()

    def envelope(self) -> dict[str, Any]:
        return {"on": self.on.isoformat(), "notice": NOTICE}

    def pinned(self) -> dict[str, Any]:
        return {"on": self.on.isoformat()}
