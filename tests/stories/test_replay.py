"""Somebody of the agency tries another threshold on the past, before they save it: at a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from tenants.scope import tenant_tx
from tests.cast import PASSWORD
from tests.stories.conftest import DESK, PHONE
from tests.stories.people import fits
from tests.workflows.judged import decided, judged, publish, sent
from workflows.models import Workflow

CRITERIA = [
    {"key": "facts", "name": "Facts", "description": "Says what the brief says.", "must_pass": True},
    {"key": "tone", "name": "Tone", "description": "Plain and warm, as the house speaks.", "weight": 2},
]
PAST = {  # title: facts, tone
    "Lambs in spring": (7.4, 7.2),
    "Bread at dawn": (9, 8.8),
    "The bell tower": (8, 9.4),
    "A walk to the mill": (8.2, 8),
    "Frost on the panes": (7.6, 8.1),
    "The late train": (9.2, 7.4),
    "Apples, at last": (8.8, 9),
    "Night in the barn": (7, 7.2),
}


@pytest.fixture
def workflow(cast) -> Workflow:
    """A newsletter whose pieces were judged: most were sent by themselves, two were flagged for a person."""
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        version = publish(cast.ours, criteria=CRITERIA)
        for title, (facts, tone) in PAST.items():
            sent(judged(version, title, {"facts": facts, "tone": tone}))
        decided(judged(version, "Snow on the pass", {"facts": 6.8, "tone": 6.2}, flagged=True), edited=True)
        decided(
            judged(version, "The empty house", {"facts": 4, "tone": 5}, flagged=True), "rejected", final=True
        )
        version.workflow.open_draft()
        return version.workflow


def office(cast, seat, viewport) -> Page:
    page = seat(viewport)
    page.goto("/admin/")
    page.get_by_label("E-mail address").fill(cast.ours.editor.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    return page


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_it_shows_what_another_threshold_would_have_done_before_it_is_saved(
    cast, workflow, seat, viewport, complaints
):
    page = office(cast, seat, viewport)
    page.goto(f"/admin/workflows/workflow/{workflow.pk}/change/?step=rubric")
    replay = page.locator("#replay")
    threshold = page.get_by_label("Threshold", exact=True)
    threshold.fill("7.5")
    replay.get_by_label("Pieces").select_option("20")
    replay.get_by_role("button", name="Show what would have happened").click()
    expect(replay.get_by_text("6 of 10")).to_be_visible()
    expect(replay.get_by_text("Would have been stopped")).to_be_visible()
    expect(replay.get_by_role("link", name="Night in the barn")).to_contain_text("No person saw it · sent")
    expect(replay.get_by_role("img")).to_be_visible()
    fits(page)

    threshold.fill("6")
    replay.get_by_role("button", name="Show what would have happened").click()
    freed = replay.get_by_role("link", name="Snow on the pass")
    expect(freed).to_contain_text("A person decided: approved with edits")
    expect(replay.get_by_text("Would have been stopped")).to_have_count(0)

    page.reload()  # nothing was saved
    expect(page.get_by_label("Threshold", exact=True)).to_have_value("7")
    page.get_by_label("Threshold", exact=True).fill("8")
    page.get_by_role("button", name="Save the step").click()
    expect(page.get_by_text("“Rubric” is saved.")).to_be_visible()

    replay.get_by_role("button", name="Show what would have happened").click()
    replay.get_by_role("link", name="Lambs in spring").click()
    expect(page.get_by_role("heading", name="Lambs in spring")).to_be_visible()
    assert complaints == []
