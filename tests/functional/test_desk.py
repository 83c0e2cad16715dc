"""Journeys of a pharmacist at the curation desk."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.functional


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
    page.get_by_role("link", name="Propose a change").click()
    page.get_by_role("link", name=re.compile("Add another")).click()
    page.locator("input[name$=-text]:visible").last.fill("Exemplum procaini")
    page.fill("[name=proposal-reason]", "Another name")
    page.get_by_role("button", name="Propose", exact=True).click()
    expect(page.locator("#review")).to_contain_text("Exemplum procaini")


def test_desk_duplicate_leads_to_the_record_that_exists(page: Page):
    page.goto("/admin/formulary/ingredient/?q=procaine")
    page.get_by_role("link", name="Procaine", exact=True).click()
    page.get_by_role("link", name="Propose a change").click()
    unii = page.input_value("[name=unii]")
    page.goto("/admin/formulary/ingredient/add/")
    page.locator("[name=preferred_name]").press_sequentially("Example peptide")
    expect(page.locator("[name=slug]")).to_have_value("example-peptide")
    page.select_option("[name=category]", "peptide")
    page.fill("[name=unii]", unii)
    page.fill("[name=source]", "Example")
    page.fill("[name=proposal-reason]", "A new one")
    page.get_by_role("button", name="Propose", exact=True).click()
    page.get_by_role("link", name="Procaine", exact=True).click()
    expect(page.locator("body")).to_contain_text(unii)
