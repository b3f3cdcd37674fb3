"""What people do in a browser: sign in, and look at everything they can reach."""

import re
from collections import deque

from playwright.sync_api import Page, expect

from config.demo.people import PASSWORD

LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
LEFT_OUT = re.compile(r"^/static/|^/accounts/|^/admin/(logout|jsi18n)|_changelist_filters=")
PAGES = 200  # that one look around opens at most


def sign_in(page: Page, email: str) -> Page:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    return page


def fits(page: Page) -> None:
    """Nothing stands out of the page sideways. A page that has only just arrived is waited for."""
    page.wait_for_load_state()
    assert page.viewport_size
    wide, room = page.evaluate("document.documentElement.scrollWidth"), page.viewport_size["width"]
    assert wide <= room, f"{page.url} scrolls sideways: {wide} px in {room}."


def settled(page: Page) -> None:
    """Whatever the page exchanges has been exchanged."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)


def look_around(page: Page, *doors: str) -> dict[str, str]:
    """Every page that links lead to from these doors: address -> what stands there. No link may lead nowhere."""
    seen: dict[str, str] = {}
    ahead = deque(doors)
    while ahead and len(seen) < PAGES:
        address = ahead.popleft()
        if address in seen or LEFT_OUT.search(address):
            continue
        answer = page.request.get(address)
        assert answer.ok or address in doors, f"A link leads to {address}, which answers {answer.status}."
        seen[address] = answer.text()
        ahead.extend(link.replace("&amp;", "&") for link in LINK.findall(seen[address]))
    return seen


def read(page: Page, address: str) -> str:
    """What this address answers, whatever it is, with this person's cookies."""
    return page.request.get(address).text()
