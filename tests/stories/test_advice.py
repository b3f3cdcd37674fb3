"""Advice and the assembled prompt: what is missing is added with a press and undone; what the model gets is seen."""

import pytest
from playwright.sync_api import Page, expect

from tenants.scope import tenant_tx
from tests.stories.conftest import DESK, PHONE
from tests.stories.test_versions import sign_in
from tests.workflows.newsletter import definition
from workflows.models import Workflow


@pytest.fixture
def address(cast) -> str:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        workflow = Workflow.objects.create(client=cast.ours.client, name="Newsletter", slug="newsletter")
        workflow.open_draft().fill(definition())
    return f"/admin/workflows/workflow/{workflow.pk}"


def advice(page: Page, sentence: str):
    return page.locator(".b-advice > div", has_text=sentence)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_advice_is_added_undone_and_put_aside(cast, seat, address, complaints, size):
    page = sign_in(seat(size), cast.ours.owner)
    page.goto(f"{address}/change/")
    audience = "No question of the form says who the audience is."
    advice(page, audience).get_by_role("button", name="Ask, and use it in “Draft”").click()
    expect(page.get_by_text("Added: Ask, and use it in “Draft”.")).to_be_visible()
    expect(advice(page, audience)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(advice(page, audience)).to_be_visible()
    advice(page, audience).get_by_text("Put aside…").click()
    advice(page, audience).get_by_label("Why it doesn’t matter here").fill("It is always the guests.")
    advice(page, audience).get_by_role("button", name="Put aside").click()
    expect(page.get_by_text("It is always the guests.")).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_what_the_model_gets_is_shown_for_what_is_typed(cast, seat, address, complaints, size):
    page = sign_in(seat(size), cast.ours.owner)
    page.goto(f"{address}/change/?step=draft")
    page.get_by_label("Prompt", exact=True).fill("Only about {{ brief.topic }}.")
    page.get_by_role("button", name="Show what the model gets").click()
    expect(page.locator("#sent pre").last).to_have_text("Only about [Topic].")
    expect(page.locator("#sent .part-brief[data-part]")).to_have_text("[Topic]")
    expect(page.locator("#sent tfoot tr").first).to_contain_text("100 %")
    assert complaints == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_process_is_mapped_looked_at_and_kept(cast, seat, complaints, size):
    page = sign_in(seat(size), cast.ours.owner)
    page.goto("/admin/workflows/workflow/map/")
    page.get_by_label("For", exact=False).first.select_option(str(cast.ours.client))
    page.get_by_label("What it is called").fill("Hotel letter")
    page.get_by_label("What is it for?").fill("A letter to past guests.")
    page.get_by_label("What does somebody need to begin?").fill("Topic\nFacts: as the house says them")
    page.get_by_label("What comes out?").fill("The letter: 300 words")
    page.get_by_role("button", name="Draw the process").click()
    expect(page.get_by_text("nothing is kept yet")).to_be_visible()
    page.get_by_role("button", name="Make it a draft").click()
    expect(page.get_by_text("“Hotel letter” is a draft now.")).to_be_visible()
    assert complaints == []
