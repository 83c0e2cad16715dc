"""RELAX_TWO_FACTOR: on one's own machine alone, and loud."""

import logging

import pytest

from config.environment import relaxed_two_factor
from config.errors import Misconfigured
from registry.accounts.middleware import AuthenticationMiddleware
from tests.people import PASSWORD, logged_in, somebody


@pytest.fixture
def relaxed(settings):
    settings.RELAX_TWO_FACTOR = True


def enter(client, **more):
    somebody("example", "curators")
    return client.post(
        "/admin/login/", {"username": "example", "password": PASSWORD}, **more
    ).headers["Location"]


@pytest.mark.django_db
def test_relaxed_login_needs_a_password_alone(client, relaxed):
    assert enter(client) == "/admin/"
    page = client.get("/admin/").content.decode()
    assert "RELAX_TWO_FACTOR is on" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "more", [{"REMOTE_ADDR": "192.0.2.1"}, {"headers": {"X-Forwarded-For": "127.0.0.1"}}]
)
def test_relaxed_login_from_elsewhere_is_not_relaxed(client, relaxed, more):
    assert enter(client, **more) == "/admin/login/set-up/"


@pytest.mark.django_db
def test_banner_stands_on_every_page_and_nowhere_without_the_setting(client, settings):
    logged_in(client, somebody("example", "curators"))
    pages = ["/admin/login/?again=1", "/admin/", "/admin/formulary/ingredient/", "/admin/account/"]
    for is_relaxed in (False, True):
        settings.RELAX_TWO_FACTOR = is_relaxed
        for page in pages:
            assert ("RELAX_TWO_FACTOR" in client.get(page).content.decode()) is is_relaxed, page


def test_relaxation_is_in_the_log(relaxed, caplog):
    AuthenticationMiddleware(lambda request: None)
    assert caplog.records[0].levelno == logging.WARNING
    assert "RELAX_TWO_FACTOR is on" in caplog.text


@pytest.mark.parametrize(
    ("debug", "https_only", "host"),
    [(False, False, "127.0.0.1"), (True, True, "127.0.0.1"), (True, False, "0.0.0.0")],  # noqa: S104
)
def test_relaxation_is_refused_where_others_reach_it(monkeypatch, debug, https_only, host):
    monkeypatch.setenv("RELAX_TWO_FACTOR", "1")
    monkeypatch.setenv("HOST", host)
    with pytest.raises(Misconfigured, match="development on your own machine"):
        relaxed_two_factor(debug=debug, https_only=https_only)


@pytest.mark.parametrize(("value", "relaxed"), [("1", True), ("0", False)])
def test_relaxation_on_ones_own_machine(monkeypatch, value, relaxed):
    monkeypatch.setenv("RELAX_TWO_FACTOR", value)
    monkeypatch.delenv("HOST", raising=False)
    assert relaxed_two_factor(debug=True, https_only=False) is relaxed
