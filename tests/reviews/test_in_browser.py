"""The review page in a real browser: at a desk by keyboard, on a phone by touch, and without any script."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from reviews.models import Decision, Review
from tenants.scope import tenant_tx
from tests.cast import PASSWORD, Cast
from tests.reviews import stage
from tests.reviews.visiting import at
from tests.stories.conftest import DESK, PATIENCE, PHONE
from tests.stories.people import fits, settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ABORTED = ("htmx:afterRequest", "htmx:sendAbort")  # a preview gave way to a newer one, as it should


@pytest.fixture
def review(cast: Cast) -> Review:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        return stage.waiting(cast.ours)


@contextmanager
def visiting(server: LiveServer, cast: Cast, review: Review, **kind: object) -> Iterator[Page]:
    """The review page, signed in. An error on the page, or what its policy refuses, fails the test."""
    complaints: list[str] = []
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox"])
        page = browser.new_context(**kind).new_page()  # type: ignore[arg-type]
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        page.goto(f"{server.url}/accounts/login/?next={at('review', review.pk)}")
        page.get_by_label("E-mail address").fill(cast.ours.reviewer.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(review.title)
        yield page
        browser.close()
    assert [line for line in complaints if not line.startswith(ABORTED)] == []


def decided(review: Review) -> Decision:
    with tenant_tx(review.client_id):
        return Decision.objects.get(review=review)


def test_it_is_decided_by_keyboard(live_server: LiveServer, cast: Cast, review: Review) -> None:
    with visiting(live_server, cast, review, viewport=DESK) as page:
        expect(page.locator("#finding-1")).to_have_attribute("aria-current", "true")
        page.keyboard.press("a")
        expect(page.locator("#piece")).to_contain_text("a fair rate")
        expect(page.locator("#finding-2")).to_have_attribute("aria-current", "true")
        page.keyboard.press("d")
        expect(page.get_by_text("All findings decided")).to_be_visible()
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("dialog", name="Approve this text?")).to_contain_text("with 1 edit")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Approved with your edits")).to_be_visible()
    decision = decided(review)
    assert decision.text == review.text.replace("the lowest prices", "a fair rate")
    assert (decision.accepted, decision.dismissed) == ([1], [2])


def test_it_is_edited_in_place_and_sees_it_set(live_server: LiveServer, cast: Cast, review: Review) -> None:
    with visiting(live_server, cast, review, viewport=DESK) as page:
        page.locator("#finding-1").get_by_role("button", name="Accept edit").click()
        expect(page.locator("#piece")).to_contain_text("a fair rate")
        settled(page)
        page.locator("#finding-2").get_by_role("link", name="Edit myself").click()
        editor = page.get_by_label("The text, in Markdown")
        expect(editor).to_have_value(review.text.replace("the lowest prices", "a fair rate"))
        expect(editor).to_be_focused()
        page.keyboard.type("Our guests love")  # in place of the words of the finding, which are selected
        page.get_by_role("tab", name="Piece").click()
        expect(page.locator("#piece")).to_contain_text("Our guests love the sauna.")
        page.get_by_role("button", name="Approve your text").click()
        expect(page.get_by_text("Approved with your edits")).to_be_visible()
    decision = decided(review)
    assert "a fair rate" in decision.text and "Our guests love the sauna." in decision.text
    assert decision.accepted == [1]


def test_it_is_sent_back_from_a_phone(live_server: LiveServer, cast: Cast, review: Review) -> None:
    with visiting(live_server, cast, review, viewport=PHONE, has_touch=True) as page:
        fits(page)
        page.get_by_role("button", name="Request changes…").tap()
        sheet = page.get_by_role("dialog", name="Request changes")
        sheet.get_by_role("button", name="Request changes").tap()
        assert sheet.is_visible()  # a note is missing
        sheet.get_by_label("What should be different?").fill("Name the walk.")
        sheet.get_by_label("Claims").uncheck()
        sheet.get_by_role("button", name="Request changes").tap()
        expect(page.get_by_text("Sent back with your note")).to_be_visible()
    decision = decided(review)
    assert (decision.kind, decision.note, decision.accepted) == ("changes", "Name the walk.", [2])


def test_it_works_without_script(live_server: LiveServer, cast: Cast, review: Review) -> None:
    with visiting(live_server, cast, review, viewport=DESK, java_script_enabled=False) as page:
        page.locator("#finding-1").get_by_role("button", name="Accept edit").click()
        expect(page.locator("#piece")).to_contain_text("a fair rate")
        page.get_by_role("button", name="Approve with 1 edit").click()
        expect(page.get_by_text("Approved with your edits")).to_be_visible()
    assert decided(review).text == review.text.replace("the lowest prices", "a fair rate")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_changes_are_asked_for_without_script(
    live_server: LiveServer, cast: Cast, review: Review, size: dict[str, int]
) -> None:
    with visiting(live_server, cast, review, viewport=size, java_script_enabled=False) as page:
        page.get_by_role("button", name="Reject…").click()
        refusal = page.get_by_role("dialog", name="Reject this piece")
        refusal.get_by_role("button", name="Cancel").click()
        expect(refusal).to_be_hidden()
        page.get_by_role("button", name="Request changes…").click()
        sheet = page.get_by_role("dialog", name="Request changes")
        sheet.get_by_label("What should be different?").fill("Name the walk.")
        sheet.get_by_role("button", name="Request changes").click()
        expect(page.get_by_text("Sent back with your note")).to_be_visible()
        assert not page.get_by_role("button", name="Bold").is_visible()
    assert decided(review).note == "Name the walk."


def test_an_answer_is_kept_before_the_server_has_heard_of_it(
    live_server: LiveServer, cast: Cast, review: Review
) -> None:
    with visiting(live_server, cast, review, viewport=DESK) as page:
        settled(page)
        page.route(
            f"**/reviews/{review.pk}/d**", lambda held: None
        )  # its form and its draft: no answer comes
        page.evaluate("navigator.sendBeacon = () => true")  # which would get past the route
        page.locator("#finding-1").get_by_role("button", name="Accept edit").click()
        page.goto(f"{live_server.url}{at('library')}")
        page.unroute_all()
        page.goto(f"{live_server.url}{at('review', review.pk)}")
        expect(page.get_by_text("Restored your edits.")).to_be_visible()
        page.get_by_role("button", name="Approve with 1 edit").click()
        expect(page.get_by_text("Approved with your edits")).to_be_visible()
    assert decided(review).accepted == [1]


@pytest.mark.parametrize(
    ("button", "accepted", "dismissed"),
    [("Accept all edits", [1, 2], []), ("Dismiss all", [], [1, 2])],
)
def test_all_answers_at_once_are_in_a_decision_that_overtakes_them(
    live_server: LiveServer,
    cast: Cast,
    review: Review,
    button: str,
    accepted: list[int],
    dismissed: list[int],
) -> None:
    """On a slow line somebody presses “Accept all edits” and goes on to approve."""
    with visiting(live_server, cast, review, viewport=DESK) as page:
        settled(page)
        page.route(f"**/reviews/{review.pk}/desk/", lambda held: None)
        page.get_by_role("button", name=button).click()
        page.get_by_role("button", name="Approve").first.click()
        expect(page.get_by_text("Approved", exact=False).first).to_be_visible()
    assert (decided(review).accepted, decided(review).dismissed) == (accepted, dismissed)


@pytest.mark.parametrize("by_hand", [False, True], ids=["answers", "words"])
def test_undo_all_is_in_a_decision_that_overtakes_it(
    live_server: LiveServer, cast: Cast, review: Review, by_hand: bool
) -> None:
    with visiting(live_server, cast, review, viewport=DESK) as page:
        settled(page)
        page.get_by_role("button", name="Accept all edits").click()
        expect(page.locator("#piece")).to_contain_text("a fair rate")
        if by_hand:
            page.locator("#tab-edit").click()
            page.get_by_label("The text, in Markdown").fill("Words of my own.")
            page.locator("#tab-piece").click()
            expect(page.locator("#piece")).to_contain_text("Words of my own.")
        page.route(f"**/reviews/{review.pk}/desk/", lambda held: None)
        page.get_by_role("button", name="Undo all").click()
        page.get_by_role("button", name="Approve").first.click()
        expect(page.get_by_text("Approved", exact=False).first).to_be_visible()
    made = decided(review)
    assert (made.kind, made.accepted, made.dismissed, made.text) == ("approve", [], [], review.text)


def test_a_comment_is_sent_once_and_what_is_half_written_beside_it_stays(
    live_server: LiveServer, cast: Cast, review: Review
) -> None:
    with visiting(live_server, cast, review, viewport=DESK) as page:
        settled(page)
        page.locator("#tab-comments").click()
        page.get_by_label("Add a comment").fill("From which door?")
        page.get_by_role("button", name="Comment", exact=True).dblclick()
        expect(page.locator(".thread")).to_have_count(1)
        settled(page)
        expect(page.locator("#comment-error")).to_have_count(0)
        expect(page.get_by_label("Add a comment")).to_have_value("")
        page.get_by_label("Add a comment").fill("And when does")
        page.get_by_text("Reply", exact=True).click()
        page.get_by_label("Your reply").fill("Half an answer")
        page.get_by_role("button", name="Resolve").click()
        expect(page.get_by_text("Resolved by")).to_be_visible()
        expect(page.get_by_label("Add a comment")).to_have_value("And when does")
        expect(page.get_by_label("Your reply")).to_have_value("Half an answer")
        page.get_by_role("button", name="Send the reply").click()
        expect(page.locator(".comment")).to_have_count(2)
        expect(page.get_by_label("Your reply")).to_have_value("")
        expect(page.get_by_label("Add a comment")).to_have_value("And when does")


def test_a_half_written_comment_is_there_again_until_it_was_sent(
    live_server: LiveServer, cast: Cast, review: Review
) -> None:
    kept = "Object.keys(localStorage).filter(key => key.startsWith('baton:talk:')).length"
    with visiting(live_server, cast, review, viewport=DESK) as page:
        settled(page)
        page.locator("#tab-comments").click()
        page.get_by_label("Add a comment").fill("From which door?")
        page.get_by_role("button", name="Comment", exact=True).click()
        expect(page.locator(".thread")).to_have_count(1)
        assert page.evaluate(kept) == 0
        page.get_by_label("Add a comment").fill("And when does")
        page.get_by_text("Reply", exact=True).click()
        page.get_by_label("Your reply").fill("Half an answer")
        page.goto(f"{live_server.url}{at('library')}")
        page.goto(f"{live_server.url}{at('review', review.pk)}#panel-comments")
        expect(page.get_by_label("Your reply")).to_have_value("Half an answer")
        expect(page.get_by_label("Add a comment")).to_have_value("And when does")
        page.get_by_role("button", name="Comment", exact=True).click()
        expect(page.locator(".thread")).to_have_count(2)
        page.reload()
        expect(page.get_by_label("Add a comment")).to_have_value("")
        expect(page.get_by_label("Your reply").first).to_have_value("Half an answer")
        assert page.evaluate(kept) == 1
        page.locator("summary", has_text=cast.ours.reviewer.get_short_name()).click()
        page.get_by_role("button", name="Sign out").click()
        expect(page).not_to_have_url(f"{live_server.url}{at('review', review.pk)}#panel-comments")
        assert page.evaluate(kept) == 0


def test_it_keeps_what_was_done_until_the_decision(
    live_server: LiveServer, cast: Cast, review: Review
) -> None:
    with visiting(live_server, cast, review, viewport=DESK) as page:
        page.locator("#finding-1").get_by_role("button", name="Accept edit").click()
        expect(page.locator("#piece")).to_contain_text("a fair rate")
        page.get_by_role("tab", name="Edit").click()
        editor = page.get_by_label("The text, in Markdown")
        expect(editor).to_have_value(review.text.replace("the lowest prices", "a fair rate"))
        editor.fill("My own careful words.")
        page.reload()
        expect(page.get_by_text("Restored your edits.")).to_be_visible()
        expect(page.locator("#piece")).to_contain_text("My own careful words.")
        page.get_by_role("button", name="Start over").click()
        expect(page.locator("#piece")).to_contain_text("the lowest prices")
        expect(page.get_by_text("Restored your edits.")).to_be_hidden()
        page.locator("#finding-1").get_by_role("button", name="Accept edit").click()
        expect(page.locator("#piece")).to_contain_text("a fair rate")
        page.get_by_role("link", name="Library").click()
        page.goto(f"{live_server.url}{at('review', review.pk)}")
        page.get_by_role("button", name="Approve with 1 edit").click()
        expect(page.get_by_text("Approved with your edits")).to_be_visible()
        page.wait_for_function("localStorage.length === 0")  # its script runs after the words are there
    assert decided(review).accepted == [1]
