"""What scripts add to the pages that propose: what is alike while somebody types, and what only the draft has."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.functional


def test_what_is_alike_is_shown_while_typing_and_a_draft_offers_its_own(page: Page) -> None:
    page.goto("/admin/formulary/ingredient/add/")
    page.locator("[name=preferred_name]").press_sequentially("Procaïne")
    expect(page.locator("#alike a")).to_have_text(["Procaine"])
    page.locator("[name=preferred_name]").fill("")
    page.locator("[name=preferred_name]").press_sequentially("Xyzzy peptide")
    expect(page.locator("#alike a")).to_have_count(0)
    page.select_option("[name=category]", "peptide")
    page.fill("[name=source]", "Example")
    page.fill("[name=proposal-reason]", "Example")
    page.click("[name=_save]")
    draft = page.url.split("/")[-3]

    page.goto("/admin/formulary/product/add/")
    page.select_option("[name=proposal-draft]", draft)
    page.click("text=Add another Line")
    page.click("[name=lines-0-ingredient] + .select2")
    page.locator(".select2-search__field").last.fill("xyzzy")
    page.click(".select2-results__option:has-text('Xyzzy peptide (in this draft)')")
    page.select_option("[name=lines-0-role]", "active")
    page.locator("[name=name]").press_sequentially("Xyzzy ampoule")
    page.fill("[name=source]", "Example")
    page.click("[name=_save]")
    expect(page.locator("#review")).to_contain_text("Xyzzy ampoule")
    expect(page.locator("#review")).to_contain_text("Product lines")
