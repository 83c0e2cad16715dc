"""GET /api/v1/clinic: whose key this is, and what it opens."""

import datetime as dt
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api.parameters import check_parameters
from registry.api.clinic_key import ClinicOnly
from registry.api.clinic_key_scheme import ClinicKeyScheme
from registry.models import Scope

__all__ = ["ClinicKeyScheme", "ClinicView"]  # the description finds the scheme once it is imported


class KeySerializer(serializers.Serializer):
    """The key that came with the request."""

    prefix = serializers.CharField(help_text="What stands after `meso_`.")
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices))
    expires_at = serializers.DateTimeField()


class ClinicLimitsSerializer(serializers.Serializer):
    """What the clinic may ask, with both of its keys together."""

    requests_a_minute = serializers.IntegerField()
    questions_a_day = serializers.IntegerField(
        help_text="Requests, and every row of one that asks in bulk."
    )


class ClinicSerializer(serializers.Serializer):
    """Who you are here."""

    slug = serializers.CharField()
    name = serializers.CharField()
    key = KeySerializer()
    limits = ClinicLimitsSerializer()


class ClinicView(APIView):
    """Your clinic."""

    permission_classes = [ClinicOnly]
    scope = ""

    @extend_schema(operation_id="clinic", tags=["clinic"], responses=ClinicSerializer)
    def get(self, request: Request) -> Response:
        """Whose key is this, until when, and what does it open?"""
        check_parameters(request.query_params, known=())
        clinic = request.auth
        shown: dict[str, Any] = {
            "slug": clinic.slug,
            "name": clinic.name,
            "key": {
                "prefix": clinic.prefix,
                "scopes": sorted(clinic.scopes),
                "expires_at": dt.datetime.fromtimestamp(clinic.expires, dt.UTC),
            },
            "limits": {"requests_a_minute": clinic.a_minute, "questions_a_day": clinic.a_day},
        }
        return Response(ClinicSerializer(shown).data, headers={"Cache-Control": "no-store"})
