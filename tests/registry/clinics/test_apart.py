"""Two clinics trying to see each other: every address of the API, with one clinic's key and the other's ids."""

import re
import uuid

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from registry.actions.receipts import keep_receipt
from registry.clinics.keys import parts_of
from registry.models import ApiKey, Delivery, Receipt, SavedCocktail, Webhook
from tests.clinics import clinic, key_of, system_of
from tests.registry.clinics.watching import delivery_of, save, webhook_of

pytestmark = pytest.mark.django_db

OURS = "Our secret mixture"
METHODS = ("get", "post", "put", "delete")
BODIES = {
    "clinic/cocktails/": {"name": "Taken over", "lines": [{"ingredient": "biotin"}]},
    "clinic/webhooks/<uuid:key>/rotate/": {"hours": 0},
    "clinic/webhooks/": {"url": "https://clinic.example/other"},
    "clinic/keys/": {"scopes": ["webhooks"], "days": 1},
}


def addresses(resolver=None, before=""):
    """Every address below /api/, as Django has it."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLResolver):
            yield from addresses(entry, route)
        elif isinstance(entry, URLPattern) and route.startswith("api/v1/"):
            yield route


def filled(route, key):
    """An address with a key in the place of each of its parameters."""
    named = re.sub(r"<[^>]+>", str(key), re.sub(r"\(\?P<\w+>[^)]*\)", str(key), route))
    return "/" + named.replace("$", "").replace("\\Z", "").replace("\\", "")


@pytest.fixture
def theirs():
    """What one clinic has: one of each thing that a clinic can have."""
    owner = clinic()
    cocktail = save(owner, name=OURS)
    delivery = delivery_of(webhook_of(owner), body=f'{{"name": "{OURS}"}}')
    receipt = keep_receipt(clinic=owner.pk, question="{}", answer=f'"{OURS}"', edition=1)
    prefix, _ = parts_of(key_of(owner))
    ids = [cocktail.key, delivery.webhook.key, delivery.key, delivery.message.key, receipt.key]
    return [*ids, prefix]


def is_of_a_clinic(route):
    """An address with the id of something that belongs to one clinic."""
    return "<uuid:key>" in route or "<slug:prefix>" in route


def kept():
    return [
        list(model.objects.order_by("pk").values())
        for model in (SavedCocktail, Webhook, Delivery, Receipt, ApiKey)
    ]


def test_no_address_shows_or_changes_what_is_another_clinics(theirs):
    stranger, before = system_of(clinic("other-clinic")), kept()
    asked = 0
    for route in addresses():
        for key in theirs if "<" in route else theirs[:1]:
            for method in METHODS:
                body = next((b for path, b in BODIES.items() if path in route), {})
                kwargs = (
                    {} if method == "get" else {"data": body, "content_type": "application/json"}
                )
                answer = getattr(stranger, method)(filled(route, key), **kwargs)
                asked += 1
                said = b"".join(answer) if answer.streaming else answer.content
                assert OURS.encode() not in said, (method, route)
                assert answer.status_code >= 400 or str(key).encode() not in said, (method, route)
                if is_of_a_clinic(route):
                    assert answer.status_code in (404, 405), (method, route)
    assert asked > 100
    mine = [[row for row in rows if row in old] for rows, old in zip(kept(), before, strict=True)]
    assert mine == before, "nothing of the first clinic has changed"


def test_owner_sees_all_of_it(theirs):
    """The walk above means something: with the right key these addresses do show it."""
    owner = system_of(clinic())
    cocktail, webhook, delivery, *_, prefix = theirs
    assert owner.get(f"/api/v1/clinic/cocktails/{cocktail}/").json()["name"] == OURS
    assert owner.get(f"/api/v1/clinic/webhooks/{webhook}/").status_code == 200
    assert owner.get(f"/api/v1/clinic/keys/{prefix}/").json()["prefix"] == prefix
    assert owner.get(f"/api/v1/clinic/deliveries/{delivery}/").json()["body"] == {"name": OURS}
    for kind in ("cocktails", "webhooks", "deliveries"):
        assert len(owner.get(f"/api/v1/clinic/{kind}/").json()["results"]) == 1


def test_lists_of_a_clinic_that_has_nothing_are_empty(theirs):
    stranger = system_of(clinic("other-clinic"))
    assert theirs[-1] not in stranger.get("/api/v1/clinic/keys/").content.decode()
    for kind in ("cocktails", "webhooks", "deliveries"):
        assert stranger.get(f"/api/v1/clinic/{kind}/").json()["results"] == []


def test_walk_meets_every_address_of_a_clinic():
    found = {route for route in addresses() if is_of_a_clinic(route)}
    assert {route.split("/<")[0].split("/")[-1] for route in found} == {
        "cocktails",
        "webhooks",
        "deliveries",
        "receipts",
        "keys",
    }
    assert len(found) == 9


@pytest.mark.parametrize("method", METHODS)
def test_without_a_key_none_of_it_is_there(client, theirs, method):
    for route in addresses():
        if route.split("/")[2] in ("clinic", "receipts"):
            answer = getattr(client, method)(filled(route, theirs[0]))
            assert answer.status_code == 401, route


def test_what_never_was_and_what_is_another_clinics_are_answered_alike(theirs):
    stranger = system_of(clinic("other-clinic"))
    for kind, pair in (("cocktails", (theirs[0], uuid.uuid4())), ("keys", (theirs[-1], "a" * 12))):
        answers = []
        for key in pair:
            answer = stranger.get(f"/api/v1/clinic/{kind}/{key}/")
            answers.append((answer.status_code, answer.content.decode().replace(str(key), "…")))
        assert answers[0] == answers[1]
