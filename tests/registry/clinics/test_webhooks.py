"""What clinics are told after a publication, and how they say where."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from formulary.models import Ingredient
from registry.accounts.sealing import unseal
from registry.actions.clinic_deliveries import send_due
from registry.actions.clinic_telling import tell_of_changes
from registry.actions.clinic_webhooks import redeliver
from registry.clinic_errors import NothingToRepeat
from registry.clinics import signing
from registry.models import (
    Announcement,
    AuditEntry,
    Delivery,
    Webhook,
    WebhookMessage,
)
from registry.vocabulary import Effect
from tests.clinics import clinic, system_of
from tests.reading import faults
from tests.registry.api.build import publish, statement
from tests.registry.clinics.receiver import data_of, is_signed
from tests.registry.clinics.watching import delivery_of, save, webhook_of

pytestmark = pytest.mark.django_db

URL = "/api/v1/clinic/webhooks/"
LOG = "/api/v1/clinic/deliveries/"


def ban(record="xa-example-ban"):
    """An edition in which the authority of XA prohibits procaine."""
    return publish(statement(record, effect=Effect.PROHIBITED, route_scope="any"))


def watched(slug="example-clinic", **values):
    """A clinic that watches procaine in XA, where it was granted before."""
    owner = clinic(slug)
    return owner, save(owner, places=["XA"], **values)


@pytest.fixture
def granted(db):
    return publish(statement("xa-example"))


def later(**fields):
    Delivery.objects.update(next_at=timezone.now() - dt.timedelta(seconds=1))


def test_signature_is_that_of_the_specification():
    """The example of the specification's own text."""
    secret = b"\x30\x9c\xe9\x97\xe0\xb8\xee\xe6\x1c\x26\xbc\x1b\xc9\xf8\xd0\xb0\x1e\x48\xf4\x67\xb3\x05\x85\xaa"
    fields = signing.signed(
        secrets=[secret], message="msg_example", at=1614265330, body='{"test": 2432232314}'
    )
    assert is_signed(fields, '{"test": 2432232314}', secret)
    assert not is_signed(
        fields | {"webhook-timestamp": "1614265331"}, '{"test": 2432232314}', secret
    )


def test_clinic_is_told_what_changed_from_what_to_what(granted, receiver):
    owner, cocktail = watched()
    webhook_of(owner, receiver.url)
    number = ban()
    tell_of_changes()
    assert send_due() == 1
    [(_, headers, body)] = receiver.came
    assert is_signed(headers, body)
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60
    today = timezone.localdate().isoformat()
    assert data_of(body) == {
        "cause": "edition",
        "edition": number,
        "on": today,
        "before": {"edition": number - 1, "on": today},
        "changes": [
            {
                "cocktail": {"id": str(cocktail.key), "name": "Example mixture"},
                "jurisdiction": "XA",
                "route": "intradermal",
                "from": {"answer": "yes", "status": "authorised"},
                "to": {"answer": "no", "status": "prohibited"},
            }
        ],
    }


def test_told_what_a_check_says(granted, receiver, client):
    owner, _ = watched()
    webhook_of(owner, receiver.url)
    number = ban()
    tell_of_changes()
    [change] = data_of(WebhookMessage.objects.get().body)["changes"]
    question = {"jurisdiction": "XA", "route": "intradermal", "lines": [{"ingredient": "procaine"}]}
    for edition, side in ((number - 1, "from"), (number, "to")):
        said = client.post(
            "/api/v1/checks", {**question, "edition": edition}, "application/json"
        ).json()
        assert {name: said[name] for name in ("answer", "status")} == change[side]


def test_nobody_is_told_where_nothing_changes(granted):
    owner, _ = watched(ingredients=("biotin",))
    webhook_of(owner)
    ban()
    tell_of_changes()
    assert Announcement.objects.get().told_at
    assert not WebhookMessage.objects.exists()


def test_each_clinic_is_told_of_its_own(granted, receiver):
    for slug in ("example-clinic", "other-clinic"):
        owner, _ = watched(slug, name=f"Mixture of {slug}")
        webhook_of(owner, f"{receiver.url}&to={slug}")
    ban()
    tell_of_changes()
    send_due()
    assert len(receiver.came) == 2
    for path, _, body in receiver.came:
        slug = path.partition("&to=")[2]
        assert [change["cocktail"]["name"] for change in data_of(body)["changes"]] == [
            f"Mixture of {slug}"
        ]


