"""A worker killed between two batches, and one killed in the middle of a batch: no row is lost or doubled."""

import subprocess
import time

import pytest
from django.db import connection

from tenants.scope import tenant_tx
from tests.cast import assemble
from tests.workflows import leaflet
from tests.workflows.bulks.conftest import fresh
from tests.workflows.processes import begun
from workflows import bulks
from workflows.bulks import starting
from workflows.models import Bulk, Event, Lease, Run

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = """
import django; django.setup()
from workflows import bulks
bulks.starting.BATCH = 2
bulks.go_on({client}, {bulk})
"""
BLOCKED = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


class Killed(BaseException):
    """What a signal would be, between two batches."""


@pytest.fixture
def bulk() -> Bulk:
    cast = assemble()
    with tenant_tx(cast.ours.client.pk):
        workflow = leaflet.published(cast.ours.client)
        bulk = bulks.take(
            workflow, b"Topic\n" + b"".join(b"Topic %d\n" % n for n in range(1, 8)), "topics.csv"
        )
        bulks.begin(bulk)
    return bulk


def worker(bulk: Bulk) -> subprocess.Popen[bytes]:
    return begun(WORKER.format(client=bulk.client_id, bulk=bulk.pk))


def wait_until_blocked(process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        assert process.poll() is None, "it ended before it could be killed"
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees what it saw first
            cursor.execute(BLOCKED)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.1)
    raise AssertionError("it never came to the lock")


def rows(bulk: Bulk) -> list[int]:
    with tenant_tx(bulk.client_id):
        return sorted(Run.objects.values_list("bulk_row", flat=True))


def test_it_goes_on_where_it_was_killed(bulk, monkeypatch):
    monkeypatch.setattr(starting, "BATCH", 2)

    def die(now: Bulk) -> None:
        raise Killed

    with pytest.raises(Killed):
        bulks.go_on(bulk.client_id, bulk.pk, die)
    assert rows(bulk) == [2, 3]
    with tenant_tx(bulk.client_id):  # holds the worker in the middle of its batch, its runs made already
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE workflows_lease IN SHARE ROW EXCLUSIVE MODE")
        process = worker(bulk)
        wait_until_blocked(process)
        process.kill()
        assert process.wait() == -9
    assert rows(bulk) == [2, 3], "what it had made was undone with it"
    assert fresh(bulk).begun == 2
    assert worker(bulk).wait() == 0
    assert rows(bulk) == [2, 3, 4, 5, 6, 7, 8]
    assert (fresh(bulk).state, Lease.objects.count()) == (Bulk.State.STARTED, 7)
    with tenant_tx(bulk.client_id):
        assert Event.objects.filter(kind="run.started").count() == 7


def test_it_starts_no_row_twice_when_two_are_at_it(bulk):
    both = [worker(bulk), worker(bulk)]
    assert [process.wait() for process in both] == [0, 0]
    bulks.go_on(bulk.client_id, bulk.pk)
    assert rows(bulk) == [2, 3, 4, 5, 6, 7, 8]
