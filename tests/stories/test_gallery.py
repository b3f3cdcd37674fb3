"""Somebody of the agency begins with a workflow of the gallery, and has its first run a minute later."""

import re

import pytest
from playwright.sync_api import Page, expect

from tenants.scope import tenant_tx
from tests.cast import PASSWORD
from tests.stories.conftest import DESK, PHONE
from tests.stories.people import fits
from workflows.models import Workflow


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def office(request, cast, seat) -> Page:
    """The owner, signed in."""
    page = seat(request.param)
    page.goto("/admin/")
    page.get_by_label("E-mail address").fill(cast.ours.owner.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    return page


def test_it_goes_from_the_gallery_to_a_run(cast, office, workers, complaints):
    page = office
    page.goto("/admin/workflows/workflow/")
    page.get_by_role("link", name="Start from the gallery").click()
    expect(page.locator(".b-gallery > article")).to_have_count(10)
    fits(page)
    page.get_by_label("Words").fill("hotel guests")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".b-gallery > article")).to_have_count(1)
    page.get_by_role("link", name="Review replies for hotels").click()
    fits(page)
    page.get_by_label("Client").select_option(label=cast.ours.client.name)
    page.get_by_label("Name").fill("Answers to guests")
    page.get_by_role("button", name="Make a draft").click()
    expect(page.get_by_text("“Answers to guests” is a draft now.")).to_be_visible()
    expect(page.locator(".b-step")).to_have_count(6)
    fits(page)

    page.get_by_role("link", name="Publish…").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 1 is published: new runs use it.")).to_be_visible()

    page.get_by_role("link", name="Start a run").click()
    page.get_by_role("link", name="A quiet week in the hills").click()
    expect(page.get_by_label("The house")).to_have_value("Highcroft Guest House, six rooms")
    fits(page)
    page.get_by_role("button", name="Start the run").click()
    expect(page.locator("#live").get_by_text(re.compile("Done|Waiting")).first).to_be_visible()
    assert complaints == []
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        made = Workflow.objects.get()
    assert (made.slug, made.gallery, made.owner) == ("review-replies", "review-replies", cast.ours.owner)


def test_it_takes_a_file_to_another_client(cast, office, tmp_path, complaints):
    page = office
    page.goto(f"/admin/workflows/workflow/gallery/press-release/?client={cast.ours.client.pk}")
    page.get_by_role("button", name="Make a draft").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download as YAML").click()
    file = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(file)

    page.goto("/admin/workflows/workflow/import/")
    page.get_by_label("Client").select_option(label=cast.neighbour.name)
    page.get_by_label("The workflow’s file").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text(f"This makes a new workflow of {cast.neighbour.name}")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Import as a draft").click()
    expect(page.get_by_text("“Press release” is imported as a draft.")).to_be_visible()
    assert complaints == []
