"""From checked rows to queued runs: in batches, never a row twice, whoever is killed or comes late."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from tenants.models import Client
from tenants.scope import tenant_tx, unscoped
from tests.workflows.bulks.conftest import fresh
from workflows import bulks, limits
from workflows.bulks import starting
from workflows.models import Bulk, Event, Lease, Run, Workflow


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(starting, "BATCH", 2)


def begin(bulk, **more):
    with tenant_tx(bulk.client_id):
        return bulks.begin(bulk, **more)


def go_on(bulk):
    with unscoped():
        bulks.go_on(bulk.client_id, bulk.pk)


def rows(bulk):
    with tenant_tx(bulk.client_id):
        return list(Run.objects.filter(bulk=bulk).order_by("bulk_row").values_list("bulk_row", "title"))


def bells(name):
    return [
        told["args"]
        for told in (SignedPackage.loads(row.payload) for row in OrmQ.objects.all())
        if told["name"] == name
    ]


ALL = [(2, "Topic 1"), (3, "Topic 2"), (4, "Topic 3"), (5, "Topic 4"), (6, "Topic 5")]


def test_it_makes_a_run_of_each_row(cast, took, django_capture_on_commit_callbacks):
    bulk = took()
    assert begin(bulk, by=cast.ours.owner, priority=Run.Priority.LOW)
    assert fresh(bulk).state == Bulk.State.STARTING
    assert bells("start rows") == [(bulk.client_id, bulk.pk)]
    with django_capture_on_commit_callbacks(execute=True):
        go_on(bulk)
    assert rows(bulk) == ALL
    assert len(bells("drive")) == 1
    done = fresh(bulk)
    assert (done.state, done.begun, done.rows) == (Bulk.State.STARTED, 5, [])
    with tenant_tx(bulk.client_id):
        run = Run.objects.get(bulk=bulk, bulk_row=4)
        assert (run.brief, run.origin, run.priority) == (
            {"topic": "Topic 3", "words": None, "tone": None}, Run.Origin.BULK, Run.Priority.LOW,
        )  # fmt: skip
        assert (run.started_by, run.version_id) == (cast.ours.owner, bulk.version_id)
        assert Event.objects.get(run=run.pk, kind="run.started").by == cast.ours.owner
    lease = Lease.objects.get(pk=run.pk)
    assert (lease.state, lease.client_id, lease.priority, lease.paused) == (
        "queued",
        bulk.client_id,
        -1,
        False,
    )


def test_it_starts_no_row_twice_when_it_is_begun_again(took):
    bulk = took()
    assert [begin(bulk), begin(bulk)] == [True, False]
    go_on(bulk)
    go_on(bulk)
    assert begin(bulk) is False
    assert rows(bulk) == ALL


def test_it_is_refused_by_the_database_to_start_a_row_twice(took):
    bulk = took()
    begin(bulk)
    go_on(bulk)
    with tenant_tx(bulk.client_id), pytest.raises(IntegrityError, match="run_of_row"), transaction.atomic():
        Run.objects.create(
            client_id=bulk.client_id,
            version_id=bulk.version_id,
            title="x",
            origin="bulk",
            bulk=bulk,
            bulk_row=4,
        )


def test_it_hands_over_when_its_time_is_up(took, monkeypatch):
    bulk = took()
    begin(bulk)
    OrmQ.objects.all().delete()
    monkeypatch.setattr(starting, "SECONDS", 0)
    go_on(bulk)
    assert bells("start rows") == [(bulk.client_id, bulk.pk)]


def test_it_finds_what_stands_still(cast, took):
    bulk, other = took(), took(data=b"Topic\nSpring\n")
    assert fresh(other).state == Bulk.State.CHECKED
    with tenant_tx(cast.ours.client.pk):
        bulk = bulks.take(bulk.workflow, b"Topic\nSpring\n", "lost.csv")
    begin(bulk)
    OrmQ.objects.all().delete()  # the bell got lost
    with unscoped():
        assert bulks.resume_stuck() == 0, "it may be on its way"
    with tenant_tx(bulk.client_id):
        Bulk.objects.filter(pk=bulk.pk).update(moved_at=fresh(bulk).moved_at - timedelta(minutes=1))
    with unscoped():
        assert bulks.resume_stuck() == 1
    assert bells("start rows") == [(bulk.client_id, bulk.pk)]
    go_on(bulk)
    with unscoped():
        assert bulks.resume_stuck() == 0


def test_it_refuses_what_the_queue_has_no_room_for(cast, took):
    bulk = took()
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Client.objects.filter(pk=cast.ours.client.pk).update(runs_queued=6)
    Lease.objects.create(run_id="00000000-0000-7000-8000-000000000001", client_id=bulk.client_id)
    Lease.objects.create(run_id="00000000-0000-7000-8000-000000000002", client_id=bulk.client_id)
    with pytest.raises(limits.QueueFull) as refused:
        begin(bulk)
    assert str(refused.value) == (
        "There is no room for 5 more runs: “Fernhill Hotels” may have 6 waiting in the queue, and 2 are. Nothing was "
        "started. Wait until there are fewer, start fewer at once, or raise “Runs in the queue” on the client's page."
    )
    assert (fresh(bulk).state, rows(bulk)) == (Bulk.State.CHECKED, [])
    Lease.objects.filter(pk="00000000-0000-7000-8000-000000000001").update(state=Lease.State.DONE)
    assert begin(bulk)


def test_it_counts_the_rows_that_are_on_their_way(cast, took, workflow):
    bulk = took()
    with tenant_tx(cast.ours.client.pk, agency=cast.ours.agency.pk):
        Client.objects.filter(pk=cast.ours.client.pk).update(runs_queued=9)
        second = bulks.take(workflow, b"Topic\n" + b"Spring\n" * 5, "second.csv", by=cast.ours.owner)
    begin(bulk)
    with pytest.raises(limits.QueueFull, match="and 5 are"):
        begin(second)


def test_it_refuses_what_was_checked_by_another_version(cast, took):
    bulk = took()
    with tenant_tx(cast.ours.client.pk):
        Workflow.objects.get().open_draft().publish()
    with pytest.raises(bulks.Outdated, match="Version 1, by which this sheet was checked, is no longer"):
        begin(bulk)


def test_it_leaves_runs_at_rest_while_the_workflow_is_paused(took):
    bulk = took()
    with tenant_tx(bulk.client_id):
        Workflow.objects.update(paused=True)
    begin(bulk)
    go_on(bulk)
    assert set(Lease.objects.values_list("paused", flat=True)) == {True}


def test_it_does_nothing_with_anothers_ids(cast, took):
    bulk = took()
    begin(bulk)
    with unscoped():
        bulks.go_on(cast.rival.client.pk, bulk.pk)
        bulks.go_on(cast.neighbour.pk, bulk.pk)
    assert rows(bulk) == []
    with tenant_tx(cast.rival.client.pk), pytest.raises(Bulk.DoesNotExist):
        bulks.begin(bulk)
    with tenant_tx(cast.rival.client.pk), pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.create(
            client=cast.rival.client, version_id=bulk.version_id, title="x", origin="bulk", bulk=bulk
        )
        connection.check_constraints()
