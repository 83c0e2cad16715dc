"""A review from the front page to the edition, without a mouse."""

import pytest
from django.db import connections
from playwright.sync_api import Page, expect

from registry.actions.change_sets import submit
from tests.functional.conftest import log_in
from tests.functional.test_review import picture
from tests.people import PASSWORD
from tests.publishing import curator as proposer
from tests.publishing import drafted

pytestmark = pytest.mark.functional

REASONS = ["First example", "Second example"]


@pytest.fixture
def waiting(committed_db: None) -> None:
    """Two change sets in the review queue, of two documents each."""
    for reason in REASONS:
        slugs = [f"xa-{reason.split()[0].lower()}-{number}" for number in (1, 2)]
        rows = [
            ("documents", slug, None, {"slug": slug, "title": f"Example {slug}", "kind": "page"})
            for slug in slugs
        ]
        draft = drafted(*rows, reason=reason)
        submit(change_set=draft, by=proposer())
    connections.close_all()


@pytest.fixture
def desk(waiting: None, reviewer: bytes, stranger: Page) -> Page:
    stranger.goto("/admin/")
    log_in(stranger, "reviewer", reviewer)
    return stranger


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def ready(page: Page, where: str, shown: str) -> None:
    """The page is this one and listens to keys: its script, which comes after the page, has shown its switch."""
    expect(page.locator(where)).to_contain_text(shown)
    expect(page.locator("#review-keys p:not([hidden])")).to_be_attached()


def focused(page: Page):
    return page.locator(":focus")


def test_review_is_done_by_keyboard(desk: Page):
    page = desk
    press(page, "Tab")
    expect(focused(page)).to_have_text("Skip to the content")
    page.get_by_role("link", name="You may decide about").focus()
    press(page, "Enter")
    ready(page, "#result_list", REASONS[0])
    press(page, "?")
    expect(page.locator("#review-keys dl")).to_be_visible()
    picture(page, "keys-1-queue")
    press(page, "Escape", "j", "j", "k")
    expect(focused(page)).to_have_text(REASONS[0])
    press(page, "Enter")

    ready(page, "#review h2", REASONS[0])
    press(page, "j", "j")
    expect(page.locator("#change-2")).to_be_focused()
    picture(page, "keys-2-difference")
    press(page, "k")
    expect(page.locator("#change-1")).to_be_focused()
    press(page, "n")
    ready(page, "#review h2", REASONS[1])
    press(page, "p")
    ready(page, "#review h2", REASONS[0])

    press(page, "d")
    page.keyboard.type("Read: nothing jumps (n, p, j, ?)")
    press(page, "Tab")
    page.keyboard.type(PASSWORD)
    picture(page, "keys-3-decision")
    press(page, "Tab", "Enter")
    ready(page, "#decision", "nothing jumps (n, p, j, ?)")
    press(page, "n")
    expect(page.locator("#review h2")).to_have_text(REASONS[1])


def test_single_keys_can_be_turned_off(desk: Page):
    page = desk
    page.goto("/admin/registry/changeset/?turn=mine")
    ready(page, "#result_list", REASONS[0])
    press(page, "?")
    page.locator("#review-keys-on").focus()
    press(page, "Space", "Escape", "n")
    expect(page.locator("#result_list")).to_be_visible()
    page.reload()
    ready(page, "#result_list", REASONS[0])
    press(page, "n", "?")
    expect(page.locator("#review-keys-on")).not_to_be_checked()


def test_review_needs_no_script(desk: Page):
    plain = desk.context.browser.new_context(java_script_enabled=False)
    plain.add_cookies(desk.context.cookies())
    page = plain.new_page()
    page.goto(f"{desk.url}registry/changeset/?turn=mine")
    page.get_by_role("link", name=REASONS[0]).click()
    page.get_by_role("link", name="Next").click()
    expect(page.locator("#review h2")).to_have_text(REASONS[1])
    page.fill("#decide [name=reason]", "Read")
    page.fill("#decide [name=password]", PASSWORD)
    picture(page, "keys-4-no-script")
    page.get_by_role("button", name="Refuse").click()
    expect(page.locator("#decision")).to_contain_text("Refused")
    plain.close()


def test_filters_are_kept_and_found_again(desk: Page):
    page = desk
    page.goto("/admin/registry/approval/?attention=disputed")
    page.get_by_text("Keep these filters").click()
    page.fill("#keep-filter-name", "Disputed")
    press(page, "Enter")
    expect(page.locator("#saved-filters")).to_contain_text("Disputed")
    page.goto("/admin/registry/approval/")
    page.get_by_role("link", name="Disputed", exact=True).click()
    page.wait_for_url("**/approval/?attention=disputed")
    picture(page, "filters-1-kept")
    page.get_by_role("link", name="Rename or remove").click()
    page.get_by_role("button", name="Remove Disputed").click()
    expect(page.locator("#content")).to_contain_text("kept no filter yet")


def test_matrix_is_asked_and_a_cell_explained(desk: Page):
    page = desk
    page.goto("/admin/matrix/")
    page.fill("[name=text]", "procaine")
    page.fill("[name=on]", "2026-06-01")
    page.get_by_text("Jurisdictions:").click()
    page.get_by_label("France").check()
    page.get_by_role("button", name="Show").click()
    row = page.get_by_role("row", name="Procaine", exact=False).filter(has_text="Authorised").first
    picture(page, "matrix-1")
    row.get_by_role("link").first.click()
    expect(page.locator("#matrix-cell")).to_contain_text("authorised for intradermal use")
    picture(page, "matrix-2-cell")
