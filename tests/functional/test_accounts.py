"""Journeys of somebody who wants to get in."""

import base64
import re
from collections.abc import Iterator

import pytest
from django.db import connections
from playwright.sync_api import Page, expect

from registry.actions.accounts import create_first_accounts
from tests.functional import AT_THE_DESK
from tests.functional.conftest import log_in, type_password
from tests.people import code_of, somebody, with_app

pytestmark = pytest.mark.functional

OWN = "seven green herons whistle"


@pytest.fixture
def first(committed_db: None) -> dict[str, str]:
    """One-time passwords of the first accounts."""
    made = {name: password for _, name, password in create_first_accounts()}
    connections.close_all()
    return made


@pytest.fixture
def newcomer(committed_db: None) -> None:
    """Somebody without a second factor."""
    somebody("newcomer", "curators")
    connections.close_all()


@pytest.fixture
def operator(committed_db: None) -> bytes:
    secret = with_app(somebody("operator", "operators"))
    connections.close_all()
    return secret


@pytest.fixture
def authenticator(stranger: Page) -> Iterator[None]:
    """A device that keeps passkeys, and whose owner always unlocks it."""
    session = stranger.context.new_cdp_session(stranger)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield
    session.detach()


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def log_out(page: Page) -> None:
    page.goto("/admin/account/")
    button(page, "Log out here").click()
    expect(page.locator("body")).to_contain_text("You are logged out.")


def secret_shown(page: Page) -> bytes:
    return base64.b32decode(page.locator("#app-key").inner_text().replace(" ", ""))


def test_first_login_sets_up_everything_and_every_way_in_works(
    first: dict[str, str], stranger: Page, authenticator
):
    page = stranger
    page.goto("/admin/formulary/ingredient/")
    type_password(page, "pharmacist", first["pharmacist"])
    expect(page.get_by_role("heading")).to_contain_text("Choose your password")
    page.fill("[name=new_password1]", "pharmacist-2026!")
    page.fill("[name=new_password2]", "pharmacist-2026!")
    button(page, "Take this password").click()
    expect(page.locator(".errors")).to_contain_text("anybody would try here")
    page.fill("[name=new_password1]", OWN)
    page.fill("[name=new_password2]", OWN)
    button(page, "Take this password").click()
    expect(page.locator("svg").first).to_be_visible()
    secret = secret_shown(page)
    page.fill("[name=code]", "000000")
    button(page, "Set up this app").click()
    expect(page.get_by_role("alert")).to_contain_text("not the code for this key")
    assert secret_shown(page) == secret
    page.fill("[name=code]", code_of(secret))
    button(page, "Set up this app").click()
    recovery = page.locator("#recovery-codes li").all_inner_texts()
    assert len(recovery) == 10
    page.get_by_role("link", name="I have kept them").click()
    expect(page).to_have_url(re.compile("/admin/formulary/ingredient/$"))

    log_out(page)
    page.goto("/admin/")
    type_password(page, "pharmacist", OWN)
    page.fill("[name=code]", code_of(secret))
    button(page, "Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("was used before")
    page.fill("[name=code]", recovery[0].lower())
    button(page, "Log in").click()
    page.wait_for_url(AT_THE_DESK)

    log_out(page)
    type_password(page, "pharmacist", OWN)
    page.fill("[name=code]", recovery[0])
    button(page, "Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("was used before")
    page.fill("[name=code]", code_of(secret, later=1))
    button(page, "Log in").click()
    page.wait_for_url(AT_THE_DESK)

    page.goto("/admin/account/")
    page.get_by_role("link", name="Make a passkey").click()
    page.fill("[name=name]", "Example key")
    button(page, "Make a passkey").click()
    expect(page.locator("body")).to_contain_text("Your passkey is set up.")
    log_out(page)
    page.get_by_role("link", name="Log in with a passkey").click()
    button(page, "Use a passkey").click()
    page.wait_for_url(AT_THE_DESK)

    log_out(page)
    type_password(page, "pharmacist", OWN)
    button(page, "Use a passkey").click()
    page.wait_for_url(AT_THE_DESK)
    expect(page.get_by_role("link", name=re.compile("Ingredients")).first).to_be_visible()


def test_enrolment_with_a_passkey_alone(newcomer: None, stranger: Page, authenticator):
    page = stranger
    page.goto("/admin/")
    type_password(page, "newcomer")
    page.get_by_role("link", name="Set up a passkey instead").click()
    page.fill("[name=name]", "Example key")
    button(page, "Make a passkey").click()
    expect(page.locator("#recovery-codes li")).to_have_count(10)
    page.get_by_role("link", name="I have kept them").click()
    page.goto("/admin/account/")
    page.get_by_role("button", name="Remove the passkey Example key").click()
    expect(page.locator("body")).to_contain_text("your only second factor")


def test_lockout_tells_how_long(curator: bytes, stranger: Page):
    page = stranger
    page.goto("/admin/")
    for _ in range(5):
        type_password(page, "curator", "something else altogether")
        expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Wait up to 15 minutes")
    type_password(page, "curator")
    expect(page.get_by_role("alert")).to_contain_text("Wait up to 15 minutes")


def test_login_by_keyboard_alone(curator: bytes, stranger: Page):
    page = stranger
    page.goto("/admin/")
    expect(page.locator("[name=username]")).to_be_focused()
    page.keyboard.type("curator")
    page.keyboard.press("Tab")
    page.keyboard.type("an example for the journey")
    page.keyboard.press("Enter")
    page.wait_for_url("**/second-step/")
    page.keyboard.type(code_of(curator))
    page.keyboard.press("Enter")
    page.wait_for_url(AT_THE_DESK)


def test_operator_gives_an_account_and_helps_with_a_lost_phone(
    curator: bytes, operator: bytes, stranger: Page
):
    page = stranger
    page.goto("/admin/")
    log_in(page, "operator", operator)
    page.goto("/admin/registry/user/add/")
    page.fill("[name=username]", "newcomer")
    page.get_by_text("Reviewer: publishes").click()
    button(page, "Save").click()
    expect(page.locator("#one-time-password")).to_be_visible()
    page.get_by_role("link", name="To the accounts").click()
    page.get_by_role("link", name="curator", exact=True).click()
    page.get_by_role("link", name="Remove second step").click()
    page.fill("[name=reason]", "Came in person")
    button(page, "Remove second step").click()
    expect(page.locator("body")).to_contain_text("has no second step any more")
    page.goto("/admin/registry/securityevent/")
    expect(page.locator("#result_list")).to_contain_text("all of them: Came in person")
