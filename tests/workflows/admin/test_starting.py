"""A run by hand: the intake form of the published version, all its problems at their questions, then the run."""

from tenants.models import Client
from tests.reading import html_of
from tests.workflows.newsletter import BRIEF
from workflows.models import Run

ANSWERS = {
    "brief-topic": BRIEF["topic"],
    "brief-points": "\n".join(BRIEF["points"]),
    "brief-call_to_action": BRIEF["call_to_action"],
}


def runs(desk):
    return desk.look(lambda workflow: list(Run.objects.all()))


def test_it_names_all_that_is_missing_and_starts_nothing(published):
    response = published.post("start/", **{"brief-topic": ""})
    page = html_of(response)
    assert "3 answers need mending" in page
    assert "“Topic” needs an answer." in page
    assert "“Points” needs an answer." in page
    assert runs(published) == []


def test_it_keeps_what_was_answered(published):
    page = html_of(published.post("start/", **{"brief-topic": "The quiet season"}))
    assert 'value="The quiet season"' in page


def test_it_starts_the_run_and_shows_it(published):
    response = published.post("start/", **ANSWERS)
    (run,) = runs(published)
    assert response.url == f"/admin/workflows/run/{run.pk}/change/"
    assert run.brief["points"] == BRIEF["points"]
    assert run.started_by == published.cast.ours.owner
    assert run.origin == Run.Origin.STAFF


def test_it_begins_from_an_earlier_run(published):
    published.post("start/", **ANSWERS)
    (run,) = runs(published)
    page = published.get(f"start/?like={run.pk}")
    assert "Walks leave at eleven." in page
    assert published.browser.get(published.url("start/?like=nonsense")).status_code == 200


def test_it_asks_to_publish_first(desk):
    response = desk.browser.get(desk.url("start/"), follow=True)
    assert "Publish a version first" in html_of(response)


def test_it_says_that_the_queue_is_full(published):
    published.look(lambda _: Client.objects.update(runs_queued=1))
    published.post("start/", **ANSWERS)
    text = html_of(published.post("start/", **ANSWERS))
    assert "may have 1 waiting in the queue, and 1 is." in text and "raise “Runs in the queue”" in text
    assert f"/admin/tenants/client/{published.workflow.client_id}/change/" in text
    assert "need mending" not in text and "needs mending" not in text
    assert 'value="The quiet season"' in text
    assert len(runs(published)) == 1
