"""/api/v1/clinic/webhooks/ and /clinic/deliveries/: where a clinic is told of changes, and what became of each message."""

from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import DestroyModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from config.api.problems import BadInput
from registry.actions.clinic_webhooks import (
    add_webhook,
    delete_webhook,
    enable_webhook,
    redeliver,
    rotate_secret,
)
from registry.api.clinic_views import ClinicRows, NotNow, body_of
from registry.api.clinic_webhook_serializers import (
    DeliverySerializer,
    NewWebhookSerializer,
    RotationSerializer,
    WebhookSerializer,
    WebhookToAddSerializer,
)
from registry.clinic_errors import (
    BadAddress,
    NothingToRepeat,
    SavedTwice,
    StillRotating,
    TooManySaved,
)
from registry.models import Delivery, DeliveryTry, Scope, Webhook

EXAMPLE = OpenApiExample(
    "A clinic’s system", {"url": "https://clinic.example/hooks/mesoformulary"}, request_only=True
)


class WebhookViewSet(DestroyModelMixin, ClinicRows):
    """Addresses that are told when an edition, or a new day, changes the answer to a watched cocktail.

    Messages are signed as Standard Webhooks 1.0.0 has it, and sent again with growing pauses for three days. An address that
    takes nothing for five days is disabled.
    """

    queryset = Webhook.objects.all()
    serializer_class = WebhookSerializer
    scope = Scope.WEBHOOKS.value

    @extend_schema(
        request=WebhookToAddSerializer, responses={201: NewWebhookSerializer}, examples=[EXAMPLE]
    )
    def create(self, request: Request) -> Response:
        """Add an address. The secret, with which you verify what comes, is shown in this answer and never again."""
        url = body_of(request, WebhookToAddSerializer)["url"]
        try:
            webhook, secret = add_webhook(clinic=self.clinic.pk, url=url)
        except (BadAddress, SavedTwice, TooManySaved) as error:
            raise BadInput("url", url, str(error)) from error
        shown = {**self.get_serializer(webhook).data, "secret": secret}
        return Response(shown, status=201)

    def perform_destroy(self, instance: Webhook) -> None:
        delete_webhook(webhook=instance)

    @extend_schema(
        request=RotationSerializer,
        responses=NewWebhookSerializer,
        examples=[OpenApiExample("A day to change over", {"hours": 24}, request_only=True)],
    )
    @action(methods=["post"], detail=True)
    def rotate(self, request: Request, **_: Any) -> Response:
        """Get a new secret, shown in this answer and never again. The old one signs too, for as long as you say."""
        webhook = self.get_object()
        hours = body_of(request, RotationSerializer)["hours"]
        try:
            rotated, secret = rotate_secret(webhook=webhook, hours=hours)
        except StillRotating as error:
            raise NotNow("hours", hours, str(error)) from error
        return Response({**self.get_serializer(rotated).data, "secret": secret})

    @extend_schema(request=None)
    @action(methods=["post"], detail=True)
    def enable(self, request: Request, **_: Any) -> Response:
        """Send again to an address that was disabled."""
        return Response(self.get_serializer(enable_webhook(webhook=self.get_object())).data)


class DeliveryViewSet(ClinicRows):
    """Every message to each of your addresses, newest last, with what came of each try. Kept for ninety days."""

    queryset = Delivery.objects.select_related("message", "webhook").prefetch_related(
        Prefetch("log", DeliveryTry.objects.order_by("pk"))
    )
    serializer_class = DeliverySerializer
    scope = Scope.WEBHOOKS.value

    @extend_schema(request=None)
    @action(methods=["post"], detail=True)
    def redeliver(self, request: Request, **_: Any) -> Response:
        """Send the same message once more."""
        delivery = self.get_object()
        try:
            redeliver(delivery=delivery)
        except NothingToRepeat as error:
            raise BadInput("id", str(delivery.key), str(error)) from error
        return Response(self.get_serializer(self.get_object()).data)
