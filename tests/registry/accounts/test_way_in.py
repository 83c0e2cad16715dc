"""The steps of a log-in: none can be left out, and nobody is anybody before the last."""

import base64
import datetime as dt
import json

import pytest
from django.test import Client
from django.utils import timezone

from registry.accounts import pending, sessions
from registry.actions.accounts import create_account
from registry.models import SecurityEvent, Session, User
from tests.people import PASSWORD, code_of, logged_in, somebody, with_app

pytestmark = pytest.mark.django_db

LOGIN, SECOND, ENROL = "/admin/login/", "/admin/login/second-step/", "/admin/login/set-up/"
CHOOSE = "/admin/login/password/"
STEPS = [CHOOSE, SECOND, ENROL, f"{ENROL}passkey/"]
ACCOUNT = "/admin/account/"
CHANGES = [f"{ACCOUNT}{what}/" for what in ("app", "passkeys/new")]
OWN = "seven green herons whistle"


def type_password(client, username="example", password=PASSWORD, **more):
    return client.post(LOGIN, {"username": username, "password": password, **more})


def is_in(client):
    return client.get("/admin/").status_code == 200


def older(client, **ages):
    """Let a session be as if it had been opened, or seen, some time ago."""
    session = client.session
    for what, age in ages.items():
        session[what] = (timezone.now() - age).timestamp()
    session.save()


@pytest.mark.parametrize("address", STEPS)
def test_step_without_the_one_before_begins_anew(client, address):
    assert client.get(address).headers["Location"] == LOGIN
    assert client.post(address, {"code": "000000"}).headers["Location"] == LOGIN


def test_password_alone_logs_nobody_in(client):
    with_app(somebody())
    assert type_password(client).headers["Location"] == SECOND
    assert "_auth_user_id" not in client.session
    assert not is_in(client)


def test_password_of_somebody_without_a_second_factor_only_sets_one_up(client):
    somebody()
    assert type_password(client).headers["Location"] == ENROL
    assert client.get(SECOND).headers["Location"] == ENROL
    assert not is_in(client)


def test_enrolment_is_no_way_round_the_second_factor_that_is_there(client):
    with_app(somebody())
    type_password(client)
    for address in (ENROL, f"{ENROL}passkey/"):
        assert client.get(address).headers["Location"] == SECOND
        assert client.post(address, {"code": "000000"}).headers["Location"] == SECOND


def test_whole_way_in_opens_a_session_with_a_new_id(client):
    secret = with_app(somebody())
    client.get(LOGIN)
    type_password(client, next="/admin/formulary/ingredient/")
    before = client.session.session_key
    page = client.post(SECOND, {"code": code_of(secret)})
    assert page.headers["Location"] == "/admin/formulary/ingredient/"
    assert client.session.session_key != before
    assert pending.KEY not in client.session
    assert is_in(client)
    event = SecurityEvent.objects.get(kind="logged-in")
    assert event.detail == "password and authenticator app"


@pytest.mark.parametrize(
    "to", ["https://elsewhere.example/", "//elsewhere.example", "javascript:1"]
)
def test_way_in_leads_nowhere_else(client, to):
    secret = with_app(somebody())
    type_password(client, next=to)
    assert client.post(SECOND, {"code": code_of(secret)}).headers["Location"] == "/admin/"


def test_half_a_login_lasts_ten_minutes(client):
    secret = with_app(somebody())
    type_password(client)
    session = client.session
    session[pending.KEY] = {**session[pending.KEY], "at": timezone.now().timestamp() - 601}
    session.save()
    assert client.post(SECOND, {"code": code_of(secret)}).headers["Location"] == LOGIN


@pytest.mark.parametrize("change", ["password", "closed"])
def test_half_a_login_ends_with_what_it_rests_on(client, change):
    user = somebody()
    secret = with_app(user)
    type_password(client)
    if change == "password":
        user.set_password(OWN)
    user.is_active = change != "closed"
    user.save()
    assert client.post(SECOND, {"code": code_of(secret)}).headers["Location"] == LOGIN


def test_one_time_password_is_replaced_before_anything_else(client):
    given = create_account(user=User(username="example"), roles=["curators"])
    assert type_password(client, password=given).headers["Location"] == CHOOSE
    for address in (SECOND, ENROL):
        assert client.get(address).headers["Location"] == CHOOSE
    kept = client.post(CHOOSE, {"new_password1": given, "new_password2": given})
    assert "choose one of your own" in kept.content.decode()
    chosen = client.post(CHOOSE, {"new_password1": OWN, "new_password2": OWN})
    assert chosen.headers["Location"] == ENROL
    assert not User.objects.get(username="example").has_one_time_password
    assert type_password(Client(), password=given).status_code == 200


