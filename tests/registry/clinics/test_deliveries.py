"""What becomes of a message on its way: tried again, given up, never sent where it must not go."""

import datetime as dt

import pytest
from django.utils import timezone

from registry.actions import clinic_deliveries
from registry.actions.clinic_deliveries import PATIENCE, PAUSES, send_due
from registry.actions.clinic_messages import KEPT, look_after
from registry.actions.clinic_webhooks import enable_webhook
from registry.models import (
    Delivery,
    DeliveryTry,
    Webhook,
    WebhookMessage,
)
from tests.clinics import clinic
from tests.registry.clinics.watching import delivery_of, webhook_of

pytestmark = pytest.mark.django_db

URL = "/api/v1/clinic/webhooks/"
LOG = "/api/v1/clinic/deliveries/"


def later(**fields):
    Delivery.objects.update(next_at=timezone.now() - dt.timedelta(seconds=1))


def test_failure_is_tried_again_with_growing_pauses_and_then_given_up(receiver):
    receiver.statuses = [500]
    delivery = delivery_of(webhook_of(clinic(), receiver.url))
    for number, pause in enumerate(PAUSES, 1):
        assert send_due() == 1
        delivery.refresh_from_db()
        assert (delivery.state, delivery.tries) == ("waiting", number)
        waits = (delivery.next_at - timezone.now()).total_seconds()
        assert pause - 5 <= waits <= pause * 1.2
        assert send_due() == 0, "not before it is due"
        later()
    send_due()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.next_at) == ("given-up", None)
    assert DeliveryTry.objects.filter(status=500).count() == len(PAUSES) + 1
    ids = {headers["webhook-id"] for _, headers, _ in receiver.came}
    assert ids == {str(delivery.message)}, "a receiver knows a message that came twice"


def test_success_ends_it_and_the_failing(receiver):
    receiver.statuses = [503, 200]
    delivery = delivery_of(webhook_of(clinic(), receiver.url))
    send_due()
    assert Webhook.objects.get().failing_since
    later()
    send_due()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == ("delivered", 2)
    assert Webhook.objects.get().failing_since is None
    assert send_due() == 0


def test_address_that_fails_for_days_is_disabled_with_a_note(receiver):
    receiver.statuses = [500]
    delivery = delivery_of(webhook_of(clinic(), receiver.url))
    Webhook.objects.update(failing_since=timezone.now() - PATIENCE)
    send_due()
    delivery.refresh_from_db()
    assert delivery.state == "given-up"
    assert "5 days" in Webhook.objects.get().disabled_because
    assert send_due() == 0
    enable_webhook(webhook=Webhook.objects.get())
    assert Webhook.objects.get().failing_since is None


def test_address_that_is_gone_is_disabled_at_once(receiver):
    receiver.statuses = [410]
    delivery_of(webhook_of(clinic(), receiver.url))
    send_due()
    assert "410" in Webhook.objects.get().disabled_because


def test_private_address_is_not_asked(receiver, settings):
    settings.WEBHOOKS_IN_PRIVATE = False
    delivery_of(webhook_of(clinic(), receiver.url.replace("http", "https")))
    send_due()
    assert not receiver.came
    assert "public internet" in DeliveryTry.objects.get().detail


def test_other_secret_key_is_said(receiver, settings):
    delivery_of(webhook_of(clinic(), receiver.url))
    settings.SECRET_KEY = "another one"
    send_due()
    assert not receiver.came
    assert "SECRET_KEY" in DeliveryTry.objects.get().detail


def test_what_is_being_sent_is_taken_up_by_nobody_else(receiver):
    delivery_of(webhook_of(clinic(), receiver.url))
    assert len(clinic_deliveries._held()) == 1
    assert clinic_deliveries._held() == []


def test_what_a_killed_worker_held_is_sent_by_the_next(receiver):
    delivery_of(webhook_of(clinic(), receiver.url))
    clinic_deliveries._held()
    later()
    assert send_due() == 1


def test_webhook_deleted_meanwhile_is_no_error(receiver, monkeypatch):
    delivery_of(webhook_of(clinic(), receiver.url))
    held = clinic_deliveries._held()
    Webhook.objects.all().delete()
    clinic_deliveries._note(held[0], clinic_deliveries.Answer(200))
    assert not DeliveryTry.objects.exists()


def test_old_deliveries_are_forgotten_and_waiting_ones_are_not():
    hook = webhook_of(clinic())
    over, waiting = delivery_of(hook), delivery_of(hook)
    Delivery.objects.filter(pk=over.pk).update(state="delivered", next_at=None)
    long_ago = timezone.now() - KEPT - dt.timedelta(days=1)
    Delivery.objects.update(made_at=long_ago)
    WebhookMessage.objects.update(made_at=long_ago)
    look_after()
    assert list(Delivery.objects.all()) == [waiting]
    assert WebhookMessage.objects.count() == 1
