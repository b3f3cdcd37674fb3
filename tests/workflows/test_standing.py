"""Why a run is not at work, and what to do."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tenants.models import Client
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows.test_pausing import begin, workflow
from workflows import decisions, pausing, standing
from workflows.models import Drain, Lease, Run


@pytest.fixture
def run(cast: Cast):
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        yield begin(workflow(cast.ours.client.pk))


def drain(**facts: object) -> Drain:
    return Drain.objects.create(owner=f"host:{Drain.objects.count()}", host="host", pid=1, **facts)


def put(run: Run, **facts: object) -> None:
    Lease.objects.filter(pk=run.pk).update(**facts)


def told(run: Run) -> standing.Standing:
    found = standing.of(Run.objects.get(pk=run.pk))
    assert found is not None
    return found


def test_it_is_taken_up_in_a_moment(run: Run) -> None:
    assert told(run) == standing.Standing("soon", "A worker takes it up in a moment.")


def test_it_says_how_many_go_first(run: Run, cast: Cast) -> None:
    other = begin(run.version.workflow)
    assert told(other).why == "Waiting its turn: 1 before it."
    decisions.prefer(other, Run.Priority.HIGH)
    assert told(other).why == "A worker takes it up in a moment."
    assert told(run).why == "Waiting its turn: 1 before it."


def test_it_says_that_the_limit_of_its_client_is_reached(run: Run) -> None:
    Client.objects.update(runs_at_once=1)
    held, last = begin(run.version.workflow), begin(run.version.workflow)
    put(held, state="running", lease_until=now() + timedelta(minutes=1))
    found = told(last)
    assert found.kind == "turn"
    assert found.why == "Waiting its turn: 1 of 1 runs of this client are in work; 1 before it."
    assert "raise the client's limit" in found.what


def test_it_says_that_no_worker_is_running(run: Run) -> None:
    put(run, not_before=now() - timedelta(minutes=3))
    assert (told(run).kind, told(run).blocked) == ("no worker", True)
    assert told(run).why == "It has been due for 3 min, and no worker is running."
    drain(beat_at=now() - timedelta(hours=1))
    drain(leaving=True)
    assert told(run).kind == "no worker"
    drain()
    assert told(run).kind == "soon"


def test_it_says_that_its_worker_was_lost(run: Run) -> None:
    put(run, state="running", lease_until=now() - timedelta(seconds=40))
    assert told(run).blocked and "lost 40 s ago, and no worker is running" in told(run).why
    drain()
    assert not told(run).blocked and "another takes it up" in told(run).why


def test_it_says_who_paused_it(run: Run, cast: Cast) -> None:
    pausing.pause(run.version.workflow, by=cast.ours.editor)
    assert f", by {cast.ours.editor}." in told(run).why and "Resume the workflow" in told(run).what
    pausing.pause(Client.objects.get(), by=cast.ours.owner)
    assert f", by {cast.ours.owner}." in told(run).why and "Resume the client" in told(run).what


def test_it_says_when_it_is_tried_again(run: Run) -> None:
    put(run, not_before=now() + timedelta(hours=1))
    assert told(run).why.startswith("It is tried again by itself at ")


def test_it_says_that_it_is_being_stopped(run: Run) -> None:
    decisions.cancel(run)
    assert told(run).kind == "ending"


@pytest.mark.parametrize("state", ["parked", "done"])
def test_it_has_nothing_to_explain(run: Run, state: str) -> None:
    put(run, state=state)
    assert standing.of(run) is None
    put(run, state="running", lease_until=now() + timedelta(minutes=1))
    assert standing.of(run) is None
    Run.objects.update(state="done")
    assert standing.of(Run.objects.get()) is None
