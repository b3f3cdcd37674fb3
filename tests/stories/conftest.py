"""Whole journeys: a real browser against a real server, with a worker that carries the runs."""

import os
import shutil
from collections.abc import Callable, Iterator
from threading import Event, Thread

import pytest
from asgiref.sync import async_to_sync
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from workflows import runner

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE = 45_000  # milliseconds until a page that doesn't get there is a failure


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser, and sees what other connections committed."""
    for item in items:
        if item.path.parent.name == "stories":
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True, databases=["default", "owner"]))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop running in this thread
    expect.set_options(timeout=PATIENCE)
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=sandbox)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def complaints() -> list[str]:
    """What the browsers complained about: scripts that failed, and what the security policy refused."""
    return []


@pytest.fixture
def seat(chromium: Browser, live_server: LiveServer, complaints: list[str]) -> Iterator[Callable[..., Page]]:
    """`seat()` or `seat(PHONE)`: a page in a browser of one's own, with nobody's cookies."""
    opened: list[BrowserContext] = []

    def sit_down(viewport: dict[str, int] = DESK) -> Page:
        phone = viewport == PHONE
        context = chromium.new_context(
            base_url=live_server.url, viewport=viewport, is_mobile=phone, has_touch=phone, locale="en-GB"
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield sit_down
    for context in opened:
        context.close()


@pytest.fixture
def workers() -> Iterator[None]:
    """Carries runs in a thread of its own, as a worker does."""
    over = Event()

    def carry() -> None:
        try:
            while not over.is_set():
                async_to_sync(runner.drain)(seconds=2)
        finally:
            connections.close_all()

    thread = Thread(target=carry, name="worker")
    thread.start()
    yield
    over.set()
    thread.join()
