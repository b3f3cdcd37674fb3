"""A client's limits: copied to its leases, followed when they change, and said when they are reached."""

import pytest

from tenants.models import Client
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows.test_pausing import begin, workflow
from workflows import limits, pausing
from workflows.models import Lease, Run


@pytest.fixture
def client(cast: Cast):
    with tenant_tx(cast.ours.client.pk, cast.neighbour.pk, agency=cast.ours.agency.pk):
        yield cast.ours.client


def test_it_counts_what_is_in_hand_and_what_waits(client: Client, cast: Cast) -> None:
    news = workflow(client.pk)
    runs = [begin(news) for _ in range(3)]
    begin(workflow(cast.neighbour.pk))
    Lease.objects.filter(pk=runs[0].pk).update(state="running")
    Lease.objects.filter(pk=runs[1].pk).update(state="parked")
    assert limits.of(client) == limits.Usage(in_hand=1, at_once=25, waiting=1, queued=20_000)
    pausing.pause(news)
    assert limits.waiting(client) == 1, "what a pause holds back waits too"


def test_it_refuses_what_would_not_fit_and_writes_nothing(client: Client, cast: Cast) -> None:
    Client.objects.filter(pk=client.pk).update(runs_queued=2)
    client.refresh_from_db()
    news = workflow(client.pk)
    begin(news)
    limits.refuse_if_full(client, 1)
    with pytest.raises(limits.QueueFull, match="2 more runs"):
        limits.refuse_if_full(client, 2)
    begin(news)
    with pytest.raises(limits.QueueFull) as full:
        begin(news)
    assert "may have 2 waiting in the queue, and 2 are" in str(full.value)
    assert "raise “Runs in the queue”" in str(full.value)
    assert "ask your agency" in full.value.for_client
    assert Run.objects.count() == Lease.objects.count() == 2
    begin(workflow(cast.neighbour.pk))  # another client has room


def test_it_says_that_a_paused_client_has_to_be_resumed(client: Client) -> None:
    Client.objects.filter(pk=client.pk).update(runs_queued=1)
    news = workflow(client.pk)
    begin(news)
    pausing.pause(client)
    with pytest.raises(limits.QueueFull, match="It is paused"):
        begin(news)


def test_it_copies_the_terms_to_the_lease(client: Client) -> None:
    Client.objects.filter(pk=client.pk).update(runs_at_once=7)
    lease = Lease.objects.get(pk=begin(workflow(client.pk), priority=Run.Priority.HIGH).pk)
    assert (lease.at_once, lease.priority, lease.paused) == (7, 1, False)


def test_it_follows_a_changed_limit_on_open_leases(client: Client, cast: Cast) -> None:
    news = workflow(client.pk)
    run, ended, foreign = begin(news), begin(news), begin(workflow(cast.neighbour.pk))
    Lease.objects.filter(pk=ended.pk).update(state="done")
    client.runs_at_once = 3
    client.save()
    found = dict(Lease.objects.values_list("run_id", "at_once"))
    assert (found[run.pk], found[ended.pk], found[foreign.pk]) == (3, 25, 25)
