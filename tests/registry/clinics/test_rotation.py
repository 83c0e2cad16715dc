"""A webhook's secret is changed without a message that the clinic cannot verify, and without one that others can forge."""

import base64
import datetime as dt

import pytest
from django.utils import timezone

from registry.accounts.sealing import unseal
from registry.actions.clinic_deliveries import send_due
from registry.actions.clinic_messages import look_after
from registry.models import AuditEntry, DeliveryTry, Webhook
from tests.attack import refused
from tests.clinics import clinic, system_of
from tests.reading import faults
from tests.registry.clinics.receiver import is_signed
from tests.registry.clinics.watching import SECRET, delivery_of, webhook_of

pytestmark = pytest.mark.django_db

URL = "/api/v1/clinic/webhooks/"


@pytest.fixture
def system():
    return system_of(clinic())


@pytest.fixture
def hook(receiver):
    return webhook_of(clinic(), receiver.url)


def rotated(system, hook, hours=24):
    address = f"{URL}{hook.key}/rotate/"
    return system.post(address, {"hours": hours}, content_type="application/json")


def secret_in(answer):
    assert answer.status_code == 200, answer.content
    return base64.b64decode(answer.json()["secret"].removeprefix("whsec_"))


def sent(hook, receiver):
    """The header fields and the body of one message more."""
    delivery_of(hook)
    assert send_due() == 1
    _, headers, body = receiver.came[-1]
    return headers, body


def over():
    """Let the rotation under way come to its end."""
    Webhook.objects.update(overlap_until=timezone.now() - dt.timedelta(seconds=1))


def test_both_secrets_verify_until_the_rotation_is_over(system, hook, receiver):
    new = secret_in(rotated(system, hook))
    assert new != SECRET
    message = sent(hook, receiver)
    assert is_signed(*message, new)
    assert is_signed(*message, SECRET)
    assert len(message[0]["webhook-signature"].split(" ")) == 2
    over()
    message = sent(hook, receiver)
    assert is_signed(*message, new)
    assert not is_signed(*message, SECRET)


def test_end_is_said_and_the_secret_is_not(system, hook):
    answer = rotated(system, hook, hours=2).json()
    found = system.get(f"{URL}{hook.key}/").json()
    assert {**found, "secret": answer["secret"]} == answer
    ends = dt.datetime.fromisoformat(found["old_secret_until"]) - timezone.now()
    assert dt.timedelta(hours=1.9) < ends <= dt.timedelta(hours=2)
    assert "secret" not in found


def test_secret_that_others_know_is_good_no_longer(system, hook, receiver):
    new = secret_in(rotated(system, hook, hours=0))
    message = sent(hook, receiver)
    assert is_signed(*message, new)
    assert not is_signed(*message, SECRET)
    assert Webhook.objects.get().sealed_old_secret is None


def test_second_rotation_waits_for_the_first_and_says_how_not_to(system, hook, receiver):
    """A third secret would push out the one that the receiver still verifies with."""
    first = secret_in(rotated(system, hook))
    fault = faults(rotated(system, hook), 409)["hours"]
    assert "0 hours" in fault["detail"]
    assert Webhook.objects.get().overlap_until.strftime("%Y-%m-%dT%H:%M:%SZ") in fault["detail"]
    new = secret_in(rotated(system, hook, hours=0))
    message = sent(hook, receiver)
    assert [is_signed(*message, secret) for secret in (new, first, SECRET)] == [True, False, False]


def test_after_its_end_there_is_a_next_rotation(system, hook, receiver):
    first = secret_in(rotated(system, hook))
    over()
    new = secret_in(rotated(system, hook))
    message = sent(hook, receiver)
    assert [is_signed(*message, secret) for secret in (new, first, SECRET)] == [True, True, False]


def test_old_secret_is_forgotten_when_it_is_over(system, hook):
    rotated(system, hook)
    look_after()
    assert Webhook.objects.get().sealed_old_secret
    over()
    look_after()
    assert Webhook.objects.get().sealed_old_secret is None


def test_unreadable_secret_is_rotated_away(system, hook, receiver, settings):
    """As after a new SECRET_KEY: there is no old secret to go on with."""
    settings.SECRET_KEY = "another one"
    delivery_of(hook)
    send_due()
    assert "rotate it" in DeliveryTry.objects.get().detail
    answer = rotated(system, hook)
    assert answer.json()["old_secret_until"] is None
    assert is_signed(*sent(hook, receiver), secret_in(answer))


def test_trail_keeps_neither_secret(system, hook):
    rotated(system, hook)
    stored = Webhook.objects.get()
    assert unseal(stored.sealed_old_secret) == SECRET
    said = str([entry.__dict__ for entry in AuditEntry.objects.filter(table="registry_webhook")])
    for sealed in (stored.sealed_secret, stored.sealed_old_secret):
        assert bytes(sealed).hex() not in said
        assert bytes(sealed).decode() not in said


@pytest.mark.parametrize("hours", [-1, 169, "24", None, True])
def test_rotation_has_an_end_within_a_week(system, hook, hours):
    assert "hours" in faults(rotated(system, hook, hours=hours))
    assert unseal(Webhook.objects.get().sealed_secret) == SECRET


def test_database_keeps_no_old_secret_without_an_end(hook):
    refused(
        "UPDATE registry_webhook SET sealed_old_secret = sealed_secret",
        match="webhook_old_secret_has_an_end",
    )
