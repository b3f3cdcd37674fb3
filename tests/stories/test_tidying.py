"""Somebody tidies a client's lessons: makes one of some, looks at what contradicts it, and takes it back."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from memory import documents, lessons
from tenants.scope import tenant_tx
from tests.bells import settle
from tests.cast import Cast
from tests.stories.test_documents import sign_in


def test_lessons_are_merged_and_taken_apart_again(
    cast: Cast, seat: Callable[..., Page], complaints: list[str]
) -> None:
    ours = cast.ours.client
    with tenant_tx(ours.pk):
        documents.add_text(ours, "Dear customers, two bargains await you.", "sample", "Spring letter")
        lessons.write_down(
            ours, "Write “guests”, not “customers”.", "wording", None, write="guests", avoid="customers"
        )
        lessons.write_down(ours, "Never say “bargain”.", "never", None, avoid="bargain")
        lessons.write_down(ours, "Name the day of the week before the date.", "structure", None)
    settle()
    page = seat()
    sign_in(page, cast.ours.editor.email)
    page.goto("/admin/memory/lesson/?state=accepted")
    expect(page.get_by_role("heading", name="Documents say otherwise")).to_be_visible()
    for rule in ("Write “guests”, not “customers”.", "Never say “bargain”."):
        page.get_by_label(f"Choose “{rule}”").check()
    page.get_by_role("button", name="Merge those that are chosen").click()
    text = page.get_by_label("Rule")
    expect(text).to_have_value("Write “guests”, not “customers”. Never say “bargain”.")
    text.fill("People are guests, and nothing is a bargain.")
    page.get_by_role("button", name="Save as one").click()
    expect(page.get_by_role("heading", name="Merged from 2 lessons")).to_be_visible()
    settle()
    page.goto("/admin/memory/document/?state=contrary")
    page.get_by_role("link", name="Contradicts 1").click()
    expect(page.get_by_text("Dear customers, two bargains await you.").first).to_be_visible()
    page.get_by_role("link", name="People are guests, and nothing is a bargain.").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Undo the merge").click()
    expect(page.get_by_text("2 lessons stand for themselves again")).to_be_visible()
    expect(page.get_by_role("link", name="Never say “bargain”.").first).to_be_visible()
    assert complaints == []
