"""One process for several clients: made a template, used, changed for one; and what is new is taken over."""

import pytest
from playwright.sync_api import Page, expect

from tenants.scope import tenant_tx
from tests.stories.conftest import DESK, PHONE
from tests.stories.people import settled
from tests.stories.test_versions import sign_in
from tests.workflows.newsletter import definition
from workflows.models import Workflow


@pytest.fixture
def address(cast) -> str:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        workflow = Workflow.objects.create(client=cast.ours.client, name="Newsletter", slug="newsletter")
        workflow.open_draft().fill(definition())
        workflow.draft.publish(by=cast.ours.owner)
    return f"/admin/workflows/workflow/{workflow.pk}/change/"


def prompt(page: Page, words: str) -> None:
    """In the draft of the workflow that is open, then published."""
    page.locator("#id_settings-prompt").fill(words)
    page.get_by_role("button", name="Save the step").click()
    expect(page.get_by_text("is saved.")).to_be_visible()
    settled(page)
    publish(page)


def publish(page: Page) -> None:
    page.get_by_role("link", name="Publish…").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("is published: new runs use it.")).to_be_visible()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_one_process_serves_two_clients(cast, seat, address, complaints, size):
    page = sign_in(seat(size), cast.ours.owner)
    page.goto(address)
    page.get_by_role("link", name="Make it a template").click()
    page.get_by_label("Name").fill("Weekly newsletter")
    page.get_by_role("button", name="Make it a template").click()
    expect(page.get_by_text("“Weekly newsletter” is a template now.")).to_be_visible()

    page.get_by_role("link", name="Use for a client").click()
    page.get_by_label("Nook Coffee").check()
    page.get_by_role("button", name="Make the drafts").click()
    expect(page.get_by_text("version 1 of 1.")).to_be_visible()
    nook = page.url
    prompt(page, "Nook’s own on {{ brief.topic }}")

    page.goto(address)
    page.get_by_role("button", name="Edit: open a draft").click()
    prompt(page, "Shorter, on {{ brief.topic }}")
    page.get_by_role("link", name="Template settings").click()
    page.get_by_label("Notes").fill("Shorter letters.")
    page.get_by_role("button", name="Publish version 2").click()
    expect(page.get_by_text("1 client is behind version 2.")).to_be_visible()

    page.get_by_role("link", name="See what is new, and update").click()
    page.get_by_role("button", name="Update those that are ticked").click()
    expect(page.get_by_text("choose what stays where both were changed")).to_be_visible()
    page.get_by_label("Take the template’s").check()
    page.get_by_role("button", name="Update those that are ticked").click()
    expect(
        page.get_by_text("the draft of “Weekly newsletter” has version 2 of the template.")
    ).to_be_visible()

    page.goto(nook)
    expect(page.get_by_text("version 2 of 2.")).to_be_visible()
    expect(page.locator("#id_settings-prompt")).to_have_value("Shorter, on {{ brief.topic }}")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#id_settings-prompt")).to_have_value("Nook’s own on {{ brief.topic }}")
    page.goto(nook)
    expect(page.get_by_text("version 1 of 2.")).to_be_visible()
    expect(page.get_by_role("link", name="See what is new")).to_be_visible()
    assert complaints == []
