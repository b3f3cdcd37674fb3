"""Words that were typed are there again: after a session that ended, and after a look at another device's."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from reviews.models import Decision
from tenants.scope import tenant_tx
from tests.cast import PASSWORD, Cast
from tests.reviews.visiting import at
from tests.stories.conftest import DESK
from tests.stories.test_review_page import saved, sit, tab, waiting

KEY = "Object.keys(localStorage).filter(key => key.startsWith('baton:desk:')).length"


def write(page: Page, words: str) -> None:
    tab(page, "edit")
    page.get_by_label("The text, in Markdown").fill(words)


def sign_in_again(page: Page, email: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("how", ["by pressing", "by reloading"])
def test_the_session_ends_while_somebody_types(cast: Cast, seat, how: str) -> None:
    review = waiting(cast.ours)
    page = sit(seat(DESK), cast.ours.reviewer.email, review)
    page.context.clear_cookies(name="sessionid")
    write(page, "My own careful words.")
    expect(page.locator("#saved")).to_contain_text("You are signed out.")
    expect(page.locator("#piece")).not_to_contain_text("Password")
    if how == "by pressing":
        page.get_by_role("button", name="Approve").first.click()
    else:
        page.reload()
    sign_in_again(page, cast.ours.reviewer.email)
    expect(page).to_have_url(f"{page.url.split('/portal')[0]}{at('review', review.pk)}")
    expect(page.locator("#piece")).to_contain_text("My own careful words.")
    saved(page)
    page.get_by_role("button", name="Approve your text").click()
    expect(page.get_by_text("Approved with your edits")).to_be_visible()
    page.wait_for_function(f"{KEY} === 0")  # its script runs after the words are there
    with tenant_tx(review.client_id):
        assert Decision.objects.get().text == "My own careful words."


def test_words_typed_before_the_scripts_came_are_kept(cast: Cast, seat) -> None:
    review = waiting(cast.ours)
    page = sit(seat(DESK), cast.ours.reviewer.email, review)
    late: list[Route] = []
    page.route("**/keep*.js", lambda route: late.append(route))
    page.reload(wait_until="commit")
    write(page, "Quick words.")
    page.context.clear_cookies(name="sessionid")
    for route in late:
        route.continue_()
    expect(page.locator("#saved")).to_contain_text("kept in this browser")
    assert page.evaluate(KEY) == 1


def test_a_comment_begun_before_the_scripts_came_goes_on(cast: Cast, seat) -> None:
    review = waiting(cast.ours)
    page = sit(seat(DESK), cast.ours.reviewer.email, review)
    late: list[Route] = []
    page.route(re.compile("/portal/js/(tabs|talk|mention)"), lambda route: late.append(route))
    page.reload(wait_until="commit")
    box = page.get_by_label("Add a comment")
    box.press_sequentially("Is this so, @fern-")
    for route in late:
        route.continue_()
    page.unroute_all()
    offered = page.get_by_role("listbox", name="People who may see this piece")
    expect(offered.get_by_role("option", name="fern-editor")).to_be_visible()
    expect(box).to_be_focused()


def test_the_cookies_are_gone(cast: Cast, seat) -> None:
    review = waiting(cast.ours)
    page = sit(seat(DESK), cast.ours.reviewer.email, review)
    write(page, "My own careful words.")
    saved(page)
    page.context.clear_cookies()
    write(page, "My own careful words, and more.")
    page.get_by_role("button", name="Approve").first.click()
    expect(page.get_by_text("kept in this browser")).to_be_visible()
    page.get_by_role("link", name="Open the piece again").click()
    sign_in_again(page, cast.ours.reviewer.email)
    expect(page.locator("#piece")).to_contain_text("My own careful words, and more.")


def test_what_only_this_browser_holds_is_offered_until_somebody_chooses(cast: Cast, seat) -> None:
    review = waiting(cast.ours)
    first = sit(seat(DESK), cast.ours.reviewer.email, review)
    second = first.context.new_page()
    second.goto(at("review", review.pk))
    write(first, "Of the first tab.")
    saved(first)
    write(second, "Of the second tab.")
    expect(second.get_by_text("You changed your draft on another device")).to_be_visible()
    offer = first.get_by_text("This browser holds words of yours")
    for _ in range(3):
        first.reload()
        expect(offer).to_be_visible()
        expect(first.locator("#piece")).to_contain_text("Of the first tab.")
    first.get_by_role("button", name="Use those of this browser").click()
    expect(first.locator("#piece")).to_contain_text("Of the second tab.")
    saved(first)
    first.reload()
    expect(offer).to_be_hidden()
    expect(first.locator("#piece")).to_contain_text("Of the second tab.")
