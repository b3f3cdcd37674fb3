"""Reviewers go through their queue: several approve one text, the agency before the client, taken, in a batch."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Decision, Review
from tenants.models import User
from tenants.scope import tenant_tx
from tests.cast import PASSWORD, Cast
from tests.reviews import stage
from tests.stories.conftest import DESK, PHONE
from tests.stories.people import fits
from workflows.models import Run

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
Seat = Callable[..., Page]


def come(seat: Seat, user: User, size: dict[str, int], address: str = "/portal/") -> Page:
    page = seat(size)
    page.goto(f"/accounts/login/?next={address}")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{address}")
    fits(page)
    return page


@pytest.fixture
def inside(cast: Cast) -> Callable[[Callable], object]:
    """Something done or asked inside our client, committed at once."""

    def act(work: Callable) -> object:
        with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
            return work()

    return act


def wait(cast: Cast, title: str, *, findings: tuple = (), **review: object) -> Review:
    run = stage.begin(cast.ours, title=title, **review)
    stage.play(run, stage.outcomes(findings=findings))
    return Review.objects.open().get(run=run)


@SIZES
def test_two_approve_the_same_text(cast, inside, seat, size, complaints):
    inside(lambda: wait(cast, "The quiet season", findings=stage.FINDINGS[:1], approvals=2))
    ours = come(seat, cast.ours.reviewer, size)
    ours.get_by_role("link", name="The quiet season").click()
    expect(ours.get_by_text("0 of 2 approvals.")).to_be_visible()
    ours.get_by_role("button", name="Approve as it is").click()
    expect(ours.get_by_text("Your approval counts: The quiet season")).to_be_visible()
    expect(ours.get_by_text("You approved it")).to_be_visible()

    theirs = come(seat, cast.ours.editor, size)
    theirs.get_by_role("link", name="The quiet season").click()
    expect(theirs.get_by_text("1 of 2 approvals: fern-reviewer.", exact=True)).to_be_visible()
    theirs.get_by_role("button", name="Accept edit").first.click()
    theirs.get_by_role("button", name="Approve with 1 edit").click()
    expect(theirs.get_by_text("Your approval counts")).to_be_visible()

    ours.reload()
    ours.get_by_role("link", name="The quiet season").click()
    expect(ours.get_by_text("fern-reviewer approved an earlier text")).to_be_visible()
    expect(ours.locator("#piece")).to_contain_text("Guests use the sauna.")
    ours.get_by_role("button", name="Approve", exact=False).last.click()
    expect(ours.get_by_text("Approved: The quiet season")).to_be_visible()
    decision = inside(Decision.objects.get)
    assert (decision.kind, decision.original) == ("edit", stage.TEXT)
    assert "Guests use the sauna." in decision.text
    assert complaints == []


@SIZES
def test_the_agency_looks_first_and_then_the_client(cast, inside, seat, size, complaints):
    script = {**stage.outcomes(findings=()), "client": stage.outcomes()["check"]}
    run = inside(lambda: stage.begin_two_stages(cast.ours))
    inside(lambda: stage.play(run, script))
    client = come(seat, cast.ours.reviewer, size)
    expect(client.get_by_role("heading", name="All clear")).to_be_visible()
    agency = come(seat, cast.ours.editor, size)
    expect(agency.get_by_text("Agency’s own look")).to_be_visible()
    agency.get_by_role("link", name="The quiet season").click()
    agency.get_by_role("button", name="Approve").last.click()
    expect(agency.get_by_text("Approved: The quiet season")).to_be_visible()
    inside(lambda: stage.play(Run.objects.get(), script))
    client.reload()
    client.get_by_role("link", name="The quiet season").click()
    client.get_by_role("button", name="Approve").last.click()
    expect(client.get_by_text("Approved: The quiet season")).to_be_visible()
    assert complaints == []


@SIZES
def test_one_takes_a_piece_and_the_other_is_told(cast, inside, seat, size, complaints):
    review = inside(lambda: wait(cast, "Walks at eleven"))
    address = f"/portal/reviews/{review.pk}/"
    theirs = come(seat, cast.ours.editor, size, address)  # open before anybody has taken it
    ours = come(seat, cast.ours.reviewer, size, address)
    ours.get_by_role("button", name="Take this piece").click()
    expect(ours.get_by_text("Yours", exact=True)).to_be_visible()
    theirs.get_by_role("button", name="Approve").last.click()
    expect(theirs.get_by_text("Nothing is decided yet: press again to decide anyway.")).to_be_visible()
    expect(theirs.get_by_text("fern-reviewer took this piece.")).to_be_visible()
    ours.get_by_role("button", name="Release it").click()
    expect(ours.get_by_role("button", name="Take this piece")).to_be_visible()
    theirs.get_by_role("button", name="Approve").last.click()
    expect(theirs.get_by_text("Approved: Walks at eleven")).to_be_visible()
    assert [line for line in complaints if "409" not in line] == []


@SIZES
def test_several_are_approved_at_once(cast, inside, seat, size, complaints):
    inside(lambda: wait(cast, "Alder", findings=stage.FINDINGS))
    birch, cedar = inside(lambda: (wait(cast, "Birch"), wait(cast, "Cedar")))
    page = come(seat, cast.ours.reviewer, size)
    page.get_by_role("button", name="Choose those without remarks").click()
    expect(page.get_by_text("2 chosen.")).to_be_visible()
    page.get_by_label("Choose Alder").check()
    page.get_by_role("button", name="Approve the chosen…").click()
    expect(page.get_by_label("Approve Alder")).not_to_be_checked()
    expect(page.get_by_label("Approve Birch")).to_be_checked()
    expect(page.get_by_text(birch.digest[:12]).first).to_be_visible()
    inside(lambda: Review.objects.filter(pk=cedar.pk).update(digest="another"))
    page.get_by_role("button", name="Approve what is ticked").click()
    expect(page.get_by_text("Not recorded", exact=True)).to_be_visible()
    assert inside(lambda: [decision.review_id for decision in Decision.objects.all()]) == [birch.pk]
    page.get_by_role("link", name="Back to the list").click()
    expect(page.get_by_role("link", name="Alder")).to_be_visible()
    assert complaints == []


def test_the_queue_by_keyboard(cast, inside, seat, complaints):
    inside(lambda: wait(cast, "Alder", findings=stage.FINDINGS))
    inside(lambda: (wait(cast, "Birch"), wait(cast, "Cedar")))
    page = come(seat, cast.ours.reviewer, DESK)
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Alder")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Cedar")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Birch")
    page.wait_for_load_state()  # keys are scripts, which come after the heading
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cedar")
    page.wait_for_load_state()
    page.keyboard.press("Control+Enter")
    page.get_by_role("dialog").get_by_role("button", name="Approve").click()  # and on to the next piece
    expect(page.get_by_role("heading", level=1)).to_have_text("Alder")
    page.goto("/portal/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="Approve this piece?")).to_be_visible()
    page.get_by_role("button", name="Approve what is ticked").click()
    expect(page.get_by_role("heading", name="What came of it")).to_be_visible()
    assert complaints == []


def test_filters_swap_the_list_and_can_be_gone_back_from(cast, inside, seat, complaints):
    inside(lambda: (wait(cast, "Alder", findings=stage.FINDINGS), wait(cast, "Birch")))
    page = come(seat, cast.ours.reviewer, DESK)
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Checks", exact=True).select_option("no")
    expect(page.get_by_role("link", name="Alder")).to_have_count(0)
    page.wait_for_url("**/portal/?flag=no")
    page.get_by_text("Save this view").click()
    page.get_by_label("Name").fill("Nothing found")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("navigation", name="Saved views").get_by_text("Nothing found")).to_be_visible()
    page.get_by_role("link", name="All", exact=True).click()
    expect(page.get_by_role("link", name="Alder")).to_be_visible()
    page.get_by_label("Search title, text or workflow").press_sequentially("birch")
    expect(page.get_by_role("link", name="Alder")).to_have_count(0)
    page.wait_for_url("**/portal/?q=birch")
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Due").select_option("late")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    page.wait_for_url("**/portal/?q=birch&due=late")  # the list is there some milliseconds before its address
    page.go_back()
    expect(page.get_by_role("link", name="Birch")).to_be_visible()
    expect(page.get_by_label("Search title, text or workflow")).to_have_value("birch")
    aborted = ("htmx:afterRequest", "htmx:sendAbort")  # one look gave way to the next, as it should
    assert [line for line in complaints if not line.startswith(aborted)] == []
