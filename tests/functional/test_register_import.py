"""The journey of a register at the desk: uploaded by a curator, read by the worker, proposed, and published by a reviewer."""

import re
from pathlib import Path
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from playwright.sync_api import Page, expect

from registry.models import Approval, RegisterRun
from tests.functional.conftest import log_in_instead
from tests.functional.test_desk import go_to
from tests.people import PASSWORD
from tests.registry.registers.made_up import make_world

pytestmark = pytest.mark.functional

SAMPLE = Path(__file__).parents[1] / "registry/registers/samples/us_ndc/product.txt"


@pytest.fixture
def uploads(committed_db, settings, tmp_path):
    """Empty folders for what is uploaded and picked."""
    settings.UPLOADS_DIR, settings.REGISTERS_DIR = tmp_path / "uploads", tmp_path / "registers"
    with transaction.atomic():
        make_world()
    return settings.UPLOADS_DIR


def work() -> None:
    """The background worker; not in this thread, which belongs to the browser."""
    thread = Thread(target=call_command, args=("run_worker", "--once"))
    thread.start()
    thread.join()


def asked(question):
    """The answer of the database, which refuses to be asked in the browser's thread."""
    found = []

    def ask() -> None:
        found.append(question())
        connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    return found[0]


def test_register_uploaded_watched_planned_and_applied(uploads, reviewer: bytes, page: Page):
    go_to(page, "Imports")
    page.goto("/admin/registry/registerrun/add/")
    page.select_option("[name=register]", "us-ndc")
    page.set_input_files("[name=uploaded]", SAMPLE)
    page.get_by_role("button", name="Read and plan").click()
    expect(page.locator("#run-progress")).to_contain_text("Waits for the worker")
    work()
    # Without anybody's touching the page.
    expect(page.locator("#run-progress")).to_contain_text("Could not be read")
    expect(page.locator("#run-message")).to_contain_text("do not say when they were published")

    page.goto("/admin/registry/registerrun/add/")
    page.select_option("[name=register]", "us-ndc")
    page.set_input_files("[name=uploaded]", SAMPLE)
    page.fill("[name=published_on]", "2018-12-01")
    page.get_by_role("button", name="Read and plan").click()
    address = page.url
    work()
    expect(page.locator("#run-progress")).to_contain_text("Planned")
    created = page.get_by_role("row", name=re.compile("Created")).get_by_role("cell").last
    assert int(created.inner_text()) > 0
    page.get_by_role("link", name="Created", exact=True).click()
    expect(page.locator("body")).to_contain_text("NDC 99990-001")

    page.goto(address)
    page.get_by_role("link", name="Propose this plan").click()
    page.get_by_role("button", name="Propose this plan").click()
    expect(page.locator("#review")).to_contain_text("Waiting for review")
    proposed = page.url

    log_in_instead(page, "reviewer", reviewer)
    page.goto(proposed)
    page.fill("#decide [name=reason]", "Read against the file")
    page.fill("#decide [name=password]", PASSWORD)
    page.get_by_role("button", name="Publish").click()
    page.goto(address)
    expect(page.locator("#run-progress")).to_contain_text("Waits to be applied")
    work()
    expect(page.locator("#run-progress")).to_contain_text("Applied")
    page.get_by_role("link", name="The copy and its plan").click()
    expect(page.locator("body")).to_contain_text("Edition 2")
    homeopathic = Approval.objects.live().filter(number="NDC 99990-006")
    assert asked(lambda: [row.effect for row in homeopathic]) == ["tolerated"]
    kept = asked(lambda: list(RegisterRun.objects.values_list("upload", "state")))
    assert {state for _, state in kept} == {"applied", "failed"}
    assert [path.name for path in uploads.iterdir()] == [
        name for name, state in kept if state == "failed"
    ]
