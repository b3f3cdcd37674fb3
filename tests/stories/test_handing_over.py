"""Handed over without a meeting: an example is chosen, a stranger reads by a link, and the link is taken back."""

from playwright.sync_api import Page, expect

from tenants.scope import tenant_tx
from tests.cast import PASSWORD
from tests.stories.conftest import DESK, PHONE
from tests.stories.people import fits
from tests.stories.test_accessible import look
from tests.workflows.handoff.test_figures import ended
from tests.workflows.judged import attempt, publish, sent


def sign_in(page: Page, who) -> Page:
    page.goto("/admin/")
    page.get_by_label("E-mail address").fill(who.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    return page


def test_it_goes_out_and_is_taken_back(cast, seat, live_server, settings, complaints):
    settings.SITE_URL = live_server.url
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        version = publish(cast.ours)
        run = ended(version)
        sent(run)
        failed = ended(version, state="failed", flagged=True)
        attempt(failed, "deliver", state="failed")
    address = f"/admin/workflows/workflow/{version.workflow_id}/handoff/"
    desk = sign_in(seat(DESK), cast.ours.owner)
    desk.goto(address)
    desk.get_by_label("The run to show").select_option(index=1)
    desk.get_by_role("button", name="Show this one").click()
    expect(desk.get_by_role("heading", name="A worked example")).to_be_visible()

    desk.get_by_label("Who is it for?").fill("Ana at the print shop")
    desk.get_by_label("Show the worked example: it is the client’s own text").check()
    desk.get_by_role("button", name="Make a link").click()
    link = desk.locator("#secret").inner_text()

    stranger = seat(PHONE)
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="When something goes wrong")).to_be_visible()
    stranger.get_by_role("link", name="Examples to paste").click()
    expect(stranger.get_by_role("heading", name="For programs")).to_be_in_viewport()
    fits(stranger)
    assert look(stranger, "light") + look(stranger, "dark") == []

    desk.get_by_role("link", name="I have copied it").click()
    with desk.expect_download() as pack:
        desk.get_by_role("button", name="Download the pack").click()
    assert pack.value.suggested_filename.endswith("-handoff.zip")
    assert complaints == []

    desk.on("dialog", lambda asked: asked.accept())
    desk.get_by_role("button", name="Take back the link for Ana at the print shop").click()
    expect(desk.get_by_text("The link for Ana at the print shop opens nothing any more.")).to_be_visible()
    answer = stranger.goto(link)
    assert answer is not None and answer.status == 404
