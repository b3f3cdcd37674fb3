"""A first newsletter, from its prompt to the website, and a rival who looks for it everywhere."""

import hashlib
import re
import time
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, expect

from config.demo.material import Brief, agencies, briefs
from config.demo.seed import Seeded, seed
from tests.stories.conftest import PHONE
from tests.stories.people import fits, look_around, read, sign_in
from workflows.engine.definition import Field

OURS = "wrenmoor"  # the client
ADDED = "Mention the stove before the flowers."
CLAIM = "the lowest rates in the valley"
WORDS = ("wrenmoor", "coldharrow", "anemones", "stove before")  # that stand on our pages only


@pytest.fixture
def demo(settings: Any, live_server: Any) -> Seeded:
    settings.DEMO = True
    return seed()


@pytest.fixture
def brief() -> Brief:
    return next(brief for brief in briefs() if "banned claim" in brief.trips)


def test_it_goes_from_the_prompt_to_the_website_and_nowhere_else(
    demo, brief, seat, workers, live_server, complaints
):
    staff, reviewer, rivals = parts()
    desk = sign_in(seat(), staff)
    change_the_prompt(desk)
    publish(desk)
    start_a_run(desk, brief)
    expect(desk.get_by_text("Flagged", exact=True).first).to_be_visible(timeout=60_000)

    phone = sign_in(seat(PHONE), reviewer)
    open_the_review(phone, brief)
    accept_and_approve(phone)

    piece = pulled(live_server.url, key_of(demo, OURS))
    assert piece["title"] == brief.name
    assert piece["approved_by"] == "person"
    assert CLAIM not in piece["markdown"]
    assert "Friday 5 March" in piece["markdown"]
    assert piece["content_hash"] == "sha256:" + hashlib.sha256(piece["markdown"].encode()).hexdigest()
    assert complaints == []

    ours = look_around(desk, "/admin/", "/portal/") | look_around(phone, "/portal/")
    assert_it_is_all_there(ours, piece)
    for email in rivals:
        assert_it_is_hidden(sign_in(seat(), email), ours)
    assert_no_other_key_opens_it(live_server.url, demo, piece)


def parts() -> tuple[str, str, list[str]]:
    """Our agency's owner, our client's reviewer, and all who must see nothing: another agency with its client, and
    the other clients of our own."""
    home = next(agency for agency in agencies() if OURS in [client.slug for client in agency.clients])
    clients = [client for agency in agencies() for client in agency.clients]
    reviewer = next(client.people[0] for client in clients if client.slug == OURS)
    rivals = [person for agency in agencies() if agency.slug != home.slug for person in agency.people]
    rivals += [person for client in clients if client.slug != OURS for person in client.people]
    return home.people[0].email, reviewer.email, [rival.email for rival in rivals]


def change_the_prompt(page: Page) -> None:
    page.goto("/admin/workflows/workflow/")
    page.get_by_role("link", name="Letter from the houses").first.click()
    page.get_by_role("button", name="Edit: open a draft").click()
    prompt = page.get_by_label("Prompt")
    prompt.fill(f"{prompt.input_value()}\n\n{ADDED}")
    page.get_by_role("button", name="Save the step").click()
    expect(page.get_by_text("“Draft the letter” is saved.").first).to_be_visible()
    expect(page.get_by_label("Prompt")).to_have_value(re.compile(ADDED))


def publish(page: Page) -> None:
    page.get_by_role("link", name="Publish…").click()
    page.get_by_label("Release notes").fill("The stove comes first.")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Version 2 is published: new runs use it.").first).to_be_visible()


def start_a_run(page: Page, brief: Brief) -> None:
    page.get_by_role("link", name="Start a run").click()
    for field in asked():
        if field.key in brief.inputs:
            answer(page, field, brief.inputs[field.key])
    page.get_by_role("button", name="Start the run").click()
    expect(page.get_by_role("heading", name=brief.name)).to_be_visible()


def asked() -> tuple[Field, ...]:
    clients = [client for agency in agencies() for client in agency.clients]
    letter = next(client for client in clients if client.slug == OURS).processes[0]
    return letter.definition.fields


def answer(page: Page, field: Field, given: Any) -> None:
    box = page.locator(f"#id_brief-{field.key}")
    if field.kind == "choice":
        box.select_option(given)
    else:
        box.fill("\n".join(given) if isinstance(given, list) else str(given))


def open_the_review(page: Page, brief: Brief) -> None:
    expect(page.get_by_role("heading", name="To review")).to_be_visible()
    page.get_by_role("link", name=brief.name).click()
    expect(page.get_by_text("Flagged:", exact=False)).to_be_visible()
    expect(page.locator(".finding .edit", has_text=CLAIM).first).to_be_visible()
    fits(page)


def accept_and_approve(page: Page) -> None:
    finding = page.locator(".finding", has_text=CLAIM).first
    finding.get_by_role("button", name="Accept edit").click()
    approve = page.get_by_role("button", name="Approve with 1 edit")
    expect(approve).to_be_in_viewport(ratio=1)
    approve.click()
    expect(page.get_by_text("Approved with your edits:", exact=False)).to_be_visible()


def key_of(demo: Seeded, client: str) -> str:
    return next(key.key for key in demo.keys if key.client == client)


def outputs(url: str, key: str, path: str = "outputs?status=approved") -> httpx2.Response:
    return httpx2.get(f"{url}/api/v1/{path}", headers={"Authorization": f"Bearer {key}"}, trust_env=False)


def pulled(url: str, key: str) -> dict[str, Any]:
    """As a CMS does: ask again until something is there."""
    for _ in range(100):
        if found := outputs(url, key).json()["results"]:
            return found[0]
        time.sleep(0.2)
    raise AssertionError("The approved piece never came.")


def assert_it_is_all_there(ours: dict[str, str], piece: dict[str, Any]) -> None:
    """Otherwise what the rival can't see proves nothing."""
    everything = "\n".join(ours.values()).lower()
    assert all(word in everything for word in WORDS)
    for place in ("/admin/workflows/run/", f"/portal/library/{piece['id']}/"):
        assert any(address.startswith(place) for address in ours)


def assert_it_is_hidden(rival: Page, ours: dict[str, str]) -> None:
    """Neither where the rival's own links lead nor at any address where ours stands."""
    own = look_around(rival, "/admin/", "/portal/")
    theirs = own | {address: read(rival, address) for address, text in ours.items() if shows_ours(text)}
    assert [address for address, text in theirs.items() if shows_ours(text)] == []


def shows_ours(text: str) -> bool:
    return any(word in text.lower() for word in WORDS)


def assert_no_other_key_opens_it(url: str, demo: Seeded, piece: dict[str, Any]) -> None:
    for other in demo.keys:
        if other.client != OURS:
            assert outputs(url, other.key).json()["results"] == []
            assert outputs(url, other.key, f"outputs/{piece['id']}").status_code == 404
            assert outputs(url, other.key, f"runs/{piece['run']}").status_code == 404
