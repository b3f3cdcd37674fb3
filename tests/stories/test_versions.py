"""Versions without fear: change a threshold, compare, try it, publish, restore; and two people at one draft."""

import re

import pytest
from playwright.sync_api import Page, expect

from tenants.scope import tenant_tx
from tests.cast import PASSWORD
from tests.stories.conftest import DESK, PHONE
from tests.workflows.newsletter import BRIEF, definition
from workflows.models import Run, Workflow


def sign_in(page: Page, who) -> Page:
    page.goto("/admin/")
    page.get_by_label("E-mail address").fill(who.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    return page


@pytest.fixture
def address(cast) -> str:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        workflow = Workflow.objects.create(client=cast.ours.client, name="Newsletter", slug="newsletter")
        workflow.open_draft().fill(definition())
        workflow.draft.publish(by=cast.ours.owner)
    return f"/admin/workflows/workflow/{workflow.pk}"


def set_threshold(page: Page, address: str, value: str) -> None:
    page.goto(f"{address}/change/?step=rubric")
    page.locator("#id_settings-threshold").fill(value)
    page.get_by_role("button", name="Save the step").click()


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Pages of this workflow").get_by_role("link", name=name).click()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_it_compares_tries_publishes_and_restores(cast, seat, address, workers, complaints, size):
    page = sign_in(seat(size), cast.ours.owner)
    page.goto(f"{address}/change/")
    page.get_by_role("button", name="Edit: open a draft").click()
    set_threshold(page, address, "8")
    expect(page.get_by_text("“rubric” is saved.")).to_be_visible()

    tab(page, "Versions")
    expect(page.get_by_text("Step “rubric”: Threshold: 3 → 8.")).to_be_visible()
    page.get_by_role("link", name="Compare version 2 with version 1").click()
    expect(page.locator(".b-change", has_text="rubric").locator("ins")).to_have_text("8")
    expect(page.locator(".flow .is-changed:visible")).to_have_count(1)

    tab(page, "Try it")
    for label, words in zip(("Topic", "Points", "Call to action"), BRIEF.values(), strict=True):
        page.get_by_label(label).fill("\n".join(words) if isinstance(words, list) else words)
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("5 of 5 steps")).to_have_count(2)
    page.get_by_role("link", name="Replace what “Draft” of “The draft, version 2” answered").click()
    page.get_by_label("What it hands on").fill("Written in the kitchen.")
    page.get_by_role("button", name="Replace and go on").click()
    expect(page.get_by_text("Written in the kitchen.").first).to_be_visible()
    expect(page.get_by_text("5 of 5 steps")).to_have_count(2)

    page.get_by_role("link", name="Publish…").click()
    page.get_by_label("Name").fill("Higher bar")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 2 is published: new runs use it.")).to_be_visible()

    tab(page, "Versions")
    page.get_by_role("button", name="Restore version 1").click()
    expect(page.get_by_text("The draft is a copy of version 1.")).to_be_visible()
    assert complaints == []
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        workflow = Workflow.objects.get()
        bars = [
            v.definition.step("rubric").settings["threshold"] for v in (workflow.published, workflow.draft)
        ]
        assert bars == [8, 3]
        assert not Run.objects.exists()


def test_two_people_at_one_draft_lose_nothing(cast, seat, address, complaints):
    first, second = sign_in(seat(), cast.ours.owner), sign_in(seat(PHONE), cast.ours.editor)
    first.goto(f"{address}/change/")
    first.get_by_role("button", name="Edit: open a draft").click()
    first.goto(f"{address}/change/?step=rubric")
    second.goto(f"{address}/change/?step=rubric")
    expect(second.get_by_text(f"{cast.ours.owner} has the step “rubric” open.")).to_be_visible()
    first.locator("#id_settings-threshold").fill("8")
    first.get_by_role("button", name="Save the step").click()
    expect(first.get_by_text("“rubric” is saved.")).to_be_visible()
    second.locator("#id_settings-threshold").fill("5")
    second.get_by_role("button", name="Save the step").click()
    expect(second.get_by_text("changed “rubric” while you did")).to_be_visible()
    second.get_by_label("As you have it").check()
    second.get_by_role("button", name="Save what I chose").click()
    expect(second.get_by_text("“rubric” is saved.")).to_be_visible()
    expect(second.locator("#id_settings-threshold")).to_have_value(re.compile("^5"))
    assert complaints == []
