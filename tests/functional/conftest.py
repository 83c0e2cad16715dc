"""A real browser at a real server, on a database of the journey's own (see `committed_db`).

pytest-django's `live_server` empties the tables after each test, which append-only tables refuse.
"""

import shutil
from collections.abc import Iterator
from threading import Thread

import pytest
from django.contrib.auth.models import Group
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import Page, sync_playwright

from config.environment import env_bool
from registry.models import User

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PASSWORD = "an example for the journey"
QUIET = [
    "--no-sandbox",  # as root, in a container, Chromium has no other way
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def server(committed_db: None) -> Iterator[str]:
    """The address of a server that a curator can log in to."""
    curator = User.objects.create_user("curator", password=PASSWORD, is_staff=True)
    curator.groups.add(Group.objects.get(name="curators"))
    connections.close_all()
    listening = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    listening.set_app(WSGIHandler())
    thread = Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}"
    listening.shutdown()
    listening.server_close()
    thread.join()


@pytest.fixture
def page(server: str) -> Iterator[Page]:
    """A browser at the front page of the desk, after logging in. A script that fails, fails the test."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        missing = "no Chromium on this machine: apt-get install chromium"
        if env_bool("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        page = browser.new_page(base_url=server, viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(15_000)
        mishaps: list[str] = []
        page.on("pageerror", lambda error: mishaps.append(str(error)))
        page.on("request", lambda request: _stay_here(request.url, server, mishaps))
        page.goto("/admin/")
        page.fill("[name=username]", "curator")
        page.fill("[name=password]", PASSWORD)
        page.click("[type=submit]")
        page.wait_for_url("**/admin/")
        yield page
        browser.close()
        assert not mishaps


def _stay_here(url: str, server: str, mishaps: list[str]) -> None:
    if not url.startswith((server, "data:", "blob:")):
        mishaps.append(f"The page asked for {url}, which is not ours.")
