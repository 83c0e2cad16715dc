"""What webhooks are sent, for the OpenAPI description; `registry.actions.clinic_telling` writes it.

Webhooks of OpenAPI are described by the serializers of their bodies, as everything else is. Header fields that we send are
added to it, since drf-spectacular describes none of a webhook.
"""

from typing import Any, get_args

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, OpenApiWebhook, extend_schema
from rest_framework import serializers

from registry.actions.clinic_telling import TYPE, Cause
from registry.vocabulary import Answer, Status


class ToldMomentSerializer(serializers.Serializer):
    """Ask with both, and a check answers the same for ever."""

    edition = serializers.IntegerField()
    on = serializers.DateField()


class ToldAnswerSerializer(serializers.Serializer):
    """An answer as a check gives it, for hair loss."""

    answer = serializers.ChoiceField(Answer.choices)
    status = serializers.ChoiceField(Status.choices)


class ToldCocktailSerializer(serializers.Serializer):
    id = serializers.UUIDField(help_text="As in `/api/v1/clinic/cocktails/`.")
    name = serializers.CharField()


class ToldChangeSerializer(serializers.Serializer):
    """One of your cocktails where it is watched. An answer is null where the place or the route is not on record."""

    cocktail = ToldCocktailSerializer()
    jurisdiction = serializers.CharField()
    route = serializers.CharField()
    vars()["from"] = ToldAnswerSerializer(allow_null=True)
    to = ToldAnswerSerializer(allow_null=True)


class ToldChangesSerializer(ToldMomentSerializer):
    """What was answered otherwise `before`, and is answered so at this edition on this day."""

    cause = serializers.ChoiceField(
        get_args(Cause),
        help_text="`edition` is newer than before, or the `day` is; never both. Other words may come.",
    )
    before = ToldMomentSerializer()
    changes = ToldChangeSerializer(many=True, allow_empty=False)


class CocktailsChangedSerializer(serializers.Serializer):
    """A message of Standard Webhooks 1.0.0."""

    type = serializers.ChoiceField([TYPE])
    timestamp = serializers.DateTimeField(help_text="When it was found. It stays in every try.")
    data = ToldChangesSerializer()


EXAMPLE = OpenApiExample(
    "A day on which an approval ended",
    {
        "type": TYPE,
        "timestamp": "2026-11-25T00:00:12+00:00",
        "data": {
            "cause": "day",
            "edition": 8,
            "on": "2026-11-25",
            "before": {"edition": 8, "on": "2026-11-24"},
            "changes": [
                {
                    "cocktail": {
                        "id": "0b9f2c3e-5d5c-4c0e-9a66-2f1c7f0f6a11",
                        "name": "Our mixture",
                    },
                    "jurisdiction": "FR",
                    "route": "intradermal",
                    "from": {"answer": "yes", "status": "authorised"},
                    "to": {"answer": "no", "status": "withdrawn"},
                }
            ],
        },
    },
)

COCKTAILS_CHANGED = OpenApiWebhook(
    TYPE,
    extend_schema(
        operation_id="cocktails_changed",
        tags=["clinic"],
        summary="Answers to watched cocktails have changed",
        description=(
            "Comes to each of your webhooks when an edition or a new day changes the answer to cocktails that you watch; a hundred "
            "changes in one message at most. Each message goes on from where the one before it ended. Verify its signature; "
            "a message that comes twice has the same `webhook-id`."
        ),
        request=CocktailsChangedSerializer,
        examples=[EXAMPLE],
        responses={
            "2XX": OpenApiResponse(description="Taken. Answer within ten seconds."),
            "410": OpenApiResponse(description="The address is gone: it is told nothing more."),
            "default": OpenApiResponse(
                description="Not taken: it is sent again with growing pauses, for three days."
            ),
        },
    ),
)
_SIGNATURE = "v1,[A-Za-z0-9+/]{43}="
HEADERS = (
    ("webhook-id", "^msg_[0-9a-f]{32}$", "The message's own, in every try."),
    ("webhook-timestamp", "^[0-9]+$", "The second of this try, as Unix time."),
    (
        "webhook-signature",
        f"^{_SIGNATURE}( {_SIGNATURE})?$",
        "HMAC-SHA256 of `id.timestamp.body` with the webhook's secret. While a rotation is under way there are two, with a blank "
        "between them: of the new secret, and of the old one. One that is right is enough.",
    ),
)


def declare_headers(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """What comes with every message besides its body."""
    for operations in result["webhooks"].values():
        operations["post"]["parameters"] = [
            {
                "in": "header",
                "name": name,
                "required": True,
                "description": description,
                "schema": {"type": "string", "pattern": pattern},
            }
            for name, pattern, description in HEADERS
        ]
    return result
