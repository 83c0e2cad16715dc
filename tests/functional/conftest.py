"""A real browser at a real server, on a database of the journey's own (see `committed_db`).

pytest-django's `live_server` empties the tables after each test, which append-only tables refuse.
"""

import shutil
from collections.abc import Iterator
from threading import Thread

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import Browser, Page, sync_playwright

from config.environment import env_bool
from tests.functional import AT_THE_DESK
from tests.people import PASSWORD, code_of, somebody, with_app

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
    """The address of a server. By name, since passkeys do not belong to a bare address."""
    listening = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    listening.set_app(WSGIHandler())
    thread = Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{listening.server_port}"
    listening.shutdown()
    listening.server_close()
    thread.join()


@pytest.fixture
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        missing = "no Chromium on this machine: apt-get install chromium"
        if env_bool("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def stranger(server: str, browser: Browser) -> Iterator[Page]:
    """A page in which nobody is logged in. A script that fails, fails the test."""
    page = browser.new_page(base_url=server, viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(15_000)
    mishaps: list[str] = []
    page.on("pageerror", lambda error: mishaps.append(str(error)))
    page.on("request", lambda request: _stay_here(request.url, server, mishaps))
    yield page
    assert not mishaps


@pytest.fixture
def curator(committed_db: None) -> bytes:
    """Somebody who may log in, made before the browser starts; the secret of their app."""
    secret = with_app(somebody("curator", "curators"))
    connections.close_all()
    return secret


@pytest.fixture
def page(curator: bytes, stranger: Page) -> Page:
    """A browser at the front page of the desk, after a curator has logged in."""
    stranger.goto("/admin/")
    log_in(stranger, "curator", curator)
    return stranger


@pytest.fixture
def reviewer(committed_db: None) -> bytes:
    """Somebody beside the curator of the page; the secret of their app."""
    secret = with_app(somebody("reviewer", "reviewers"))
    connections.close_all()
    return secret


def log_in_instead(page: Page, username: str, secret: bytes) -> None:
    """Another person at the same browser."""
    page.context.clear_cookies()
    page.goto("/admin/")
    log_in(page, username, secret)


def log_in(page: Page, username: str, secret: bytes) -> None:
    """With a password and an authenticator app."""
    type_password(page, username)
    page.fill("[name=code]", code_of(secret))
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(AT_THE_DESK)


def type_password(page: Page, username: str, password: str = PASSWORD) -> None:
    """The first step of every log-in."""
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.get_by_role("button", name="Log in", exact=True).click()


def _stay_here(url: str, server: str, mishaps: list[str]) -> None:
    if not url.startswith((server, "data:", "blob:")):
        mishaps.append(f"The page asked for {url}, which is not ours.")
