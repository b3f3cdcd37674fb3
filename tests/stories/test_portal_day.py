"""A client's day: a request begun and put aside, sent, written, approved, found in the library and taken along."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
import pytest
from playwright.sync_api import Page, expect

from config.demo.material import agencies, briefs
from config.demo.seed import Seeded, seed
from tests.stories.conftest import DESK, PHONE
from tests.stories.people import fits, sign_in
from workflows.engine.definition import Field

OURS = "wrenmoor"  # the client


@pytest.fixture
def demo(settings: Any, live_server: Any) -> Seeded:
    settings.DEMO = True
    return seed()


def ours() -> Any:
    clients = [client for agency in agencies() for client in agency.clients]
    return next(client for client in clients if client.slug == OURS)


def answer(page: Page, field: Field, given: Any) -> None:
    box = page.locator(f"#f-{field.key}")
    if field.kind == "choice":
        box.select_option(given)
    else:
        box.fill("\n".join(given) if isinstance(given, list) else str(given))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_it_goes_from_a_saved_draft_to_a_download(
    demo: Seeded, seat: Callable[..., Page], workers: None, complaints: list[str], size: dict[str, int]
) -> None:
    client = ours()
    brief = next(brief for brief in briefs() if brief.client == OURS and brief.expect == "done")
    process = next(process for process in client.processes if process.slug == brief.workflow)
    page = sign_in(seat(size), client.people[0].email)

    page.get_by_role("link", name="Request", exact=True).click()
    page.get_by_role("link", name="Letter from the houses").first.click()
    first, *rest = [field for field in process.definition.fields if field.key in brief.inputs]
    with page.expect_response("**/draft/"):
        answer(page, first, brief.inputs[first.key])
    expect(page.get_by_text("Draft saved")).to_be_visible()
    fits(page)

    page.goto("/portal/request/")  # left without pressing anything
    expect(page.get_by_role("heading", name="Your drafts")).to_be_visible()
    fits(page)
    page.locator("section", has_text="Your drafts").get_by_role("link").first.click()
    expect(page.locator(f"#f-{first.key}")).not_to_have_value("")
    for field in rest:
        answer(page, field, brief.inputs[field.key])
    page.get_by_role("button", name="Start writing").click()
    expect(page.get_by_text("Writing starts now")).to_be_visible()
    fits(page)
    piece = page.get_by_role("link", name="Open in the library")
    review = page.get_by_role("link", name="Review it")
    expect(piece.or_(review).first).to_be_visible(timeout=60_000)
    if review.is_visible():
        review.click()
        page.locator("#approve").click()
        expect(page.get_by_text("Approved", exact=False).first).to_be_visible()
    page.goto("/portal/request/")
    expect(page.get_by_role("heading", name="Your drafts")).to_have_count(0)

    page.goto("/portal/library/")
    title = page.locator(".rows .open").first
    expect(title).to_be_visible()
    fits(page)
    title.click()
    expect(page.get_by_role("link", name="Download .docx")).to_be_visible()
    fits(page)
    with page.expect_download() as loading:
        page.get_by_role("link", name="Download .docx").click()
    content = loading.value.path().read_bytes()
    words = " ".join(paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs)
    assert loading.value.suggested_filename.endswith(".docx") and len(words.split()) > 50
    for place in ("Numbers", "People", "In progress"):
        page.get_by_role("link", name=place).first.click()
        expect(page.get_by_role("heading", name=place).first).to_be_visible()
        fits(page)
    assert complaints == []
