"""Somebody is asked by name in a comment: by keys at a desk, by finger on a phone; and finds it in their queue."""

from playwright.sync_api import Page, expect

from reviews.models import Mention
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.reviews.visiting import at
from tests.stories.conftest import PHONE
from tests.stories.people import fits
from tests.stories.test_accessible import look
from tests.stories.test_review_page import SIZES, sit, tab, waiting, wrong


@SIZES
def test_it_offers_who_may_see_the_piece_and_tells_them(
    cast: Cast, seat, complaints: list[str], size: dict[str, int]
) -> None:
    review = waiting(cast.ours)
    page = sit(seat(size), cast.ours.reviewer.email, review)
    tab(page, "comments")
    box = page.get_by_label("Add a comment")
    box.press_sequentially("Is this so, @fern-")
    offered = page.get_by_role("listbox", name="People who may see this piece")
    expect(offered.get_by_role("option")).to_have_count(4)
    expect(box).to_have_attribute("aria-expanded", "true")
    fits(page)
    assert look(page, "light") == []
    if size == PHONE:
        offered.get_by_role("option", name="fern-editor").tap()
    else:
        by_keys(page, offered)
    expect(offered).to_be_hidden()
    expect(box).to_be_focused()
    box.press_sequentially("or not?")
    expect(box).to_have_value("Is this so, @fern-editor or not?")
    box.press("Enter")  # a new line, and nobody else
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".thread .mention")).to_have_text("@fern-editor")
    with tenant_tx(review.client_id):
        assert Mention.objects.get().user == cast.ours.editor

    theirs = sit(seat(size), cast.ours.editor.email, review, at("inbox"), "To review")
    expect(theirs.get_by_role("heading", name="You were asked")).to_be_visible()
    fits(theirs)
    theirs.get_by_role("region", name="You were asked").get_by_role("link").click()
    expect(theirs.locator(".thread")).to_be_focused()
    expect(theirs.locator(".mention.mine")).to_be_in_viewport()
    theirs.goto(at("inbox"))
    expect(theirs.get_by_role("heading", name="You were asked")).to_have_count(0)
    assert wrong(complaints) == []


def by_keys(page: Page, offered) -> None:
    box = page.get_by_label("Add a comment")
    box.press("Escape")
    expect(offered).to_be_hidden()
    box.press("Backspace")
    expect(offered).to_be_hidden()  # it was turned away
    for _ in range(5):
        box.press("Backspace")
    box.press_sequentially("@fern-")
    expect(offered).to_be_visible()
    expect(box).to_have_attribute("aria-activedescendant", "askable-1")
    box.press("ArrowUp")
    expect(box).to_have_attribute("aria-activedescendant", "askable-4")
    box.press("ArrowDown")
    expect(offered.get_by_role("option", selected=True)).to_contain_text("fern-editor")
    box.press("Enter")
