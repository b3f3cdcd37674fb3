"""What the keeper asks the database, with its own connection and no Django."""

import os
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models.functions import Now

from config.workers.drains import Drains
from tenants.postgres.listening import Listener
from tests.cast import Cast
from workflows.models import Bell, Drain, Lease

pytestmark = pytest.mark.django_db(transaction=True)
AGO = Now() - timedelta(seconds=60)


@pytest.fixture
def drains() -> Drains:
    name = str(connection.settings_dict["NAME"])
    return Drains(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl(), "ours")


def drain(owner: str, cluster: str, **more: object) -> Drain:
    return Drain.objects.create(owner=owner, cluster=cluster, host="here", pid=1, **more)


def lease(client_id: int, **more: object) -> Lease:
    return Lease.objects.create(run_id=uuid4(), client_id=client_id, **{"not_before": AGO, **more})


def test_it_knows_a_stuck_drain_by_work_that_waits_and_a_beat_that_stopped(
    cast: Cast, drains: Drains
) -> None:
    drain("one", "ours", beat_at=AGO)
    drain("other", "theirs")
    assert not drains.are_stuck(20)  # nothing waits
    waiting = lease(cast.ours.client.pk)
    assert drains.are_stuck(20)
    Drain.objects.filter(owner="one").update(beat_at=Now())
    assert not drains.are_stuck(20)
    Drain.objects.filter(owner="one").update(beat_at=AGO)
    Lease.objects.filter(pk=waiting.pk).update(paused=True)
    assert not drains.are_stuck(20)


def test_it_does_not_take_a_client_at_its_limit_for_one_that_waits(cast: Cast, drains: Drains) -> None:
    drain("one", "ours", beat_at=AGO)
    ours = cast.ours.client.pk
    for _ in range(2):
        lease(ours, state="running", lease_until=Now() + timedelta(minutes=1))
    for _ in range(5):
        lease(ours, at_once=2)
    assert not drains.are_stuck(20)
    lease(cast.rival.client.pk, at_once=2)
    assert drains.are_stuck(20)


def test_it_tells_its_own_drains_to_leave_and_wakes_them(drains: Drains) -> None:
    drain("one", "ours")
    drain("other", "theirs")
    listener = Listener("baton_due")
    drains.tell_to_leave()
    assert listener.wait(10)
    assert dict(Drain.objects.values_list("owner", "stop")) == {"one": True, "other": False}
    drains.tell_to_leave()
    assert not listener.wait(0.2)
    listener.close()


def test_it_frees_the_runs_of_a_cluster_that_is_gone(cast: Cast, drains: Drains) -> None:
    drain("one", "ours")
    drain("other", "theirs")
    later = Now() + timedelta(minutes=1)
    freed = lease(cast.ours.client.pk, state="running", owner="one", lease_until=later)
    kept = lease(cast.rival.client.pk, state="running", owner="other", lease_until=later)
    Bell.objects.create(rung_at=Now())
    drains.forget()
    assert list(Drain.objects.values_list("owner", flat=True)) == ["other"]
    expired = Lease.objects.filter(lease_until__lte=Now())
    assert list(expired) == [freed]
    assert kept not in expired
    assert Bell.objects.get().rung_at is None


def test_it_has_nothing_to_say_while_the_database_is_away() -> None:
    away = Drains("postgresql://baton_app@127.0.0.1:9/baton", "ours")
    assert not away.are_stuck(20)
    away.tell_to_leave()
    away.forget()
