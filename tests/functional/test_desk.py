"""Journeys of a pharmacist at the curation desk."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.functional


def choose(page: Page, field: str, text: str, nth: int = 0) -> None:
    """Pick what an autocomplete offers for `text`."""
    box = page.locator(f"[name='{field}'] + .select2")
    box.click()
    page.fill(".select2-container--open .select2-search__field", text)
    page.locator(".select2-results__option", has_text=text).nth(nth).click()


def go_to(page: Page, title: str) -> None:
    """Follow the sidebar. An icon is text as well, so the link's name ends with its title."""
    page.locator("#nav-sidebar").get_by_role("link", name=re.compile(f"{title}$")).first.click()


def search(page: Page, text: str) -> None:
    page.fill("#searchbar", text)
    page.press("#searchbar", "Enter")


def test_desk_ingredient_found_by_any_name_and_given_another(page: Page):
    go_to(page, "Ingredients")
    search(page, "PROCAÏNE")
    page.get_by_role("link", name="Procaine", exact=True).click()
    page.get_by_role("link", name=re.compile("Add another")).click()
    page.locator("input[name$=-text]:visible").last.fill("Exemplum procaini")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("body")).to_contain_text("changed successfully")
    search(page, "exemplum PROCAINI")
    expect(page.get_by_role("link", name="Procaine", exact=True)).to_be_visible()


def test_desk_duplicate_leads_to_the_record_that_exists(page: Page):
    page.goto("/admin/formulary/ingredient/?q=procaine")
    page.get_by_role("link", name="Procaine", exact=True).click()
    unii = page.input_value("[name=unii]")
    page.goto("/admin/formulary/ingredient/add/")
    page.locator("[name=preferred_name]").press_sequentially("Example peptide")
    expect(page.locator("[name=slug]")).to_have_value("example-peptide")
    page.select_option("[name=category]", "peptide")
    page.fill("[name=unii]", unii)
    page.fill("[name=source]", "Example")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Procaine", exact=True).click()
    expect(page.locator("[name=unii]")).to_have_value(unii)


def test_desk_approval_corrected(page: Page):
    go_to(page, "Approvals")
    search(page, "GHK")
    page.get_by_role(
        "link", name=re.compile("compounding closed, 2023-09-29 to 2026-04-22")
    ).click()
    sentence = page.locator("#approval-sentence")
    expect(sentence).to_contain_text("US · FDA · ")
    expect(sentence).to_contain_text("injection · compounding closed, 2023-09-29 to 2026-04-22")
    page.fill("[name=paraphrase]", "Example of better words.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errors")).to_contain_text("This field is required")
    page.fill("[name=reason]", "Read again")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator("body")).to_contain_text("Edition 2 published")
    expect(page.locator("[name=paraphrase]")).to_have_value("Example of better words.")
    page.get_by_role("link", name="Edition 1", exact=True).click()
    expect(page.locator("body")).to_contain_text("Superseded in edition 2")
    page.get_by_role("link", name="The row in force").click()
    expect(page.locator("[name=paraphrase]")).to_have_value("Example of better words.")


def test_desk_cocktail_made_and_published(page: Page):
    page.goto("/admin/formulary/cocktail/add/")
    page.fill("[name=slug]", "example")
    page.get_by_role("button", name="Save", exact=True).click()
    page.fill("[name=name]", "Example cocktail")
    page.get_by_role("link", name=re.compile("Add another")).click()
    choose(page, "lines-0-ingredient", "Biotin")
    page.fill("[name=lines-0-amount]", "2.50")
    page.fill("[name=lines-0-unit]", "mg/mL")
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_role("link", name="Publish this version").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("body")).to_contain_text("Example cocktail, version 1 is published")
    expect(page.locator("body")).to_contain_text("2.50 mg/mL")
    expect(page.get_by_role("button", name="Save", exact=True)).to_have_count(0)
    expect(page.get_by_role("link", name="Publish this version")).to_have_count(0)
