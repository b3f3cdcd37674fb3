"""Somebody tries a draft of the gallery on its sample, one step after the other, and writes one answer herself."""

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.stories.conftest import DESK, PHONE
from tests.stories.people import fits


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_draft_is_tried_step_by_step_on_a_sample(cast, seat, workers, complaints, viewport):
    page = seat(viewport)
    page.goto("/admin/")
    page.get_by_label("E-mail address").fill(cast.ours.owner.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    page.goto(f"/admin/workflows/workflow/gallery/newsletter/?client={cast.ours.client.pk}")
    page.get_by_role("button", name="Make a draft").click()
    page.get_by_role("button", name="Duplicate").click()
    expect(page.locator(".b-step")).to_have_count(6)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".b-step")).to_have_count(5)

    page.locator("#advice").get_by_role("link", name="Try it").click()
    page.get_by_label("Begin with").select_option(label="A nursery opens its winter greenhouse")
    page.get_by_role("button", name="Fill it in").click()
    page.get_by_label("Step by step").check()
    page.get_by_role("button", name="Try it", exact=True).click()
    expect(page.get_by_text("It waits before “House rules”.")).to_be_visible()
    fits(page)
    page.get_by_role("link", name="Replace what “Draft the letter”").click()
    page.get_by_label("What it hands on").fill("# The greenhouse\n\nWritten by hand.")
    page.get_by_role("button", name="Replace").click()
    expect(page.get_by_text("It waits before “House rules”.")).to_be_visible()
    page.get_by_role("button", name="Do the next step").dblclick()
    expect(page.get_by_text("It waits before “Worth opening?”.")).to_be_visible()
    page.get_by_role("button", name="Do all the rest").click()
    expect(page.get_by_text("5 of 5 steps")).to_be_visible()
    expect(page.get_by_text("Written by hand.").first).to_be_visible()
    assert complaints == []
