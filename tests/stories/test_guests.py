"""A guest: from the letter to the decision, on a desk and on a phone; and links that open nothing."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from reviews.models import Decision, Review
from reviews.models.guest import Guest
from tenants.scope import tenant_tx
from tests.cast import PASSWORD, Cast, House
from tests.reviews import stage
from tests.reviews.visiting import at
from tests.stories.conftest import DESK, PHONE
from tests.stories.people import fits

GONE = "This link opens nothing any more"


@pytest.fixture
def review(cast: Cast) -> Review:
    return waiting(cast.ours)


def waiting(house: House) -> Review:
    with tenant_tx(house.client.pk, agency=house.agency.pk):
        return stage.waiting(house)


def sign_in(page: Page, email: str, then: str) -> Page:
    page.goto(f"/accounts/login/?next={then}")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{then}")
    return page


def invite(page: Page, name: str, email: str) -> str:
    """The link in the letter that comes of it."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("is on its way")).to_be_visible()
    return re.findall(r"https?://[^/\s]+(/portal/guest/link/\S+)", mail.outbox[-1].body)[0]


def code() -> str:
    return re.search(r"^ {4}(\d{6})$", mail.outbox[-1].body, re.M)[1]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_guest_comments_and_approves_with_an_edit(
    cast: Cast, review: Review, seat: Callable[..., Page], complaints: list[str], size: dict[str, int]
) -> None:
    staff = sign_in(seat(size), cast.ours.editor.email, at("guests", review.pk))
    fits(staff)
    link = invite(staff, "Ana Costa", "ana@example.com")

    ana = seat(size)
    with ana.expect_response("**/opened/"):
        ana.goto(link)
    assert "baton_" not in ana.url
    fits(ana)
    expect(ana.get_by_role("heading", name="The quiet season").first).to_be_visible()
    ana.get_by_label("Add a comment").fill("Could we name the walk?")
    ana.get_by_role("button", name="Comment", exact=True).click()
    expect(ana.locator(".comment", has_text="Could we name the walk?")).to_be_visible()

    finding = ana.locator(".finding", has_text="Claims")
    finding.get_by_label("Take this edit").check()
    ana.get_by_role("button", name="Show the piece with my edits").click()
    expect(ana.locator("article.piece").first).to_contain_text("a fair rate")
    ana.get_by_label("Approve it, with the edits that I took").check()
    ana.get_by_role("button", name="Send me the code").click()
    expect(ana.get_by_role("heading", name="Enter your code")).to_be_visible()
    fits(ana)
    right = code()
    ana.get_by_label("Code").fill(f"{(int(right) + 1) % 10**6:06}")
    ana.get_by_role("button", name="Approve").click()
    expect(ana.get_by_text("This is not the code")).to_be_visible()
    ana.get_by_label("Code").fill(right)
    ana.get_by_role("button", name="Approve").click()
    expect(ana.get_by_text("Your decision is recorded")).to_be_visible()
    fits(ana)

    with tenant_tx(cast.ours.client.pk):
        decision = Decision.objects.select_related("guest").get()
        assert (str(decision.guest), decision.kind) == ("Ana Costa (ana@example.com)", "edit")
    again = seat(size)
    again.goto(link)
    expect(again.get_by_text("Your decision is recorded")).to_be_visible()
    staff.reload()
    expect(staff.get_by_text("Decided")).to_be_visible()
    staff.goto(at("review", review.pk))
    expect(staff.get_by_text("Ana Costa (ana@example.com)").first).to_be_visible()
    assert [said for said in complaints if "422" not in said] == []


