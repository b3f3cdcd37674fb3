from dataclasses import asdict

import pytest

from tenants.models import Client
from tenants.scope import tenant_tx
from tests.workflows import leaflet
from workflows.engine.outcomes import Finding
from workflows.models import Attempt, Lease, Run

FINDING = Finding(
    gate="look",
    criterion="Claims",
    why="Nobody can promise that.",
    quote="the best",
    suggestion="good",
    score=3.0,
)


@pytest.fixture
def run(ours) -> Run:
    started = ours.start({"topic": "Spring"}).json()
    with tenant_tx(ours.client):
        return Run.objects.get(pk=started["id"])


def attempt(run: Run, key: str, number: int, state: str, **facts) -> None:
    with tenant_tx(run.client_id):
        Attempt.objects.create(client_id=run.client_id, run=run, key=key, number=number, state=state, **facts)


def steps(ours, run: Run) -> dict[str, dict]:
    return {step["key"]: step for step in ours.get(f"runs/{run.pk}").json()["steps"]}


def test_it_tells_where_a_new_run_stands(ours, run):
    told = ours.get(f"runs/{run.pk}").json()
    created = told.pop("created_at")
    assert created.endswith("Z")
    pending = {"status": "pending", "flagged": False, "attempts": 0, "findings": []}
    assert told == {
        "id": str(run.pk),
        "workflow": "newsletter",
        "version": 1,
        "title": "Spring",
        "status": "queued",
        "sentence": "",
        "flagged": False,
        "finished_at": None,
        "url": f"http://testserver/api/v1/runs/{run.pk}",
        "steps": [
            {"key": "draft", "kind": "generate", "title": "draft"} | pending,
            {"key": "look", "kind": "review", "title": "look"} | pending,
            {"key": "shelf", "kind": "deliver", "title": "shelf"} | pending,
        ],
        "output": None,
        "outputs": [],
    }


def test_it_tells_the_findings_of_the_last_attempt(ours, run):
    attempt(run, "look", 1, "rejected", findings=[asdict(FINDING)] * 3)
    attempt(run, "look", 2, "passed", findings=[asdict(FINDING)], flagged=True)
    told = steps(ours, run)["look"]
    assert (told["status"], told["attempts"], told["flagged"]) == ("flagged", 2, True)
    assert told["findings"] == [
        {
            "criterion": "Claims",
            "why": "Nobody can promise that.",
            "quote": "the best",
            "suggestion": "good",
            "score": 3.0,
            "must_pass": False,
        }
    ]


@pytest.mark.parametrize(
    ("states", "status"),
    [
        (["passed", "open"], "running"),
        (["passed", "waiting", "failed"], "waiting"),
        (["passed", "failed"], "failed"),
        (["passed", "rejected"], "sent back"),
        (["skipped", "passed"], "passed"),
        (["skipped"], "skipped"),
    ],
)
def test_it_sums_up_the_entries_of_a_list(ours, run, states, status):
    for item, state in enumerate(states):
        attempt(run, "draft", 1, state, item=item)
    assert steps(ours, run)["draft"]["status"] == status


def test_it_shows_the_piece_once_it_is_approved(ours, run):
    with tenant_tx(ours.client):
        piece = leaflet.approved(run)
    told = ours.get(f"runs/{run.pk}").json()
    assert told["output"]["markdown"] == piece.text
    assert told["outputs"] == [told["output"]]
    assert told["output"] == ours.get(f"outputs/{piece.pk}").json()


def test_it_lists_the_newest_first_in_pages(ours, rival):
    ids = [ours.start({"topic": f"No. {n}"}).json()["id"] for n in range(5)]
    rival.start({"topic": "Rival"})
    seen, following = [], "runs?limit=2"
    while following:
        page = ours.get(following).json()
        assert len(page["results"]) <= 2
        seen += [run["id"] for run in page["results"]]
        following = page["next"]
    assert seen == ids[::-1]


def test_it_lists_the_runs_of_one_workflow(ours):
    with tenant_tx(ours.client):
        leaflet.published(ours.workflow.client, slug="blog")
    blog = ours("POST", "workflows/blog/runs", {"inputs": {"topic": "Blog"}}).json()
    ours.start({"topic": "Newsletter"})
    assert [run["id"] for run in ours.get("runs?workflow=blog").json()["results"]] == [blog["id"]]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("cursor=x", "cursor"),
        ("wrkflow=blog", "wrkflow"),
    ],
)
def test_it_refuses_a_question_that_it_would_misread(ours, query, field):
    answer = ours.get(f"runs?{query}")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_it_cancels_a_run(ours, run):
    answer = ours("POST", f"runs/{run.pk}/cancellation")
    assert answer.status_code == 202
    assert answer.json()["id"] == str(run.pk)
    assert Lease.objects.get(run_id=run.pk).cancel


def test_it_refuses_to_cancel_what_has_ended(ours, run):
    with tenant_tx(ours.client):
        Run.objects.filter(pk=run.pk).update(state=Run.State.DONE)
    answer = ours("POST", f"runs/{run.pk}/cancellation")
    assert answer.status_code == 409
    assert answer.json()["detail"] == "This run has already ended: it is done."
    assert not Lease.objects.get(run_id=run.pk).cancel


def test_it_takes_no_body_with_a_cancellation(ours, run):
    answer = ours("POST", f"runs/{run.pk}/cancellation", {"reason": "x"})
    assert answer.status_code == 422
    assert not Lease.objects.get(run_id=run.pk).cancel


def test_it_refuses_more_than_may_wait(ours, run):
    with tenant_tx(ours.client):
        agency = Client.objects.get().agency_id
    with tenant_tx(ours.client, agency=agency):
        Client.objects.update(runs_queued=1)
    answer = ours.start({"topic": "Summer"}, Idempotency_Key="summer")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"
    assert answer.json()["errors"] == []
    assert "may have 1 waiting in the queue, and 1 is." in answer.json()["detail"]
    Lease.objects.update(state="done")
    assert ours.start({"topic": "Summer"}, Idempotency_Key="summer").status_code == 202
