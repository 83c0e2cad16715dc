"""Whatever goes wrong under /api/, the answer is a problem document that says what."""

import pytest
from django.test import RequestFactory

from config.api import handlers
from config.api.problems import BadInput, Fault
from formulary.api.views import RouteViewSet
from tests.reading import faults

pytestmark = pytest.mark.django_db


def test_unknown_address_is_a_problem(client):
    assert faults(client.get("/api/v1/nonsense/"), 404) == {}


def test_unknown_address_elsewhere_keeps_the_page_of_django(client):
    response = client.get("/nonsense/")
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_method_that_only_writes_could_need_is_a_problem(client, method):
    response = getattr(client, method)("/api/v1/routes/")
    assert faults(response, 405) == {}
    assert response["Allow"] == "GET, HEAD"


def test_accept_without_json_is_a_problem(client):
    assert faults(client.get("/api/v1/routes/", headers={"Accept": "text/html"}), 406) == {}


def test_browser_that_takes_anything_is_served(client):
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    response = client.get("/api/v1/routes/", headers={"Accept": accept})
    assert response["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"route": NaN}', "application/json", 400),
        (b'{"route": "\\u0000"}', "application/json", 400),
        (b'{"\\ud800": 1}', "application/json", 400),
        (b"<a/>", "application/xml", 415),
    ],
)
def test_body_that_cannot_be_read_is_a_problem(client, body, content_type, status):
    faults(client.post("/api/v1/checks", body, content_type=content_type), status)


def test_fault_of_ours_is_a_problem(client, monkeypatch):
    def fail(*_):
        raise RuntimeError("secret")

    monkeypatch.setattr(RouteViewSet, "get_queryset", fail)
    client.raise_request_exception = False
    response = client.get("/api/v1/routes/")
    assert faults(response, 500) == {}
    assert "secret" not in response.content.decode()


@pytest.mark.parametrize("path", ["/api/v1/routes/", "/elsewhere/"])
@pytest.mark.parametrize(("handler", "status"), [("bad_request", 400), ("permission_denied", 403)])
def test_refusal_before_a_view_is_a_problem_under_api_only(path, handler, status):
    response = getattr(handlers, handler)(RequestFactory().get(path), Exception())
    assert response.status_code == status
    assert (response["Content-Type"] == "application/problem+json") == path.startswith("/api/")


def test_fault_of_ours_elsewhere_keeps_the_page_of_django():
    response = handlers.server_error(RequestFactory().get("/elsewhere/"))
    assert response["Content-Type"].startswith("text/html")


def test_several_faults_are_told_at_once():
    problem = BadInput.many([Fault("a", 1, "Wrong."), Fault("b", 2, "Wrong too.", ["3"])])
    assert problem.detail == "a: Wrong. b: Wrong too."
    assert [fault.field for fault in problem.faults] == ["a", "b"]


def test_long_value_is_cut():
    assert len(Fault("a", "x" * 10_000, "Wrong.").as_json()["value"]) < 300