@pytest.mark.parametrize("what", ["no webhook", "disabled", "not watched", "closed"])
def test_publication_announces_only_what_somebody_wants_to_hear(granted, what):
    owner, cocktail = watched()
    hook = webhook_of(owner)
    if what == "no webhook":
        hook.delete()
    if what == "disabled":
        Webhook.objects.update(disabled_at=timezone.now(), disabled_because="Example")
    if what == "not watched":
        type(cocktail).objects.update(watched_route="", watched_jurisdictions=[])
    if what == "closed":
        type(owner).objects.update(is_active=False)
    ban()
    assert not Announcement.objects.exists()


def test_every_edition_is_told_of_in_order_and_once(granted):
    owner, _ = watched()
    webhook_of(owner)
    biotin = Ingredient.objects.get(slug="biotin")
    first, second = ban(), publish(statement("xa-other", ingredient=biotin))
    for _ in range(2):
        tell_of_changes()
    told = Announcement.objects.order_by("edition").values_list("edition", flat=True)
    assert list(told) == [first, second]
    assert [message.edition_id for message in WebhookMessage.objects.all()] == [first]


def test_line_whose_ingredient_is_gone_is_unresolved(granted):
    owner, _ = watched(ingredients=("procaine", "never-was"))
    webhook_of(owner)
    ban()
    tell_of_changes()
    [change] = data_of(WebhookMessage.objects.get().body)["changes"]
    assert change["from"] == {"answer": "unknown", "status": "unresolved"}


@pytest.fixture
def system():
    return system_of(clinic())


def added(system, url="https://clinic.example/hook"):
    return system.post(URL, {"url": url}, content_type="application/json")


def test_secret_is_shown_once_and_kept_sealed(system):
    answer = added(system)
    assert answer.status_code == 201
    secret, stored = answer.json()["secret"], Webhook.objects.get()
    assert secret == signing.shown(unseal(stored.sealed_secret))
    assert secret.startswith("whsec_")
    assert secret.encode() not in bytes(stored.sealed_secret)
    assert "secret" not in system.get(f"{URL}{answer.json()['id']}/").json()
    for entry in AuditEntry.objects.filter(table="registry_webhook"):
        assert bytes(stored.sealed_secret).hex() not in str(entry.__dict__)


@pytest.mark.parametrize(
    "url", ["http://clinic.example/", "https://127.0.0.1/", "https://10.0.0.1/", "", 5]
)
def test_address_that_could_not_be_sent_to_is_refused_at_once(system, url):
    assert "url" in faults(added(system, url))


def test_address_is_added_once_and_a_few_at_most(system):
    added(system)
    assert "already" in faults(added(system))["url"]["detail"]
    for number in range(4):
        assert added(system, f"https://clinic.example/{number}").status_code == 201
    assert "Delete one" in faults(added(system, "https://clinic.example/more"))["url"]["detail"]


def test_delivery_is_sent_again_when_asked(system, receiver):
    delivery = delivery_of(webhook_of(clinic(), receiver.url))
    address = f"{LOG}{delivery.key}/"
    assert "waiting" in faults(system.post(f"{address}redeliver/"))["id"]["detail"]
    send_due()
    found = system.get(address).json()
    assert (found["state"], [one["status"] for one in found["tries"]]) == ("delivered", [204])
    assert system.post(f"{address}redeliver/").json()["state"] == "waiting"
    send_due()
    assert len(receiver.came) == 2


def test_disabled_webhook_is_enabled_again_first(system):
    delivery = delivery_of(webhook_of(clinic()))
    Webhook.objects.update(disabled_at=timezone.now(), disabled_because="Example")
    Delivery.objects.update(state="given-up", next_at=None)
    with pytest.raises(NothingToRepeat):
        redeliver(delivery=delivery)
    address = f"{URL}{delivery.webhook.key}/enable/"
    assert system.post(address).json()["disabled_at"] is None
    redeliver(delivery=delivery)


def test_unknown_delivery_is_not_there(system):
    faults(system.post(f"{LOG}{uuid.uuid4()}/redeliver/"), 404)
