"""The OpenAPI description is true, and the page to try it on needs nothing from elsewhere."""

import re

import pytest
import schemathesis
from django.core.management import call_command
from hypothesis import HealthCheck, settings

from config.wsgi import application

pytestmark = pytest.mark.django_db


@pytest.fixture
def description():
    return schemathesis.openapi.from_wsgi("/api/v1/schema/", application)


@schemathesis.pytest.from_fixture("description").parametrize()
@settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
def test_api_does_what_it_says(case):
    case.call_and_validate()


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
