"""Somebody of the agency watches and steers runs: pages keep themselves up to date and leave the hand alone."""

import pytest
from playwright.sync_api import Page, expect

from tenants.scope import tenant_tx
from tests.cast import PASSWORD
from tests.workflows.test_pausing import begin, workflow
from workflows.models import Attempt, Lease, Run


@pytest.fixture
def runs(cast) -> list[Run]:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        news = workflow(cast.ours.client.pk)
        return [begin(news), begin(news)]


@pytest.fixture
def office(cast, runs, seat) -> Page:
    """The editor, signed in, at a desk."""
    page = seat()
    page.goto("/admin/")
    page.get_by_label("E-mail address").fill(cast.ours.editor.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    return page


def advance(run: Run) -> None:
    with tenant_tx(run.client_id):
        Attempt.objects.create(client_id=run.client_id, run=run, key="draft", number=1, state="passed")


def test_it_moves_the_bars_and_keeps_what_was_ticked(office, runs, complaints):
    office.goto("/admin/workflows/run/")
    tick = office.locator(f'input.action-select[value="{runs[1].pk}"]')
    tick.check()
    advance(runs[0])
    expect(office.locator(f"#steps-{runs[0].pk}")).to_contain_text("1/5")
    expect(tick).to_be_checked()
    office.locator("select[name=action]").select_option("stop")
    office.get_by_role("button", name="Run", exact=True).click()
    expect(office.get_by_text("1 run stopping now.")).to_be_visible()
    assert Lease.objects.get(cancel=True).pk == runs[1].pk
    assert complaints == []


def test_it_leaves_an_open_menu_open_while_the_run_goes_on(office, runs, complaints):
    asked = []
    office.route(
        "**/live/?seen=*", lambda route: asked.append(route)
    )  # an answer that is still on its way when the menu opens
    with office.expect_request("**/live/?seen=*"):
        office.goto(f"/admin/workflows/run/{runs[0].pk}/change/")
    office.locator("#priority-menu").click()
    advance(runs[0])
    with office.expect_response("**/live/?seen=*"):
        asked[0].continue_()
    office.unroute("**/live/?seen=*")
    office.wait_for_timeout(5000)  # and it doesn't ask for another
    office.get_by_role("button", name="High before the client's other runs").click()
    expect(office.get_by_text("High priority")).to_be_visible()
    expect(office.locator("#timeline")).to_contain_text("Draft")
    assert len(asked) == 1
    assert Lease.objects.get(pk=runs[0].pk).priority == 1
    assert complaints == []


def test_it_pauses_from_one_page_and_resumes_from_another(office, runs, complaints):
    office.on("dialog", lambda asked: asked.accept())
    office.goto(f"/admin/workflows/workflow/{runs[0].version.workflow_id}/change/")
    office.get_by_role("button", name="Pause").click()
    expect(office.get_by_text("This workflow is paused since")).to_be_visible()
    office.goto("/admin/operations/")
    expect(office.get_by_text("2 runs rest.")).to_be_visible()
    office.locator(f"#pausing-workflow-{runs[0].version.workflow_id}").click()
    expect(office.get_by_text("Everything runs.")).to_be_visible()
    assert not Lease.objects.filter(paused=True).exists()
    assert complaints == []
