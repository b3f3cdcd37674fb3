"""A reviewer's page, as its people use it: at a desk and on a phone, one after the other and two at once."""

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Comment, Decision, Review, Sitting
from tenants.scope import tenant_tx
from tests.cast import PASSWORD, Cast, House
from tests.reviews import stage
from tests.reviews.visiting import at
from tests.stories.conftest import DESK, PHONE
from tests.stories.people import fits, settled
from workflows.engine.outcomes import Finding

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
TEXT = (
    "# The quiet season\n\nWe have the lowest prices in the valley.\n\nOur customers utilise the sauna.\n\n"
    "Walks leave at eleven.\n"
)
FINDINGS = (
    Finding("rubric", "Claims", "No source.", "the lowest prices", "a fair rate", 3.0, must_pass=True),
    Finding("rubric", "Tone", "Plain words.", "Our customers utilise", "Guests use", 5.0),
    Finding("rubric", "Detail", "Say which.", "Walks leave", "Two walks leave", 6.0),
)

PASTE = """words => {
    const box = document.getElementById("text");
    box.value = words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def waiting(house: House) -> Review:
    with tenant_tx(house.client.pk, agency=house.agency.pk):
        return stage.waiting(house, stage.outcomes(TEXT, FINDINGS))


def sit(page: Page, email: str, review: Review, door: str = "", title: str = "") -> Page:
    page.goto(f"/accounts/login/?next={door or at('review', review.pk)}")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title or review.title)
    page.wait_for_load_state()  # keys are scripts, which come after the heading
    return page


def tab(page: Page, name: str) -> None:
    page.locator(f"#tab-{name}").click()


def select(page: Page, words: str) -> None:
    """As somebody does with a mouse or a finger."""
    page.evaluate(
        """words => {
            const walk = document.createTreeWalker(document.querySelector("#piece article"), NodeFilter.SHOW_TEXT);
            for (let node; (node = walk.nextNode());) {
                const at = node.data.indexOf(words);
                if (at < 0) continue;
                getSelection().setBaseAndExtent(node, at, node, at + words.length);
                return;
            }
            throw new Error(`no ${words}`);
        }""",
        words,
    )


def wrong(complaints: list[str]) -> list[str]:
    """A preview that gave way to a newer one is as it should be."""
    return [line for line in complaints if not line.startswith(("htmx:afterRequest", "htmx:sendAbort"))]


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("Saved")


@SIZES
def test_two_of_three_edits_a_comment_and_an_approval(
    cast: Cast, seat, complaints: list[str], size: dict[str, int]
) -> None:
    review = waiting(cast.ours)
    page = sit(seat(size), cast.ours.reviewer.email, review)
    fits(page)
    page.locator("#finding-1").get_by_role("button", name="Accept edit").click()
    expect(page.locator("#piece")).to_contain_text("a fair rate")
    page.locator("#finding-2").get_by_role("button", name="Accept edit").click()
    expect(page.locator("#piece")).to_contain_text("Guests use")
    page.locator("#finding-3").get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("All findings decided")).to_be_visible()
    page.get_by_role("button", name="Undo finding 1").click()
    expect(page.locator("#piece")).to_contain_text("the lowest prices")
    page.locator("#finding-1").get_by_role("button", name="Accept edit").click()
    expect(page.locator("#piece")).to_contain_text("a fair rate")

    select(page, "at eleven")
    page.get_by_role("button", name="Comment on this").click()
    expect(page.locator("#comment-about")).to_contain_text("at eleven")
    page.get_by_label("Add a comment").fill("From which door?")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".thread")).to_contain_text("From which door?")
    fits(page)
    tab(page, "piece")
    expect(page.locator("mark.mark-talk")).to_have_text("at eleven")
    saved(page)

    page.get_by_role("button", name="Approve with 2 edits").first.click()
    expect(page.get_by_text("Approved with your edits")).to_be_visible()
    with tenant_tx(review.client_id):
        decision, comment = Decision.objects.get(), Comment.objects.get()
    assert (decision.accepted, decision.dismissed) == ([1, 2], [3])
    assert decision.text == TEXT.replace("the lowest prices", "a fair rate").replace(
        "Our customers utilise", "Guests use"
    )
    assert (comment.quote, comment.text) == ("at eleven", "From which door?")
    assert decision.seconds_open is not None and decision.edit_share > 0
    assert wrong(complaints) == []


def test_a_comment_that_is_sent_twice_on_a_slow_line_is_one_and_no_fault(cast: Cast, seat) -> None:
    page = sit(seat(), cast.ours.reviewer.email, waiting(cast.ours))
    tab(page, "comments")
    page.route("**/comments/", lambda route: (page.wait_for_timeout(600), route.continue_()))
    page.get_by_label("Add a comment").fill("From which door?")
    page.get_by_role("button", name="Comment", exact=True).dblclick()
    expect(page.locator(".thread")).to_contain_text("From which door?")
    page.wait_for_timeout(900)  # what a second sending would have brought by now
    expect(page.locator(".thread")).to_have_count(1)
    expect(page.locator("#comments .error")).to_have_count(0)


def test_on_a_phone_one_tap_leads_from_the_findings_to_the_piece(cast: Cast, seat) -> None:
    page = sit(seat(PHONE), cast.ours.reviewer.email, waiting(cast.ours))
    expect(page.locator("#tab-piece")).to_have_attribute("aria-selected", "true")  # its scripts have run
    assert page.evaluate("scrollY") == 0, "a piece that was only opened begins at its top"
    tab(page, "edit")
    way = page.get_by_role("link", name="Read the piece")
    expect(page.get_by_label("The text, in Markdown")).to_be_editable()  # the answer to opening it has come
    assert way.bounding_box()["height"] >= 44
    way.click()
    expect(page.locator("#piece h2")).to_be_in_viewport()
    desk = sit(seat(DESK), cast.ours.reviewer.email, waiting(cast.ours))
    expect(desk.get_by_role("link", name="Read the piece")).to_be_hidden()


def test_a_very_long_text_is_set_when_somebody_looks_at_it(cast: Cast, seat, complaints: list[str]) -> None:
    review = waiting(cast.ours)
    page = sit(seat(DESK), cast.ours.reviewer.email, review)
    tab(page, "edit")
    expect(page.get_by_label("The text, in Markdown")).to_be_editable()
    page.evaluate(PASTE, "Walks leave at ten.\n\n" * 3000 + "The very end.")  # typing so much takes minutes
    expect(page.locator("#to-set")).to_have_count(1)
    expect(page.locator("#approve")).to_contain_text("Approve your text")
    tab(page, "piece")
    expect(page.locator("#piece")).to_contain_text("The very end.")
    expect(page.locator("#to-set")).to_have_count(0)
    page.locator("#approve").click()
    expect(page.get_by_text("Approved with your edits")).to_be_visible()
    with tenant_tx(review.client_id):
        assert Decision.objects.get().text.rstrip().endswith("The very end.")
    assert wrong(complaints) == []


@SIZES
def test_changes_are_asked_for_made_and_approved(
    cast: Cast, seat, complaints: list[str], size: dict[str, int]
) -> None:
    review = waiting(cast.ours)
    page = sit(seat(size), cast.ours.reviewer.email, review)
    page.get_by_role("button", name="Request changes…").click()
    page.get_by_label("What should be different?").fill("Name the two walks.")
    saved_note = page.get_by_role("dialog", name="Request changes")
    saved_note.get_by_role("button", name="Request changes").click()
    expect(page.get_by_text("Sent back with your note")).to_be_visible()
    better = TEXT.replace("Walks leave", "The mill walk and the ridge walk leave")
    with tenant_tx(review.client_id, agency=cast.ours.agency.pk):
        stage.play(review.run, stage.outcomes(better, ()))
        second = Review.objects.open().get()
    page.goto(at("review", second.pk))
    tab(page, "changes")
    expect(page.locator("#changes .piece ins")).to_have_text("The mill walk and the ridge walk")
    expect(page.locator("#changes")).to_contain_text("“Name the two walks.”")
    page.get_by_label("Side by side").check()
    expect(page.locator(".sides del")).to_have_text("Walks")
    fits(page)
    page.get_by_label("Only read").check()
    expect(page.locator("#changes .piece ins")).to_have_count(0)
    page.get_by_role("button", name="Approve", exact=False).first.click()
    expect(page.get_by_text("Approved: The quiet season")).to_be_visible()
    with tenant_tx(review.client_id):
        assert Decision.objects.get(review=second).text == better
    assert wrong(complaints) == []


@SIZES
def test_two_reviewers_at_once_merge_what_they_wrote(
    cast: Cast, seat, complaints: list[str], size: dict[str, int]
) -> None:
    review = waiting(cast.ours)
    ours = sit(seat(size), cast.ours.reviewer.email, review)
    theirs = sit(seat(DESK), cast.ours.editor.email, review)
    tab(theirs, "edit")
    theirs.get_by_label("The text, in Markdown").fill(TEXT.replace("at eleven", "at ten"))
    saved(theirs)
    tab(ours, "edit")
    ours.get_by_label("The text, in Markdown").fill(TEXT.replace("the lowest prices", "good prices"))
    saved(ours)
    expect(ours.get_by_text("is changing the text too")).to_be_visible()
    ours.get_by_role("link", name="Compare and merge").click()
    expect(ours.get_by_role("heading", level=1)).to_contain_text("fern-editor")
    fits(ours)
    ours.get_by_role("button", name="Take this as my draft").click()
    expect(ours.get_by_label("The text, in Markdown")).to_have_value(
        TEXT.replace("the lowest prices", "good prices").replace("at eleven", "at ten")
    )
    ours.get_by_role("button", name="Approve your text").first.click()
    expect(ours.get_by_text("Approved with your edits")).to_be_visible()

    theirs.get_by_label("The text, in Markdown").fill(TEXT.replace("at eleven", "at noon"))
    expect(theirs.get_by_text("approved it with edits before you").first).to_be_visible()
    theirs.goto(at("review", review.pk))
    expect(theirs.get_by_label("Your text, which nobody approved")).to_have_value(
        TEXT.replace("at eleven", "at noon")
    )
    assert wrong(complaints) == []


def test_a_draft_goes_on_where_it_was_on_another_device(cast: Cast, seat, complaints: list[str]) -> None:
    review = waiting(cast.ours)
    desk = sit(seat(DESK), cast.ours.reviewer.email, review)
    tab(desk, "edit")
    desk.get_by_label("The text, in Markdown").fill("My own words.")
    saved(desk)
    phone = sit(seat(PHONE), cast.ours.reviewer.email, review)
    expect(phone.get_by_text("Restored your edits.")).to_be_visible()
    expect(phone.locator("#piece")).to_contain_text("My own words.")
    tab(phone, "edit")
    phone.get_by_label("The text, in Markdown").fill("My own words, on the train.")
    saved(phone)
    desk.get_by_label("The text, in Markdown").fill("My own words, at the desk.")
    expect(desk.get_by_text("You changed your draft on another device")).to_be_visible()
    desk.get_by_role("button", name="Keep what is here").click()
    saved(desk)
    with tenant_tx(review.client_id):
        assert Sitting.objects.get().form["text"] == "My own words, at the desk."
    assert wrong(complaints) == []


def test_it_goes_by_keyboard_alone_and_typing_is_only_typing(cast: Cast, seat, complaints: list[str]) -> None:
    review = waiting(cast.ours)
    page = sit(seat(DESK), cast.ours.reviewer.email, review)
    expect(page.locator("#finding-1")).to_have_attribute("aria-current", "true")  # the page listens now
    page.keyboard.press("n")
    expect(page.locator("#finding-2")).to_have_attribute("aria-current", "true")
    page.keyboard.press("p")
    page.keyboard.press("a")
    expect(page.locator("#piece")).to_contain_text("a fair rate")
    settled(page)
    page.keyboard.press("u")
    expect(page.locator("#piece")).to_contain_text("the lowest prices")
    settled(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.get_by_label("Add a comment")).to_be_focused()
    page.keyboard.type("andepc?")
    expect(page.get_by_label("Add a comment")).to_have_value("andepc?")
    page.get_by_label("Add a comment").blur()
    page.keyboard.press("e")
    expect(page.get_by_label("The text, in Markdown")).to_be_focused()
    page.keyboard.press("Escape")
    settled(page)
    page.locator("#finding-3").get_by_role("button", name="Dismiss").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#finding-3")).to_contain_text("dismissed")
    expect(page.locator(".finding:focus-within"), "the focus is not lost in the swap").to_have_count(1)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog", name="Approve this text?")).to_contain_text(
        "2 findings are still undecided"
    )
    page.keyboard.press("Enter")
    expect(page.get_by_text("Approved: The quiet season")).to_be_visible()
    assert wrong(complaints) == []