def test_session_that_another_door_opened_is_nobodys(client):
    client.force_login(somebody())
    assert not is_in(client)


@pytest.mark.parametrize(
    ("ages", "alive"),
    [
        ({"opened_at": dt.timedelta(hours=11, minutes=59)}, True),
        ({"opened_at": dt.timedelta(hours=12, minutes=1)}, False),
        ({"seen_at": dt.timedelta(minutes=59)}, True),
        ({"seen_at": dt.timedelta(minutes=61)}, False),
    ],
)
def test_session_ends_when_it_is_old_or_idle(client, ages, alive):
    logged_in(client, somebody())
    older(client, **ages)
    assert is_in(client) is alive
    assert SecurityEvent.objects.filter(kind="session-ended").exists() is not alive


def test_session_in_use_goes_on(client):
    logged_in(client, somebody())
    older(client, seen_at=dt.timedelta(minutes=30))
    assert is_in(client)
    seen = client.session[sessions.SEEN]
    assert timezone.now().timestamp() - seen < 60


def test_log_out_ends_the_session_at_the_server(client):
    user = somebody()
    logged_in(client, user)
    cookie = client.cookies.copy()
    assert client.get("/admin/logout/").status_code == 405
    client.post("/admin/logout/")
    client.cookies = cookie
    assert not is_in(client)
    assert not user.sessions.exists()
    assert SecurityEvent.objects.filter(kind="logged-out", user=user).exists()


@pytest.mark.parametrize("address", CHANGES)
def test_changing_how_one_logs_in_asks_for_a_fresh_login(client, address):
    logged_in(client, somebody())
    assert client.get(address).status_code == 200
    older(client, opened_at=dt.timedelta(minutes=11))
    assert (
        client.get(address).headers["Location"]
        == f"{LOGIN}?next={address.replace('/', '%2F')}&again=1"
    )
    page = client.get(client.get(address).headers["Location"])
    assert "once more" in page.content.decode()


@pytest.mark.parametrize(
    "what", ["app/remove", "passkeys/1/remove", "recovery-codes", "sessions/end"]
)
def test_buttons_of_the_account_need_a_post_and_a_login(client, what):
    assert client.post(f"{ACCOUNT}{what}/").headers["Location"].startswith(LOGIN)
    logged_in(client, somebody())
    assert client.get(f"{ACCOUNT}{what}/").status_code == 405


def test_new_app_ends_the_other_sessions(client):
    user = somebody()
    with_app(user)
    other = logged_in(Client(), user)
    logged_in(client, user)
    page = client.get(CHANGES[0])
    secret = base64.b32decode(page.context["key"].replace(" ", ""))
    page = client.post(CHANGES[0], {"code": code_of(secret)})
    assert page.headers["Location"] == ACCOUNT
    assert is_in(client)
    assert not is_in(other)


def test_account_page_lists_sessions_and_ends_them(client):
    user = somebody()
    other = logged_in(Client(), user)
    logged_in(client, user)
    assert client.get(ACCOUNT).content.decode().count("Example browser") == 2
    client.post(f"{ACCOUNT}sessions/end/")
    assert is_in(client)
    assert not is_in(other)


@pytest.mark.parametrize(
    "answer", [{}, [], {"id": "x"}, {"rawId": 1, "response": {}}, "text", None]
)
@pytest.mark.parametrize("address", ["/admin/login/passkey/", f"{ENROL}passkey/"])
def test_passkey_answer_that_is_nonsense_is_refused(client, address, answer):
    somebody()
    type_password(client)
    name = {"SERVER_NAME": "localhost"}
    client.get(address, **name)
    page = client.post(address, {"answer": json.dumps(answer), "name": "Example"}, **name)
    assert page.status_code == 200
    assert not is_in(client)


def test_passkeys_at_a_bare_address_say_why_not(client):
    somebody()
    type_password(client)
    for address in ("/admin/login/passkey/", f"{ENROL}passkey/"):
        page = client.get(address, SERVER_NAME="127.0.0.1").content.decode()
        assert "Passkeys belong to a name" in page
        assert "passkey-options" not in page


def test_login_page_makes_no_session(client):
    client.get(LOGIN)
    assert not Session.objects.exists()
