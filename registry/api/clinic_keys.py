"""/api/v1/clinic/keys/: a clinic changes its keys by itself, where an operator has allowed it."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.mixins import DestroyModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from config.api.problems import BadInput
from config.api.strict import StrictNumber
from registry.actions.clinic_keys import issue_key_with, revoke_key_with
from registry.api.clinic_views import ClinicRows, NotNow, body_of
from registry.clinic_errors import BeyondTheKey, KeyEnded, TooManyKeys
from registry.models import ApiKey, Scope
from registry.models.api_key import LONGEST

EXAMPLE = OpenApiExample(
    "A successor for a year",
    {"scopes": ["cocktails", "keys", "webhooks"], "days": 365},
    request_only=True,
)


class ClinicKeySerializer(serializers.ModelSerializer):
    """A live key. What it opens with was shown once, and is kept nowhere."""

    prefix = serializers.CharField(help_text="What stands after `meso_`.")
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices))
    issued_at = serializers.DateTimeField(source="made_at")
    last_used_at = serializers.DateTimeField(
        source="use.at", allow_null=True, default=None, help_text="To the minute."
    )

    class Meta:
        model = ApiKey
        fields = ["prefix", "scopes", "issued_at", "expires_at", "last_used_at"]
        read_only_fields = fields


class NewClinicKeySerializer(ClinicKeySerializer):
    """The same, with the key itself, once."""

    key = serializers.CharField(help_text="`meso_…`: send it as `Authorization: Bearer meso_…`.")

    class Meta(ClinicKeySerializer.Meta):
        fields = [*ClinicKeySerializer.Meta.fields, "key"]


class KeyToIssueSerializer(serializers.Serializer):
    """What the new key opens, and for how long."""

    scopes = serializers.ListField(
        child=serializers.ChoiceField(Scope.choices),
        max_length=len(Scope),
        help_text="At most those of the key that you show.",
    )
    days = StrictNumber(min_value=1, max_value=LONGEST.days, help_text="Until it expires.")


@extend_schema_view(
    list=extend_schema(summary="Your live keys"),
    retrieve=extend_schema(summary="One live key"),
)
class KeyViewSet(DestroyModelMixin, ClinicRows):
    """Live keys of your clinic, two at most: the one in use, and its successor.

    To change over: issue the second, put it into use, and revoke the first. A key that has not the scope `keys` can do one
    thing here: revoke itself.
    """

    queryset = ApiKey.objects.live().select_related("use")
    serializer_class = ClinicKeySerializer
    lookup_field = "prefix"  # random, and what a clinic knows its key by already
    lookup_value_converter = "slug"

    @property
    def scope(self) -> str:  # type: ignore[override]
        """Whoever has found a key may end it with nothing but the key."""
        is_itself = self.kwargs.get("prefix") == self.clinic.prefix
        return "" if self.action == "destroy" and is_itself else Scope.KEYS.value

    @extend_schema(
        request=KeyToIssueSerializer, responses={201: NewClinicKeySerializer}, examples=[EXAMPLE]
    )
    def create(self, request: Request) -> Response:
        """Issue a key. It is shown in this answer and never again."""
        asked = body_of(request, KeyToIssueSerializer)
        try:
            key, text = issue_key_with(asking=self.clinic.key, clinic=self.clinic.pk, **asked)
        except TooManyKeys as error:
            raise NotNow("key", self.clinic.prefix, str(error)) from error
        except BeyondTheKey as error:
            raise BadInput(
                "scopes", error.scopes, str(error), sorted(self.clinic.scopes)
            ) from error
        except KeyEnded as error:
            raise AuthenticationFailed(str(error)) from error
        return Response({**self.get_serializer(key).data, "key": text}, status=201)

    @extend_schema(summary="Revoke a key")
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """End a key for good, the one that you show too. Within seconds it opens nothing."""
        return super().destroy(request, *args, **kwargs)

    def perform_destroy(self, instance: ApiKey) -> None:
        try:
            revoke_key_with(asking=self.clinic.key, key=instance)
        except KeyEnded as error:
            raise AuthenticationFailed(str(error)) from error
