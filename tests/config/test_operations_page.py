"""The operations page, as an owner, a viewer and a rival see it."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tenants.models import Client
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.reading import html_of
from tests.reviews import stage
from tests.workflows.test_pausing import begin, workflow
from workflows.models import Drain, Lease, Run, Ticket, Workflow

PAGE = "/admin/operations/"


@pytest.fixture
def run(cast: Cast) -> Run:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        return begin(workflow(cast.ours.client.pk))


def seen(text: str) -> str:
    return text.partition("live/?seen=")[2].partition('"')[0]


def read(browser, address: str = PAGE) -> str:
    response = browser.get(address)
    assert response.status_code == 200
    return html_of(response)


def test_it_says_that_everything_runs(cast, browse):
    text = read(browse(cast.ours.owner))
    assert "Everything runs." in text and "No run waits, and none needs you." in text
    assert "No runs in the last 7 days" in text and "No worker is at work" in text
    assert "What stands still" not in text


def test_it_shows_the_queue_and_what_stands_still(cast, browse, run):
    Lease.objects.update(not_before=now() - timedelta(minutes=2))
    text = read(browse(cast.ours.editor))
    assert "0 of 25 in work · 1 waiting, the first for 2 min" in text
    assert "No worker is running" in text and "bin/worker" in text
    assert run.title in text and f'id="cancel-{run.pk}"' in text
    assert "Everything runs." not in text


def test_it_offers_to_resume_what_failed(cast, browse, run):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Run.objects.update(state="failed", sentence="“Draft” failed: no key.")
    Lease.objects.update(state="done")
    text = read(browse(cast.ours.owner))
    assert "“Draft” failed: no key." in text and f'id="resume-{run.pk}"' in text
    assert "100 %" in text


def test_it_shows_reviews_that_are_late(cast, browse):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        review = stage.waiting(cast.ours)
        type(review).objects.update(due_at=now() - timedelta(hours=1))
    assert f"/portal/reviews/{review.pk}/" in read(browse(cast.ours.owner))


def test_it_answers_only_news(cast, browse, run):
    owner = browse(cast.ours.owner)
    address = f"{PAGE}live/?seen={seen(read(owner))}"
    assert owner.get(address).status_code == 204
    Lease.objects.update(state="running", lease_until=now() + timedelta(minutes=1))
    assert "1 of 25 in work" in read(owner, address)
    assert "How the last days went" in read(owner, f"{PAGE}days/")


def test_it_shows_how_far_the_limits_of_keys_are_used(cast, browse, settings):
    assert "<h3>Keys</h3>" not in read(browse(cast.ours.owner))
    settings.MODEL_ENVIRONMENT = {"ANTHROPIC_API_KEY": "k", "OPENAI_API_KEY": "k"}
    settings.CALL_LIMITS = {"anthropic": (2, 60), "openai": (0, 0)}
    Drain.objects.create(owner="a", host="here", pid=1)
    Ticket.objects.create(credential="anthropic", owner="a")
    text = read(browse(cast.ours.owner))
    assert "1 of 2 calls in hand · 1 of 60 in the last minute" in text and "OpenAI" not in text
    Ticket.objects.create(credential="anthropic", owner="a")
    text = read(browse(cast.ours.owner))
    assert "Wait, or raise ANTHROPIC_CALLS_AT_ONCE." in text


def test_it_pauses_and_resumes_a_client_and_goes_back(cast, browse, run):
    owner, pk = browse(cast.ours.owner), cast.ours.client.pk
    address = f"{PAGE}client/{pk}/pausing/"
    back = f"/admin/tenants/client/{pk}/change/"
    response = owner.post(address, {"paused": "yes", "back": back})
    assert response.url == back
    assert Lease.objects.get().paused
    assert "is paused since" in read(owner, back)
    assert ">Paused</span>" in read(owner)
    elsewhere = owner.post(address, {"paused": "no", "back": "https://example.com/"})
    assert elsewhere.url == PAGE
    assert not Lease.objects.get().paused
    assert owner.get(address).status_code == owner.post(address, {"paused": "maybe"}).status_code == 404


def test_it_pauses_a_workflow(cast, browse, run):
    owner = browse(cast.ours.owner)
    pk = run.version.workflow_id
    assert "Pause</button>" in read(owner, f"/admin/workflows/workflow/{pk}/change/")
    text = html_of(
        owner.post(f"/admin/workflows/workflow/{pk}/pausing/", {"paused": "yes", "back": PAGE}, follow=True)
    )
    assert f'id="pausing-workflow-{pk}"' in text and "1 run rests" in text
    assert "This workflow is paused since" in read(owner, f"/admin/workflows/workflow/{pk}/change/")
    assert "Paused" in read(owner, "/admin/workflows/workflow/")


def test_it_asks_a_worker_to_hand_over(cast, browse):
    Drain.objects.create(owner="host:1", host="host", pid=4242, in_hand=3)
    owner = browse(cast.ours.owner)
    text = read(owner)
    assert "host, process 4242" in text and "Ask to hand over" in text
    assert owner.post(f"{PAGE}hand-over/", {"owner": "host:1"}).url == PAGE
    assert Drain.objects.get().stop
    assert "Asked to leave" in read(owner)
    assert "had gone already" in html_of(owner.post(f"{PAGE}hand-over/", {"owner": "nobody"}, follow=True))


def test_it_lets_only_owners_of_an_agency_ask_that(cast, browse):
    Drain.objects.create(owner="host:1", host="host", pid=1)
    editor = browse(cast.ours.editor)
    assert "Ask to hand over" not in read(editor)
    assert editor.post(f"{PAGE}hand-over/", {"owner": "host:1"}).status_code == 404
    assert not Drain.objects.get().stop


def test_it_is_not_for_viewers(cast, browse, run):
    viewer = browse(cast.ours.viewer)
    assert viewer.get(PAGE).status_code == 403
    assert viewer.get(f"{PAGE}live/").status_code == viewer.get(f"{PAGE}days/").status_code == 404
    assert PAGE not in read(viewer, "/admin/")
    assert viewer.post(f"{PAGE}client/{cast.ours.client.pk}/pausing/", {"paused": "yes"}).status_code == 404


def test_it_shows_the_rival_nothing_of_ours(cast, browse, run):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Run.objects.update(title="CANARY", state="failed")
        Workflow.objects.update(name="CANARY", paused=True)
        Client.objects.update(paused=True)
    Lease.objects.update(not_before=now() - timedelta(minutes=2))
    rival = browse(cast.rival.owner)
    for address in (PAGE, f"{PAGE}live/", f"{PAGE}days/"):
        text = read(rival, address)
        assert "CANARY" not in text and cast.ours.client.name not in text
    assert "No run waits" in read(rival)
    assert rival.post(f"{PAGE}client/{cast.ours.client.pk}/pausing/", {"paused": "no"}).status_code == 404
