"""Second thoughts: what nobody has begun ends, what is in work goes on."""

import pytest

from tenants.scope import tenant_tx
from tests.workflows.bulks.conftest import fresh
from workflows import bulks
from workflows.bulks import starting
from workflows.bulks.progress import progress
from workflows.models import Bulk, Event, Lease, Run


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(starting, "BATCH", 2)


def cancel(bulk, by=None):
    with tenant_tx(bulk.client_id):
        return bulks.cancel(bulk, by=by)


def begun(bulk):
    with tenant_tx(bulk.client_id):
        bulks.begin(bulk)
    return bulk


def test_it_ends_the_queued_runs_and_leaves_those_in_work(cast, took):
    bulk = begun(took())
    bulks.go_on(bulk.client_id, bulk.pk)
    with tenant_tx(bulk.client_id):
        claimed, parked = Run.objects.filter(bulk_row__in=[2, 3]).values_list("pk", flat=True)
    Lease.objects.filter(pk=claimed).update(state="running", epoch=1)
    Lease.objects.filter(pk=parked).update(epoch=3)  # queued again: it tries again later
    assert cancel(bulk, by=cast.ours.owner) == 3
    with tenant_tx(bulk.client_id):
        ended = Run.objects.filter(state=Run.State.STOPPED)
        assert sorted(ended.values_list("bulk_row", flat=True)) == [4, 5, 6]
        assert all(run.finished_at and run.sentence == "Cancelled before it began." for run in ended)
        told = Event.objects.filter(kind="run.stopped")
        assert {(event.run, event.by) for event in told} == {(run.pk, cast.ours.owner) for run in ended}
        assert set(Lease.objects.filter(pk__in=ended.values("pk")).values_list("state", flat=True)) == {
            "done"
        }
    assert cancel(bulk) == 0


def test_it_starts_no_more_rows(took):
    bulk = begun(took())

    def stop(now):
        cancel(bulk)

    bulks.go_on(bulk.client_id, bulk.pk, stop)
    stopped = fresh(bulk)
    assert (stopped.state, stopped.begun, len(stopped.rows)) == (Bulk.State.CANCELLED, 2, 5)
    with tenant_tx(bulk.client_id):
        how = progress(stopped)
    assert (how.number("stopped"), how.number("never"), how.ended, how.is_moving) == (2, 3, 5, False)
    bulks.go_on(bulk.client_id, bulk.pk)
    assert fresh(bulk).begun == 2
