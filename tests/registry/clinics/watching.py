"""Saved cocktails, and those who want to hear of them."""

from django.utils import timezone

from registry.accounts.sealing import seal
from registry.actions.clinic_cocktails import Content, Part, save_cocktail
from registry.models import Delivery, Edition, Webhook, WebhookMessage

SECRET = b"an example of a secret: 32 bytes"


def save(
    clinic, *, name="Example mixture", ingredients=("procaine",), places=(), route="intradermal"
):
    parts = [Part(ingredient=slug) for slug in ingredients]
    content = Content(name, parts, route if places else "", places)
    return save_cocktail(clinic=clinic.pk, content=content)


def webhook_of(clinic, url="https://clinic.example/hook"):
    return Webhook.objects.create(clinic=clinic, url=url, sealed_secret=seal(SECRET))


def delivery_of(webhook, body='{"type": "example"}'):
    message = WebhookMessage.objects.create(
        clinic=webhook.clinic, edition=Edition.objects.get(number=1), body=body
    )
    return Delivery.objects.create(webhook=webhook, message=message, next_at=timezone.now())
