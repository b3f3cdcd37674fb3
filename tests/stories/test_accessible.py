"""Every page of the portal, looked at by axe, by day and by night: nothing serious in its way."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from reviews import guests, stopping
from reviews.guests import Invitation
from reviews.models import Letter, Review
from tenants.models import Client
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.reviews import stage
from tests.reviews.visiting import at, shelve
from tests.stories.conftest import DESK, PHONE
from tests.stories.people import fits
from tests.stories.test_guests import code, invite, sign_in
from workflows import decisions

GRAVE = {"serious", "critical"}
LISTS = ("inbox", "decided", "requests", "runs", "library", "numbers", "people", "letters")
STRONG = "#ffee00"  # a colour that nobody could read on white


@dataclass(frozen=True)
class Rooms:
    open: Review
    decided: Review
    pages: list[str]


@pytest.fixture
def rooms(cast: Cast) -> Rooms:
    house = cast.ours
    with tenant_tx(house.client.pk, agency=house.agency.pk):
        Client.objects.update(colour=STRONG)
        review, other, third = (stage.waiting(house) for _ in range(3))
        piece = shelve(other)
        decisions.cancel(third.run, house.owner)
        guests.invite(review, Invitation("Ben", "ben@example.com"), house.owner)
        workflow = review.run.version.workflow_id
        pages = [
            at("request", workflow),
            at("run", review.run_id),
            at("piece", piece.pk),
            at("review", review.pk),
        ]
    return Rooms(review, other, [*map(at, LISTS), *pages])


# Each width and each scheme once: what axe looks at doesn't differ by both together.
EACH = pytest.mark.parametrize(
    "size, scheme", [(DESK, "light"), (PHONE, "dark")], ids=["desk-light", "phone-dark"]
)


def look(page: Page, scheme: str) -> list[str]:
    """What axe holds against the page as it stands."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.wait_for_load_state("load")
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
    )
    return [
        f"{page.url} ({scheme}): {fault['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for fault in found.response["violations"]
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


@EACH
def test_nothing_serious_is_in_the_way_of_a_client_s_people(
    cast: Cast, rooms: Rooms, seat: Callable[..., Page], size: dict[str, int], scheme: str
) -> None:
    page = seat(size)
    page.goto("/accounts/login/")
    found = look(page, scheme)
    sign_in(page, cast.ours.reviewer.email, at("inbox"))
    for address in rooms.pages:
        page.goto(address)
        found += look(page, scheme)
        for tab in page.locator("[data-tabs] a").all():
            tab.click()
            found += look(page, scheme)
        fits(page)
    page.goto(at("review", rooms.decided.pk))
    page.get_by_role("button", name="Approve as it is").click()
    page.goto(at("review", rooms.decided.pk))
    found += look(page, scheme)
    for who in ("x", stopping.address(cast.ours.reviewer, Letter.Kind.WAITING).partition("who=")[2]):
        page.goto(f"{at('stop')}?who={who}")
        found += look(page, scheme)
    page.goto("/portal/nowhere/")
    found += look(page, scheme)
    assert found == []


STAFF_LISTS = (
    "workflows/workflow",
    "workflows/run",
    "workflows/bulk",
    "reviews/review",
    "memory/document",
    "memory/lesson",
    "tenants/client",
    "tenants/member",
    "tenants/apikey",
    "operations",
    "costs",
    "models",
)


@EACH
def test_nothing_serious_is_in_the_way_of_the_agency_s_people(
    cast: Cast, rooms: Rooms, seat: Callable[..., Page], size: dict[str, int], scheme: str
) -> None:
    page = seat(size)
    page.emulate_media(color_scheme=scheme)
    sign_in(page, cast.ours.owner.email, "/admin/")
    found = look(page, scheme)
    for place in STAFF_LISTS:
        page.goto(f"/admin/{place}/")
        found += look(page, scheme)
    assert found == []


@EACH
def test_nothing_serious_is_in_the_way_of_a_guest(
    cast: Cast, rooms: Rooms, seat: Callable[..., Page], size: dict[str, int], scheme: str
) -> None:
    staff = sign_in(seat(size), cast.ours.editor.email, at("guests", rooms.open.pk))
    link = invite(staff, "Ana Costa", "ana@example.com")
    found = look(staff, scheme)
    ana = seat(size)
    ana.goto(link)
    found += look(ana, scheme)
    ana.get_by_role("button", name="Send me the code").click()
    found += look(ana, scheme)  # with what is missing
    ana.get_by_label("Approve it, with").check()
    ana.get_by_role("button", name="Send me the code").click()
    found += look(ana, scheme)
    ana.get_by_label("Code").fill(code())
    ana.get_by_role("button", name="Approve").click()
    found += look(ana, scheme)
    ana.goto(at("guest_link", "x"))
    found += look(ana, scheme)
    assert found == []
