"""A worker whose computer is an hour off: what is due, what ran out and when something was, the database says."""

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.utils.timezone import now

from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows.by_hand import expire, in_hand, turned
from tests.workflows.invariants import broken
from tests.workflows.newsletter import BRIEF, publish_newsletter
from tests.workflows.processes import DRIVE, begun
from workflows import decisions, runner
from workflows.models import Attempt, Event, Lease, Run

pytestmark = pytest.mark.django_db(transaction=True)
OFF = """
from datetime import UTC, datetime, timedelta
import time_machine
time_machine.travel(datetime.now(UTC) + timedelta(hours={hours}), tick=True).start()
"""
NEAR = timedelta(minutes=10)  # for a slow computer


@pytest.fixture
def run(cast: Cast) -> Run:
    client = cast.ours.client.pk
    with tenant_tx(client):
        return decisions.start(publish_newsletter(client), BRIEF, title="Quiet season", origin="command")


def works_off_by(hours: int) -> int:
    return begun(OFF.format(hours=hours) + DRIVE).wait(300)


@pytest.mark.parametrize("hours", [-1, 1])
def test_it_writes_the_databases_time_and_does_nothing_twice(run: Run, hours: int) -> None:
    assert works_off_by(hours) == 0
    with tenant_tx(run.client_id):
        ended = Run.objects.get(pk=run.pk)
        assert ended.state == "done"
        tries = list(Attempt.objects.filter(run=run))
        assert {row.number for row in tries} == {1}
        times = [ended.created_at, ended.finished_at, *Event.objects.values_list("at", flat=True)]
        times += [time for row in tries for time in (row.started_at, row.finished_at)]
    assert all(abs(time - now()) < NEAR for time in times)
    assert broken(run.client_id) == []


@pytest.mark.parametrize("hours", [-1, 1])
def test_it_takes_no_run_whose_lease_holds_and_each_whose_lease_has_run_out(run: Run, hours: int) -> None:
    turned(in_hand(run, "somebody"))
    Lease.objects.filter(pk=run.pk).update(lease_until=now() + timedelta(minutes=10))
    assert works_off_by(hours) == 0
    assert Lease.objects.get(pk=run.pk).owner == "somebody"
    expire(run)
    assert works_off_by(hours) == 0
    with tenant_tx(run.client_id):
        assert Run.objects.get(pk=run.pk).state == "done"


@pytest.mark.parametrize("hours", [-1, 1])
def test_it_begins_nothing_before_it_is_due(run: Run, hours: int) -> None:
    Lease.objects.filter(pk=run.pk).update(not_before=now() + timedelta(minutes=30))
    assert works_off_by(hours) == 0
    assert Lease.objects.get(pk=run.pk).state == "queued"
    Lease.objects.filter(pk=run.pk).update(not_before=now() - timedelta(minutes=30))
    async_to_sync(runner.drain)()
    with tenant_tx(run.client_id):
        assert Run.objects.get(pk=run.pk).state == "done"
