"""A correction from proposal to edition, by two persons in two browsers' sessions."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.functional.conftest import log_in_instead
from tests.functional.test_desk import go_to, search
from tests.people import PASSWORD

pytestmark = pytest.mark.functional


def picture(page: Page, name: str) -> None:
    """A screenshot for a person to look at, where one asks for it."""
    if folder := os.environ.get("MESO_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_correction_is_proposed_reviewed_and_published(reviewer: bytes, page: Page):
    go_to(page, "Approvals")
    search(page, "GHK")
    page.get_by_role(
        "link", name=re.compile("compounding closed, 2023-09-29 to 2026-04-22")
    ).click()
    expect(page.get_by_role("button", name="Save", exact=True)).to_have_count(0)
    picture(page, "1-published")
    page.get_by_role("link", name="Propose a change").click()
    page.fill("[name=paraphrase]", "Example of better words.")
    page.select_option("[name=effect]", "prohibited")
    page.get_by_role("button", name="Propose", exact=True).click()
    expect(page.locator("#proposal")).to_contain_text("Say why")
    picture(page, "2-propose")
    page.fill("[name=proposal-reason]", "Read again")
    page.get_by_role("button", name="Propose", exact=True).click()
    expect(page.locator("#review")).to_contain_text("Draft")
    expect(page.locator("#change-1")).to_contain_text("Example of better words.")
    picture(page, "3-draft")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator("#review")).to_contain_text("Waiting for review")
    expect(page.locator("#decide")).to_have_count(0)
    proposed = page.url

    log_in_instead(page, "reviewer", reviewer)
    go_to(page, "Waiting for review")
    page.get_by_role("link", name="Read again").click()
    assert page.url.startswith(proposed)
    page.press("body", "j")
    expect(page.locator("#change-1")).to_be_focused()
    picture(page, "4-review")
    page.fill("#decide [name=reason]", "Read against the document")
    page.fill("#decide [name=password]", "another")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("#decide")).to_contain_text("not your password")
    page.fill("#decide [name=password]", PASSWORD)
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("#decision")).to_contain_text("reviewed and released")
    picture(page, "5-published")
    page.get_by_role("link", name="Edition 2").click()
    expect(page.locator("body")).to_contain_text("Read again")


def test_new_cocktail_is_drafted_edited_and_published(reviewer: bytes, page: Page):
    page.goto("/admin/formulary/cocktailversion/add/")
    page.fill("[name=slug]", "example")
    page.fill("[name=name]", "Example cocktail")
    page.get_by_role("link", name=re.compile("Add another")).click()
    box = page.locator("[name='lines-0-ingredient'] + .select2")
    box.click()
    page.fill(".select2-container--open .select2-search__field", "Biotin")
    page.locator(".select2-results__option", has_text="Biotin").first.click()
    page.fill("[name=lines-0-amount]", "2.50")
    page.fill("[name=lines-0-unit]", "mg/mL")
    page.fill("[name=proposal-reason]", "A new one")
    page.get_by_role("button", name="Propose", exact=True).click()
    page.get_by_role("link", name="Edit", exact=True).click()
    expect(page.locator("[name=lines-0-amount]")).to_have_value("2.50")
    page.fill("[name=name]", "Example cocktail, better")
    page.get_by_role("button", name="Propose", exact=True).click()
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator("#impact")).to_contain_text("Example cocktail, better")
    proposed = page.url
    picture(page, "6-cocktail")
    log_in_instead(page, "reviewer", reviewer)
    page.goto(proposed)
    page.fill("#decide [name=reason]", "Good")
    page.fill("#decide [name=password]", PASSWORD)
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("#decision")).to_contain_text("Edition 2")
