"""Webhooks and what they are sent, as they go over the API."""

import json
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.api.fields import Text
from config.api.strict import StrictNumber, StrictText
from registry.actions.clinic_webhooks import LONGEST_OVERLAP
from registry.models import Delivery, DeliveryTry, Webhook


class WebhookSerializer(serializers.ModelSerializer):
    """An address that is told of changes."""

    id = serializers.UUIDField(source="key")
    old_secret_until = serializers.DateTimeField(
        source="overlap_until",
        help_text="Until then messages are signed with the secret before this one as well.",
        allow_null=True,
    )
    disabled_because = Text()

    class Meta:
        model = Webhook
        fields = [
            "id",
            "url",
            "made_at",
            "old_secret_until",
            "failing_since",
            "disabled_at",
            "disabled_because",
        ]


class NewWebhookSerializer(WebhookSerializer):
    """The same, with its secret, once."""

    secret = serializers.CharField(
        help_text="`whsec_…`, as libraries of Standard Webhooks take it."
    )

    class Meta(WebhookSerializer.Meta):
        fields = [*WebhookSerializer.Meta.fields, "secret"]


class WebhookToAddSerializer(serializers.Serializer):
    """Where you want to be told."""

    url = StrictText(max_length=500, help_text="A public address, https://…")


class RotationSerializer(serializers.Serializer):
    """How long you need to put the new secret into use."""

    hours = StrictNumber(
        min_value=0,
        max_value=LONGEST_OVERLAP,
        help_text="For so long messages are signed with the old secret as well; 0 if others know it.",
    )


class DeliveryTrySerializer(serializers.ModelSerializer):
    """One try: the status that came back, or why none did."""

    detail = Text()

    class Meta:
        model = DeliveryTry
        fields = ["at", "status", "detail"]


class DeliverySerializer(serializers.ModelSerializer):
    """One message to one address."""

    id = serializers.UUIDField(source="key")
    webhook = serializers.UUIDField(source="webhook.key", help_text="The id of the webhook.")
    message = serializers.SerializerMethodField(help_text="The webhook-id that it carries.")
    edition = serializers.IntegerField(source="message.edition_id")
    body = serializers.SerializerMethodField(help_text="What is sent.")
    tries = DeliveryTrySerializer(source="log", many=True)

    class Meta:
        model = Delivery
        fields = [
            "id",
            "webhook",
            "message",
            "edition",
            "state",
            "made_at",
            "next_at",
            "tries",
            "body",
        ]

    def get_message(self, delivery: Delivery) -> str:
        return str(delivery.message)

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_body(self, delivery: Delivery) -> dict[str, Any]:
        return json.loads(delivery.message.body)
