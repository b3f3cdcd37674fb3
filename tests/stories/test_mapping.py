"""From how a process goes today to a proposal, to a draft, to its prompt, with the keyboard and on a phone too."""

import re

import pytest
from playwright.sync_api import Page, expect

from tenants.scope import tenant_tx
from tests.cast import PASSWORD
from tests.stand_in import gives
from tests.stories.conftest import PHONE
from tests.stories.people import fits
from tests.workflows.engine.test_proposing import GOOD
from workflows.models import Workflow


@pytest.fixture
def model(stand_in, settings):
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "test-key-a", "ANTHROPIC_BASE_URL": stand_in.url}
    settings.MODEL_PRIVATE_HOSTS = [stand_in.url.removeprefix("http://")]
    return stand_in


@pytest.fixture
def sit(cast, seat):
    def down(*place) -> Page:
        page = seat(*place)
        page.goto("/admin/")
        page.get_by_label("E-mail address").fill(cast.ours.owner.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/admin/")
        return page

    return down


def tell(page: Page, client: str) -> None:
    page.goto("/admin/workflows/workflow/")
    page.get_by_role("link", name="Map a process").click()
    page.get_by_label(re.compile(r"^For\b")).select_option(label=client)
    page.get_by_label("What it is called").fill("House letter")
    page.get_by_label("What is it for?").fill("A letter, so that guests come back.")
    page.get_by_label("How often?").fill("first Monday")
    page.get_by_label("Minutes by hand today").fill("180")
    page.get_by_label("What does somebody need to begin?").fill("Topic\nFacts: as the house says them")
    page.get_by_label("What comes out?").fill("The letter")
    page.get_by_label("What is decided on the way?").fill("No invented facts")


def test_a_process_is_told_proposed_changed_and_kept(cast, sit, model, workers, complaints):
    page = sit()
    model.will(gives(GOOD))
    tell(page, cast.ours.client.name)
    page.get_by_role("button", name="Ask a model to propose").click()
    expect(page.get_by_role("heading", name="A proposal for “House letter”")).to_be_visible()
    expect(page.get_by_role("region", name="Steps").get_by_text("It is what guests get.")).to_be_visible()
    page.get_by_label("Name of “Letter”").fill("The letter")
    page.get_by_label("Keep “Post”").uncheck()
    page.get_by_role("button", name="Look again").click()
    expect(page.locator("#drawn").get_by_text("5 steps")).to_be_visible()
    page.get_by_role("button", name="Make it a draft").click()
    expect(page.get_by_text("“House letter” is a draft now.")).to_be_visible()
    _a_prompt_by_keyboard(page)
    _an_answer_by_a_form(page)
    assert complaints == []
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        made = Workflow.objects.get()
        settings = made.draft.definition.step("the_letter").settings
    assert (made.owner, made.minutes_by_hand) == (cast.ours.owner, 180)
    (part,) = settings["parts"]
    assert (part["name"], part["kind"]) == ("rooms", "records")
    assert part["of"][1] == {
        "name": "view",
        "description": "",
        "kind": "choice",
        "options": ["river", "yard"],
    }


def _a_prompt_by_keyboard(page: Page) -> None:
    prompt = page.get_by_label("Prompt")
    prompt.fill("Write on ")
    prompt.press("Control+End")
    prompt.press_sequentially("{{ bri")
    offers = page.get_by_role("listbox", name="Names in reach").first
    expect(offers.get_by_role("option").first).to_have_text("brief.what_is_it_about")
    expect(page.locator(".b-unknown").first).to_have_text("")  # it is only begun
    prompt.press("ArrowDown")
    prompt.press("Enter")
    expect(prompt).to_have_value("Write on {{ brief.mood }}")
    more = " {{ brief.mod | upcas }} {{ steps.judged.text }} {{ topic }} {{ steps.nope.text }} "
    loop = "{% for m in brief.mood %}{{ m.x }}{% endfor %}"
    prompt.press_sequentially(more + loop)
    told = page.locator(".b-unknown").first
    expect(told).to_contain_text("Not in reach here: brief.mod. Did you mean brief.mood?")
    expect(told).to_contain_text("There is no filter “upcas”. Use upcase?")
    expect(told).to_contain_text("“Judged” comes after this step")
    expect(told).to_contain_text("Not in reach here: topic")
    expect(told.get_by_text("steps.nope.text")).to_have_text("Not in reach here: steps.nope.text")
    expect(told).not_to_contain_text("m.x")
    told.get_by_role("button", name="brief.mood").click()
    told.get_by_role("button", name="upcase").click()
    expect(prompt).to_have_value(
        "Write on {{ brief.mood }} {{ brief.mood | upcase }} {{ steps.judged.text }} {{ topic }} {{ steps.nope.text }} "
        + loop
    )
    prompt.fill("Write on {{ brief.mood }}.")
    expect(told).to_have_text("")


def _an_answer_by_a_form(page: Page) -> None:
    page.get_by_label("Result").select_option("json")
    parts = page.locator("[data-if$='output=json'] > [data-set]")
    parts.get_by_role("button", name="+ Add").last.click()
    row = parts.locator("> [data-rows] > details").first
    row.get_by_label("Name").fill("rooms")
    expect(row.get_by_label("Choices")).to_be_hidden()
    row.get_by_label("Kind").select_option("records")
    within = row.get_by_role("group", name="Each entry has")
    for name in ("name", "view"):
        within.get_by_role("button", name="+ Add").click()
        within.locator("> [data-rows] > details").last.get_by_label("Name").fill(name)
    entry = within.locator("> [data-rows] > details").last
    entry.get_by_label("Kind").select_option("choice")
    entry.get_by_label("Choices").fill("river\nyard")
    page.get_by_role("button", name="Save the step").click()
    expect(page.get_by_text("“The letter” is saved.")).to_be_visible()


def test_on_a_phone_a_process_is_mapped_and_its_prompt_edited(cast, sit, complaints):
    page = sit(PHONE)
    tell(page, cast.ours.client.name)
    page.get_by_role("button", name="Draw the process").click()
    expect(page.locator("#drawn")).to_be_visible()
    page.get_by_role("button", name="Make it a draft").click()
    expect(page.get_by_text("“House letter” is a draft now.")).to_be_visible()
    page.get_by_label("Prompt").press("Control+End")
    page.get_by_label("Prompt").press_sequentially("{{ cli")
    page.get_by_role("option", name="client.name").tap()
    expect(page.get_by_label("Prompt")).to_have_value(re.compile(r"\{\{ client\.name \}\}$"))
    fits(page)
    assert complaints == []
