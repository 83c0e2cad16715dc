"""The OpenAPI description is true, and the page to try it on needs nothing from elsewhere."""

import re

import pytest
import schemathesis
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from config.wsgi import application
from registry.clinics import limits
from registry.clinics.quotas import Policy
from tests.clinics import clinic, key_of, start_afresh

pytestmark = pytest.mark.django_db

BULK = "/api/v1/checks/bulk"
ANY_SEGMENT = {"type": "string", "pattern": "^[^/]+$"}


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Each of the many wrong keys is answered as such, and not as one too many."""
    monkeypatch.setattr(limits, "WRONG_KEYS", Policy("wrong-keys", 1_000_000, limits.MINUTE))


@pytest.fixture
def operations(kept_connection):
    """Every operation by its label."""
    described = schemathesis.openapi.from_wsgi("/api/v1/schema/", application)
    return {found.ok().label: found.ok() for found in described.get_all_operations()}


@pytest.fixture
def key(db):
    """What opens all of it, so that addresses of a clinic are asked further than to the door."""
    yield key_of(clinic(requests_a_minute=1_000_000))
    start_afresh()


def can_be_asked_wrongly(operation):
    """Not a detail that takes nothing but a key of any shape. Hypothesis would look for a wrong one for seconds."""
    keys = [parameter.definition["schema"] for parameter in operation.path_parameters]
    return operation.query or operation.body or any(key != ANY_SEGMENT for key in keys)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
def test_api_does_what_it_says(operations, mode, key):
    """Requests that the description allows, and such as it forbids: each answer is one it declares.

    A code of the right shape that no record has is refused, which no description can foresee.
    """

    def attack(operation):
        @settings(
            max_examples=10,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case):
            # What reads the answers here does not unpack them.
            shown = {"Accept-Encoding": "identity", "Authorization": f"Bearer {key}"}
            excluded = [positive_data_acceptance]
            if operation.path == BULK:  # a row that is none is answered in its place
                excluded.append(negative_data_rejection)
            case.call_and_validate(headers=shown, excluded_checks=excluded)

        ask()

    for operation in operations.values():
        if mode is GenerationMode.POSITIVE or can_be_asked_wrongly(operation):
            attack(operation)
    assert "GET /api/v1/approvals/" in operations


def test_description_has_no_gaps(tmp_path):
    target = tmp_path / "schema.yaml"
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(target))
    assert target.read_text().startswith("openapi: 3.1")


@pytest.mark.parametrize(
    ("url", "accept", "content_type"),
    [
        ("/api/v1/schema/", "*/*", "application/json"),
        ("/api/v1/schema/", "application/yaml", "application/yaml; charset=utf-8"),
        ("/api/v1/schema.json", "*/*", "application/json"),
        ("/api/v1/schema.yaml", "*/*", "application/yaml; charset=utf-8"),
    ],
)
def test_description_is_served_as_json_and_yaml(client, url, accept, content_type):
    response = client.get(url, headers={"Accept": accept})
    assert response["Content-Type"] == content_type


@pytest.mark.parametrize("url", ["/", "/api/", "/api/v1/"])
def test_short_addresses_lead_to_the_page_to_try_it_on(client, url):
    assert client.get(url, follow=True).redirect_chain[-1][0] == "/api/v1/docs/"


def test_page_to_try_it_on_loads_nothing_from_elsewhere(client):
    page = client.get("/api/v1/docs/").content.decode()
    assets = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(assets) >= 5
    assert all(asset.startswith(("/static/", "/api/v1/docs/")) for asset in assets)
    script = client.get("/api/v1/docs/?script=").content.decode()
    assert '"validatorUrl": null' in script
