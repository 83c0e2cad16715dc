"""The description of webhooks is true: messages that were really sent are as it says, and have nothing besides."""

import datetime as dt
import json
import re
from copy import deepcopy

import jsonschema
import pytest
from django.utils import timezone

from registry.actions.approvals import write
from registry.actions.clinic_deliveries import send_due
from registry.actions.clinic_telling import tell_of_changes
from registry.actions.clinic_webhooks import rotate_secret
from registry.models import Jurisdiction
from tests.clinics import clinic
from tests.publishing import edition
from tests.registry.api.build import statement
from tests.registry.clinics.watching import save, webhook_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def description(client):
    return client.get("/api/v1/schema/").json()


@pytest.fixture
def operation(description):
    return description["webhooks"]["cocktails.changed"]["post"]


@pytest.fixture
def body_schema(description, operation):
    """As described, without room for members that are not."""
    components = deepcopy(description["components"])
    for schema in components["schemas"].values():
        if "properties" in schema:
            schema["additionalProperties"] = False
    content = operation["requestBody"]["content"]["application/json"]
    return jsonschema.Draft202012Validator(
        {**content["schema"], "components": components},
        format_checker=jsonschema.FormatChecker(),
    )


@pytest.fixture
def came(receiver, monkeypatch):
    """What came: of an edition that put the place on record, and of a day, while a rotation is under way."""
    owner = clinic()
    hook = webhook_of(owner, receiver.url)
    save(owner, places=["XB"])
    today = timezone.localdate()
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "localdate", lambda: today - dt.timedelta(days=1))
        with edition() as opened:
            place = Jurisdiction.objects.create(code="XB", name="Second example", kind="country")
            ends = {"valid_to": today.isoformat(), "valid_to_kind": "date"}
            said = statement("xb-example", jurisdiction=place, **ends)
            write(edition=opened, statements=[said])
        tell_of_changes()
    send_due()
    rotate_secret(webhook=hook, hours=1)
    tell_of_changes()
    send_due()
    return receiver.came


def test_bodies_are_as_described(came, body_schema):
    published, day = (json.loads(body) for _, _, body in came)
    for body in (published, day):
        body_schema.validate(body)
    assert (published["data"]["cause"], day["data"]["cause"]) == ("edition", "day")
    assert published["data"]["changes"][0]["from"] is None, "a case that is easily forgotten"


def test_example_is_as_described(operation, body_schema):
    [example] = operation["requestBody"]["content"]["application/json"]["examples"].values()
    body_schema.validate(example["value"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "something.else"},
        {"timestamp": None},
        {"data": {}},
        {"more": 1},
    ],
)
def test_description_is_not_true_of_everything(operation, body_schema, wrong):
    [example] = operation["requestBody"]["content"]["application/json"]["examples"].values()
    with pytest.raises(jsonschema.ValidationError):
        body_schema.validate({**example["value"], **wrong})


def test_header_fields_are_as_described(came, operation):
    described = {field["name"]: field for field in operation["parameters"]}
    assert {field["in"] for field in described.values()} == {"header"}
    for _, headers, _ in came:
        assert {name for name in headers if name.startswith("webhook-")} == set(described)
        for name, field in described.items():
            assert re.search(field["schema"]["pattern"], headers[name]), name
    signatures = [headers["webhook-signature"].count("v1,") for _, headers, _ in came]
    assert signatures == [1, 2]
