"""What the operations page asks, for our clients and nobody else's."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tenants.models import Client
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows.test_pausing import begin, workflow
from workflows import operations, pausing
from workflows.models import Drain, Lease, Run

MINUTE = timedelta(minutes=1)


@pytest.fixture
def ours(cast: Cast):
    with tenant_tx(cast.rival.client.pk, agency=cast.rival.agency.pk):
        theirs = begin(workflow(cast.rival.client.pk))
    Lease.objects.filter(pk=theirs.pk).update(not_before=now() - 60 * MINUTE)
    with tenant_tx(cast.ours.client.pk, cast.neighbour.pk, agency=cast.ours.agency.pk):
        yield cast


def mine(cast: Cast) -> list[int]:
    return [cast.ours.client.pk, cast.neighbour.pk]


def put(run: Run, **facts: object) -> None:
    Lease.objects.filter(pk=run.pk).update(**facts)


def reasons(cast: Cast) -> dict[str, operations.Reason]:
    return {reason.kind: reason for reason in operations.stuck(mine(cast))}


def alive() -> None:
    Drain.objects.create(owner="host:1", host="host", pid=1)


def test_it_counts_each_clients_queue(ours: Cast) -> None:
    news = workflow(ours.ours.client.pk)
    runs = [begin(news) for _ in range(4)]
    put(runs[0], state="running", lease_until=now() + MINUTE)
    put(runs[1], not_before=now() + MINUTE)
    put(runs[2], not_before=now() - 5 * MINUTE)
    resting = begin(workflow(ours.ours.client.pk, "blog"))
    pausing.pause(resting.version.workflow)
    first, second = operations.queues(mine(ours))
    assert first.client == ours.ours.client
    assert (first.in_hand, first.waiting, first.later, first.resting) == (1, 2, 1, 1)
    assert (first.oldest, first.share, first.is_full) == ("5 min", 4, False)
    assert (second.client, second.is_quiet, second.oldest) == (ours.neighbour, True, "")


def test_it_sees_that_a_client_is_at_its_limit(ours: Cast) -> None:
    Client.objects.filter(pk=ours.ours.client.pk).update(runs_at_once=1, runs_queued=10)
    news = workflow(ours.ours.client.pk)
    put(begin(news), state="running", lease_until=now() + MINUTE)
    begin(news)
    queue = operations.queues(mine(ours))[0]
    assert (queue.is_full, queue.share, queue.may_wait) == (True, 100, 9)


def test_it_finds_nothing_where_everything_runs(ours: Cast) -> None:
    begin(workflow(ours.ours.client.pk))
    assert operations.stuck(mine(ours)) == []
    assert operations.paused_workflows(mine(ours)) == []


def test_it_names_what_no_worker_takes_up(ours: Cast) -> None:
    run = begin(workflow(ours.ours.client.pk))
    put(run, not_before=now() - 2 * MINUTE)
    found = reasons(ours)
    assert set(found) == {"no worker"}, "the rival's run is as late, and theirs"
    assert [stuck.run for stuck in found["no worker"].runs] == [run]
    assert found["no worker"].runs[0].words == "due for 2 min"
    alive()
    assert set(reasons(ours)) == {"busy"}
    pausing.pause(ours.ours.client)
    assert reasons(ours) == {}


def test_it_does_not_call_a_client_stuck_that_is_at_its_limit(ours: Cast) -> None:
    Client.objects.filter(pk=ours.ours.client.pk).update(runs_at_once=1)
    news = workflow(ours.ours.client.pk)
    held, late = begin(news), begin(news)
    put(held, state="running", lease_until=now() + MINUTE)
    put(late, not_before=now() - 2 * MINUTE)
    alive()
    assert reasons(ours) == {}
    put(held, lease_until=now() - MINUTE)
    assert set(reasons(ours)) == {"lost"}


def test_it_names_what_was_lost_dead_failed_and_tried_later(ours: Cast) -> None:
    news = workflow(ours.ours.client.pk)
    lost, dead, failed, later, old = (begin(news) for _ in range(5))
    put(lost, state="running", lease_until=now() - MINUTE)
    put(dead, state="dead")
    put(failed, state="done")
    put(later, not_before=now() + MINUTE)
    put(old, state="done")
    Run.objects.filter(pk__in=[dead.pk, failed.pk, old.pk]).update(state="failed", sentence="No key.")
    Run.objects.filter(pk=old.pk).update(created_at=now() - timedelta(days=2))
    found = reasons(ours)
    assert {kind: [one.run for one in reason.runs] for kind, reason in found.items()} == {
        "lost": [lost], "dead": [dead], "failed": [failed], "later": [later],
    }  # fmt: skip
    assert [reason.bad for reason in found.values()] == [True, True, True, False]
    assert found["failed"].runs[0].words == "No key."


def test_it_shows_a_few_and_counts_the_others(ours: Cast) -> None:
    news = workflow(ours.ours.client.pk)
    for _ in range(operations.SHOWN + 3):
        begin(news)
    Lease.objects.filter(client_id=ours.ours.client.pk).update(not_before=now() - 2 * MINUTE)
    reason = reasons(ours)["no worker"]
    assert (reason.count, len(reason.runs), reason.more) == (operations.SHOWN + 3, operations.SHOWN, 3)


def test_it_lists_paused_workflows(ours: Cast) -> None:
    news = workflow(ours.ours.client.pk)
    begin(news)
    pausing.pause(news, by=ours.ours.editor)
    ((found, since, count),) = operations.paused_workflows(mine(ours))
    assert (found, count) == (news, 1)
    assert since.startswith("since ") and since.endswith(f", by {ours.ours.editor}")
