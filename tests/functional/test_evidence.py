"""A document with its file that says otherwise, from the upload to the decision, by two persons."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.evidence import PDF
from tests.functional.conftest import log_in_instead
from tests.functional.test_desk import go_to
from tests.functional.test_review import picture
from tests.people import PASSWORD

pytestmark = [pytest.mark.functional, pytest.mark.usefixtures("shelf")]


def propose(page: Page) -> None:
    page.get_by_role("button", name="Propose", exact=True).click()


def publish(page: Page, address: str) -> None:
    page.goto(address)
    page.fill("#decide [name=reason]", "Read against the document")
    page.fill("#decide [name=password]", PASSWORD)
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("#decision")).to_contain_text("reviewed and released")


def file(name: str, content: bytes) -> dict:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def be(page: Page, cookies: list) -> list:
    """Somebody who has logged in before; the cookies of whoever it was until now."""
    left = page.context.cookies()
    page.context.clear_cookies()
    page.context.add_cookies(cookies)
    return left


def test_evidence_is_uploaded_contested_and_settled(reviewer, page: Page) -> None:
    page.goto("/admin/registry/document/add/")
    page.fill("[name=title]", "Example letter")
    page.select_option("[name=kind]", "page")
    page.fill("[name=published_on]", "yesterday")
    page.set_input_files("[name=upload]", file("letter.pdf", b"<html></html>"))
    propose(page)
    expect(page.locator("#document_form")).to_contain_text("Print a web page to PDF first")
    picture(page, "evidence-1-refused")
    page.set_input_files("[name=upload]", file("letter.pdf", PDF))
    propose(page)
    expect(page.locator("[name=sha256]")).to_have_value(re.compile("^[0-9a-f]{64}$"))
    expect(page.locator("[name=title]")).to_have_value("Example letter")
    picture(page, "evidence-2-file-kept-through-another-mistake")
    page.fill("[name=published_on]", "2026-05")
    page.fill("[name=proposal-reason]", "A letter says otherwise")
    propose(page)
    expect(page.locator("#change-1")).to_contain_text("PDF")
    picture(page, "evidence-3-draft")

    page.goto("/admin/registry/approval/?attention=disputed")
    page.get_by_role("link", name=re.compile("topical")).first.click()
    picture(page, "evidence-4-contested-alone")
    page.get_by_role("link", name="A document says otherwise").click()
    page.select_option("[name=proposal-drafted]", index=1)
    page.select_option("[name=proposal-effect]", "compounding-closed")
    page.fill("[name=proposal-paraphrase]", "Example: it left the list.")
    picture(page, "evidence-5-says-otherwise")
    page.get_by_role("button", name="Mark both").click()
    expect(page.locator("[name=paraphrase]")).to_have_value("Example: it left the list.")
    picture(page, "evidence-6-second-record")
    page.fill("[name=holder]", "Example holder")
    propose(page)
    expect(page.locator("[data-dispute]")).to_contain_text("Contested from here on")
    expect(page.locator("[data-dispute]")).to_contain_text("Contested before")
    page.get_by_role("button", name="Submit for review").click()
    proposed, curator = page.url, page.context.cookies()

    log_in_instead(page, "reviewer", reviewer)
    page.goto(proposed)
    picture(page, "evidence-7-review")
    with page.expect_download() as saved:
        page.get_by_role("link", name=re.compile("^PDF")).click()
    assert Path(saved.value.path()).read_bytes() == PDF
    publish(page, proposed)

    reviewer = be(page, curator)
    page.goto("/admin/")
    go_to(page, "Contested")
    picture(page, "evidence-8-contested")
    page.get_by_role("link", name=re.compile("topical")).first.click()
    expect(page.locator("#dispute")).to_contain_text("Says otherwise")
    picture(page, "evidence-9-both-sides")
    page.get_by_role("link", name="Settle the dispute").click()
    page.get_by_label("Stays").nth(0).check()
    page.get_by_label("Is taken back").nth(1).check()
    page.fill("[name=proposal-reason]", "The list was read")
    picture(page, "evidence-10-settle")
    propose(page)
    expect(page.locator("[data-dispute]")).to_contain_text("Settled here")
    page.get_by_role("button", name="Submit for review").click()
    proposed = page.url

    be(page, reviewer)
    page.goto(proposed)
    picture(page, "evidence-11-settlement")
    publish(page, proposed)
    page.goto("/admin/registry/approval/?attention=disputed")
    expect(page.locator("#result_list, body").first).not_to_contain_text("disputed, since")
