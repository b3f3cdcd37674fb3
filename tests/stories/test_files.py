"""Pictures and PDFs are chosen in a browser, in the admin and on a phone, and nothing else is filled in by it."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tenants.scope import tenant_tx
from tests.cast import PASSWORD, Cast
from tests.stories.conftest import PHONE
from tests.workflows import photos
from workflows.models import Run

PICTURE = {"name": "house.png", "mimeType": "image/png", "buffer": photos.png(300, 200)}
MENU = {"name": "menu.pdf", "mimeType": "application/pdf", "buffer": photos.PDF}


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


def briefs(client: int) -> list[dict]:
    with tenant_tx(client):
        return [run.brief for run in Run.objects.all()]


def names(brief: dict) -> list[str]:
    return [file["name"] for file in brief["photos"]]


def test_files_are_chosen_and_kept_over_a_mistake(cast: Cast, seat: Callable[..., Page]) -> None:
    client = cast.ours.client.pk
    with tenant_tx(client):
        workflow = photos.published(client).workflow
    page = seat()
    sign_in(page, cast.ours.owner.email)
    page.goto(f"/admin/workflows/workflow/{workflow.pk}/start/")
    page.locator("input[type=file]").set_input_files([PICTURE, MENU])
    expect(page.get_by_label("Topic")).to_have_value("")
    page.get_by_role("button", name="Start the run").click()
    expect(page.get_by_text("Nothing has started yet")).to_be_visible()
    expect(page.get_by_label("house.png")).to_be_checked()
    page.get_by_label("menu.pdf").uncheck()
    page.get_by_label("Topic").fill("Rooms")
    page.get_by_role("button", name="Start the run").click()
    expect(page.get_by_role("img", name="house.png")).to_be_visible()
    (brief,) = briefs(client)
    assert (brief["topic"], names(brief)) == ("Rooms", ["house.png"])


def test_a_client_sends_a_picture_from_a_phone(cast: Cast, seat: Callable[..., Page]) -> None:
    client = cast.ours.client.pk
    with tenant_tx(client):
        workflow = photos.published(client).workflow
    page = seat(PHONE)
    sign_in(page, cast.ours.reviewer.email)
    page.goto(f"/portal/request/{workflow.pk}/")
    page.get_by_label("Photos").set_input_files(PICTURE)
    page.get_by_role("button", name="Start writing").click()
    expect(page.get_by_label("house.png")).to_be_checked()
    page.get_by_label("Topic").fill("Rooms")
    page.get_by_role("button", name="Start writing").click()
    expect(page.get_by_role("img", name="house.png")).to_be_visible()
    assert names(briefs(client)[0]) == ["house.png"]
