"""A member of the agency who never saw JSON builds a workflow, publishes it, and watches its first run."""

import re

import pytest
from playwright.sync_api import Page, expect

from tenants.scope import tenant_tx
from tests.cast import PASSWORD
from workflows.models import Workflow


@pytest.fixture
def office(cast, seat) -> Page:
    """The owner, signed in, at a desk."""
    page = seat()
    page.goto("/admin/")
    page.get_by_label("E-mail address").fill(cast.ours.owner.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    return page


def choose(page: Page, step: str) -> None:
    with page.expect_response("**/change/?step=*"):
        page.locator(".b-step", has_text=step).get_by_role("link").click()
    expect(page.locator(".b-step[aria-current]", has_text=step)).to_be_visible()
    expect(page.locator("#step h3")).to_have_text(step)


def drag(page: Page, grip, above) -> None:
    start, end = grip.bounding_box(), above.bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + 4, steps=8)
    page.mouse.up()


def test_it_builds_publishes_and_runs_a_workflow(cast, office, workers, complaints):
    page = office
    page.goto("/admin/workflows/workflow/add/")
    page.get_by_label("Client").select_option(label=cast.ours.client.name)
    page.locator("#id_name").fill("House letter")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Begin with these five").click()
    expect(page.locator(".b-step")).to_have_count(5)

    choose(page, "Draft")
    prompt = page.get_by_label("Prompt")
    prompt.press("Control+End")
    prompt.type(" {{ brief.tpoic }}")
    expect(page.get_by_text("Not in reach here: brief.tpoic")).to_be_visible()
    page.get_by_role("button", name="Save the step").click()
    expect(page.get_by_text("The intake form has no question “tpoic”.").first).to_be_visible()

    page.get_by_role("link", name="Publish…").click()
    expect(page.get_by_role("button", name="Publish")).to_be_disabled()
    page.get_by_role("link", name="Go there").click()
    prompt.fill("Write a letter on ")
    prompt.press("Control+End")
    page.get_by_role("button", name="brief.topic", exact=True).click()
    expect(prompt).to_have_value("Write a letter on {{ brief.topic }}")
    page.get_by_role("button", name="Save the step").click()
    expect(page.get_by_text("“Draft” is saved.")).to_be_visible()

    choose(page, "Rubric")
    page.get_by_role("button", name="+ Add").click()
    added = page.locator("details.b-row").last
    added.get_by_label("Name").fill("Reads aloud well")
    drag(page, added.locator("[data-grip]"), page.locator("details.b-row").first)
    page.get_by_role("button", name="Save the step").click()
    expect(page.get_by_text("“Rubric” is saved.")).to_be_visible()
    expect(page.locator("[data-row-name]").first).to_have_text("Reads aloud well")

    page.get_by_role("link", name="Publish…").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 1 is published: new runs use it.")).to_be_visible()

    page.get_by_role("link", name="Start a run").click()
    page.get_by_role("button", name="Start the run").click()
    expect(page.get_by_text("2 answers need mending.")).to_be_visible()
    page.get_by_label("What is it about?").fill("The mill wheel")
    page.get_by_label("Who is it for?").fill("Past guests")
    page.get_by_role("button", name="Start the run").click()
    expect(page.locator("#live").get_by_text(re.compile("Done|Waiting|Stopped")).first).to_be_visible()
    page.locator("#timeline").get_by_role("link").first.click()
    expect(page.locator("#attempt").get_by_text("Prompt as sent").first).to_be_attached()
    assert complaints == []
    _its_rows_say_the_same(cast)


def _its_rows_say_the_same(cast) -> None:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        published = Workflow.objects.get(name="House letter").published.definition
    assert published.step("draft").settings["prompt"] == "Write a letter on {{ brief.topic }}"
    assert published.step("rubric").settings["criteria"][0]["key"] == "reads_aloud_well"
