"""Pausing a workflow or a client: what it does to the leases, and that nothing slips through."""

import threading

import pytest
from django.db import connection

from tenants.models import Client
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows.newsletter import BRIEF, definition
from workflows import decisions, pausing
from workflows.models import Event, Lease, Run, Workflow


def workflow(client_id: int, slug: str = "newsletter") -> Workflow:
    made = Workflow.objects.create(client_id=client_id, name=slug.capitalize(), slug=slug)
    draft = made.open_draft()
    draft.fill(definition())
    draft.publish()
    return made


def begin(made: Workflow, **more: object) -> Run:
    return decisions.start(made.published, BRIEF, title="Quiet season", origin="staff", **more)


def rests(run: Run) -> bool:
    return Lease.objects.get(pk=run.pk).paused


@pytest.fixture
def ours(cast: Cast):
    with tenant_tx(cast.ours.client.pk, cast.neighbour.pk, agency=cast.ours.agency.pk):
        yield cast


def test_it_rests_the_runs_of_a_workflow_and_no_others(ours: Cast) -> None:
    news, blog = workflow(ours.ours.client.pk), workflow(ours.ours.client.pk, "blog")
    theirs = workflow(ours.neighbour.pk)
    mine, other, foreign = begin(news), begin(blog), begin(theirs)
    before = Lease.objects.get(pk=mine.pk)
    assert pausing.pause(news, by=ours.ours.editor)
    assert [rests(run) for run in (mine, other, foreign)] == [True, False, False]
    after = Lease.objects.get(pk=mine.pk)
    assert after.touched == before.touched + 1
    assert after.not_before == before.not_before, "it keeps its place in the queue"
    assert pausing.resume(news, by=ours.ours.editor)
    assert not rests(mine)


def test_it_leaves_a_paused_workflow_paused_when_its_client_is_resumed(ours: Cast) -> None:
    news, blog = workflow(ours.ours.client.pk), workflow(ours.ours.client.pk, "blog")
    mine, other, foreign = begin(news), begin(blog), begin(workflow(ours.neighbour.pk))
    pausing.pause(news)
    pausing.pause(ours.ours.client)
    assert [rests(run) for run in (mine, other, foreign)] == [True, True, False]
    pausing.resume(ours.ours.client)
    assert [rests(run) for run in (mine, other)] == [True, False]


def test_it_starts_a_run_of_what_is_paused_paused(ours: Cast) -> None:
    news = workflow(ours.ours.client.pk)
    pausing.pause(news)
    assert rests(begin(news))
    pausing.resume(news)
    pausing.pause(ours.ours.client)
    assert rests(begin(news))


def test_it_holds_for_runs_in_hand_and_for_those_that_wait_for_a_person(ours: Cast) -> None:
    news = workflow(ours.ours.client.pk)
    runs = {state: begin(news) for state in Lease.State}
    for state, run in runs.items():
        Lease.objects.filter(pk=run.pk).update(state=state)
    pausing.pause(news)
    assert {state for state, run in runs.items() if rests(run)} == {"queued", "running", "parked"}


def test_it_says_since_when_and_by_whom(ours: Cast) -> None:
    news, blog = workflow(ours.ours.client.pk), workflow(ours.ours.client.pk, "blog")
    assert pausing.since(news) is None
    pausing.pause(blog, by=ours.ours.owner)
    pausing.pause(news, by=ours.ours.editor)
    pausing.pause(ours.ours.client, by=ours.ours.owner)
    assert pausing.since(news).by == ours.ours.editor
    assert pausing.since(blog).by == ours.ours.owner
    assert pausing.since(ours.ours.client).kind == "client.paused"
    pausing.resume(news)
    assert pausing.since(news) is None


def test_it_is_told_once(ours: Cast) -> None:
    news = workflow(ours.ours.client.pk)
    assert [pausing.pause(news), pausing.pause(news), pausing.resume(news), pausing.resume(news)] == [
        True, False, True, False,
    ]  # fmt: skip
    assert list(Event.objects.filter(run=None).values_list("kind", flat=True)) == [
        "workflow.paused", "workflow.resumed",
    ]  # fmt: skip


def test_it_lets_a_paused_run_be_cancelled(ours: Cast) -> None:
    news = workflow(ours.ours.client.pk)
    run = begin(news)
    pausing.pause(news)
    assert decisions.cancel(run)
    assert not rests(run)
    pausing.pause(ours.ours.client)
    assert not rests(run), "what was cancelled ends"


def test_it_cannot_pause_what_is_another_agencys(cast: Cast) -> None:
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        news = workflow(cast.ours.client.pk)
        run = begin(news)
    with tenant_tx(cast.rival.client.pk, agency=cast.rival.agency.pk):
        assert not pausing.pause(news)
        assert not pausing.pause(cast.ours.client)
    assert not rests(run)


@pytest.mark.django_db(transaction=True)
def test_it_misses_no_run_that_starts_at_the_same_moment(cast: Cast) -> None:
    """The start has read that nothing is paused, and has not committed when the pause comes."""
    client = cast.ours.client.pk
    with tenant_tx(client, agency=cast.ours.agency.pk):
        news = workflow(client)
    started, paused = threading.Event(), threading.Event()

    def pause() -> None:
        started.wait()
        with tenant_tx(client, agency=cast.ours.agency.pk):
            pausing.pause(Client.objects.get(pk=client))
        paused.set()
        connection.close()

    other = threading.Thread(target=pause)
    other.start()
    with tenant_tx(client, agency=cast.ours.agency.pk):
        run = begin(news)
        started.set()
        assert not paused.wait(0.5), "the pause waits for the start"
    other.join()
    assert rests(run)
