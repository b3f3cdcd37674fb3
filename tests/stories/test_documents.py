"""Documents are given in a browser, read while one looks on, changed, and forgotten."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.bells import settle
from tests.cast import PASSWORD, Cast
from tests.memory.files import docx, encrypted_pdf

VOICE = {"name": "voice.docx", "mimeType": "", "buffer": docx()}
LOCKED = {"name": "locked.pdf", "mimeType": "", "buffer": encrypted_pdf("secret")}


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


def test_documents_are_given_read_changed_and_forgotten(
    cast: Cast, seat: Callable[..., Page], complaints: list[str]
) -> None:
    page = seat()
    sign_in(page, cast.ours.editor.email)
    page.goto("/admin/memory/document/")
    page.get_by_role("link", name="Give the brand voice").click()
    page.get_by_label("Client").select_option(str(cast.ours.client.pk))
    page.locator("input[type=file]").set_input_files([VOICE, LOCKED])
    expect(page.get_by_label("Tags")).to_have_value("")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Waiting to be read")).to_have_count(2)
    settle()
    expect(page.get_by_text("protected by a password")).to_be_visible()
    expect(page.locator(".b-doc-state").get_by_text("Ready")).to_be_visible()
    page.goto("/admin/memory/document/?q=pour")
    page.get_by_role("link", name="Brand voice").last.click()
    page.get_by_text("Change the title").click()
    page.get_by_label("Text").fill("We write as we pour: quickly.")
    page.get_by_role("button", name="Save as a new version").click()
    settle()
    expect(page.get_by_text("The words are being indexed")).to_be_hidden()
    page.get_by_role("link", name="Versions 2").click()
    expect(page.locator("ins").first).to_contain_text("quickly")
    page.get_by_role("link", name="Forget it …").click()
    page.get_by_role("button", name="Forget it").click()
    expect(page.get_by_text("is forgotten")).to_be_visible()
    assert complaints == []


def test_what_is_sent_twice_in_impatience_is_kept_once(cast: Cast, seat: Callable[..., Page]) -> None:
    page, held = seat(), list[Route]()
    sign_in(page, cast.ours.editor.email)
    page.goto(f"/admin/memory/document/add/?client={cast.ours.client.pk}&kind=facts")
    page.get_by_label("Or paste: its title").fill("Hours")
    page.get_by_label("The pasted text").fill("Breakfast is at seven.")
    page.route("**/add/**", lambda route: held.append(route))
    button = page.get_by_role("button", name="Add", exact=True)
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box
    for _ in range(2):
        page.mouse.click(box["x"] + 5, box["y"] + 5)
        page.wait_for_timeout(500)
    assert len(held) == 1
    held[0].continue_()
    expect(page.get_by_text("“Hours” is kept.")).to_be_visible()