def kept(page: Page) -> int:
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('baton:guest:')).length")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_what_a_guest_typed_stays_in_their_browser_until_they_have_decided(
    cast: Cast, review: Review, seat: Callable[..., Page], complaints: list[str], size: dict[str, int]
) -> None:
    staff = sign_in(seat(), cast.ours.editor.email, at("guests", review.pk))
    link = invite(staff, "Ana Costa", "ana@example.com")
    staff.goto(at("guests", review.pk))
    bens = invite(staff, "Ben Okri", "ben@example.com")
    ana = seat(size)
    ana.goto(link)
    note, comment = ana.get_by_label("What should be different"), ana.get_by_label("Add a comment")
    told = ana.get_by_text("kept in this browser until you have decided")
    expect(told).to_be_hidden()
    ana.get_by_text("Change the text yourself").click()
    ana.get_by_label("The text, in Markdown").fill("Ana’s own text.")
    ana.locator(".finding", has_text="Claims").get_by_label("Leave it as it is").check()
    ana.get_by_label("Ask for changes").check()
    note.fill("Name the walk.")
    comment.fill("Half a comm")
    expect(told).to_be_visible()
    ana.reload()
    expect(ana.get_by_label("The text, in Markdown")).to_have_value("Ana’s own text.")
    expect(ana.locator(".finding", has_text="Claims").get_by_label("Leave it as it is")).to_be_checked()
    expect(ana.get_by_label("Ask for changes")).to_be_checked()
    expect(note).to_have_value("Name the walk.")
    expect(comment).to_have_value("Half a comm")
    fits(ana)

    ana.get_by_role("button", name="Comment", exact=True).click()
    expect(ana.locator(".comment", has_text="Half a comm")).to_be_visible()
    ana.goto(link)
    expect(note).to_have_value("Name the walk.")
    expect(comment).to_have_value("")

    home = ana.url
    ana.goto(bens)
    assert ana.url != home
    expect(note).to_have_value("")
    expect(told).to_be_hidden()

    ana.goto(link)
    ana.get_by_role("button", name="Forget it").click()
    expect(told).to_be_hidden()
    expect(note).to_have_value("")
    assert kept(ana) == 0

    note.fill("Name the door.")
    ana.get_by_label("Ask for changes").check()
    ana.get_by_role("button", name="Send me the code").click()
    ana.get_by_label("Code").fill(code())
    ana.get_by_role("button", name="Ask for changes").click()
    expect(ana.get_by_text("Your decision is recorded")).to_be_visible()
    assert kept(ana) == 0
    assert complaints == []


def test_links_that_have_ended_open_nothing(cast: Cast, review: Review, seat: Callable[..., Page]) -> None:
    staff = sign_in(seat(), cast.ours.editor.email, at("guests", review.pk))
    link = invite(staff, "Ana Costa", "ana@example.com")
    ana = seat(PHONE)
    ana.goto(link)
    expect(ana.get_by_role("heading", name="The quiet season").first).to_be_visible()

    staff.get_by_role("button", name="Take back the link of Ana Costa").click()
    expect(staff.get_by_text("Revoked")).to_be_visible()
    ana.get_by_label("Approve it").check()
    ana.get_by_role("button", name="Send me the code").click()
    expect(ana.get_by_role("heading", name=GONE)).to_be_visible()
    fits(ana)

    staff.get_by_role("button", name="Send Ana Costa a new link").click()
    expect(staff.get_by_text("The one before it has ended.")).to_be_visible()
    ana.goto(link)
    expect(ana.get_by_role("heading", name=GONE)).to_be_visible()

    with tenant_tx(cast.ours.client.pk):
        Guest.objects.update(expires_at=now() - timedelta(seconds=1))
    ana.goto(re.findall(r"https?://[^/\s]+(/portal/guest/link/\S+)", mail.outbox[-1].body)[0])
    expect(ana.get_by_role("heading", name=GONE)).to_be_visible()


def test_a_rival_s_guest_sees_their_own_piece_only(
    cast: Cast, review: Review, seat: Callable[..., Page]
) -> None:
    theirs = waiting(cast.rival)
    invite(sign_in(seat(), cast.ours.editor.email, at("guests", review.pk)), "Ana", "ana@example.com")
    link = invite(sign_in(seat(), cast.rival.editor.email, at("guests", theirs.pk)), "Ben", "ben@example.com")
    with tenant_tx(cast.ours.client.pk):
        anas = Guest.objects.get()
    ben = seat()
    ben.goto(link)
    expect(ben.get_by_text("Rival Resorts").first).to_be_visible()
    ben.goto(at("guest", anas.pk))
    expect(ben.get_by_role("heading", name=GONE)).to_be_visible()
    for address in (at("inbox"), at("review", review.pk)):
        ben.goto(address)
        expect(ben.get_by_role("button", name="Sign in")).to_be_visible()
