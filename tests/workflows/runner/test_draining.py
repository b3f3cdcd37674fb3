"""A drain at work: what people do to runs in hand, what it gives back, and when it leaves."""

import threading
import time
from collections.abc import Callable

import pytest

from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows.newsletter import BRIEF
from tests.workflows.slow import Slow, publish_walks
from workflows import decisions, leases
from workflows.models import Attempt, Call, Delivery, Drain, Lease, Run

pytestmark = pytest.mark.django_db(transaction=True)


def started(cast: Cast, source: Slow) -> Run:
    client = cast.ours.client.pk
    with tenant_tx(client):
        return decisions.start(publish_walks(client, source), BRIEF, title="Walks", origin="command")


def seen(run: Run) -> Run:
    with tenant_tx(run.client_id):
        return Run.objects.get(pk=run.pk)


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "It never came to that."
        time.sleep(0.05)


def tries(run: Run) -> list[tuple[str, str, bool]]:
    with tenant_tx(run.client_id):
        return list(Attempt.objects.filter(run=run).order_by("id").values_list("key", "state", "forgiven"))


def test_it_drops_a_step_in_hand_when_its_run_is_cancelled(
    cast: Cast, source: Slow, draining: Callable[[], threading.Thread]
) -> None:
    run = started(cast, source)
    draining()
    assert source.asked.wait(60)
    with tenant_tx(run.client_id):
        decisions.cancel(run)
    until(lambda: seen(run).state == "stopped")
    assert not source.over.is_set(), "It waited for the step."
    assert tries(run)[-1] == ("source", "failed", False)
    source.over.set()
    with tenant_tx(run.client_id):
        assert not Delivery.objects.exists()


def test_it_finishes_the_step_of_a_paused_run_and_begins_no_other(
    cast: Cast, source: Slow, draining: Callable[[], threading.Thread]
) -> None:
    run = started(cast, source)
    draining()
    assert source.asked.wait(60)
    Lease.objects.filter(pk=run.pk).update(paused=True)
    leases.wake(run.pk)
    source.over.set()
    until(lambda: Lease.objects.get(pk=run.pk).state == "queued")
    assert tries(run)[-1] == ("source", "passed", False)
    Lease.objects.filter(pk=run.pk).update(paused=False)
    leases.wake(run.pk)
    draining()
    until(lambda: seen(run).state == "done")
    assert [key for key, *_ in tries(run)] == ["draft", "source", "piece", "shelf"]


def test_it_gives_back_what_is_in_hand_when_it_is_asked_to_stop(
    cast: Cast, source: Slow, settings: object, draining: Callable[[], threading.Thread]
) -> None:
    settings.DRAIN_GRACE = 0.2  # type: ignore[attr-defined]
    run = started(cast, source)
    first = draining()
    assert source.asked.wait(60)
    Drain.objects.update(stop=True)
    first.join(60)
    assert not first.is_alive() and not Drain.objects.exists()
    lease = Lease.objects.get(pk=run.pk)
    assert (lease.state, lease.claims) == ("queued", 0)
    draining()
    until(lambda: seen(run).state == "done")
    assert tries(run)[:3] == [
        ("draft", "passed", False),
        ("source", "failed", True),
        ("source", "passed", False),
    ]
    with tenant_tx(run.client_id):
        assert Call.objects.filter(run=run).count() == 1


def test_it_hands_over_when_its_time_is_up_and_lets_steps_end(
    cast: Cast, source: Slow, draining: Callable[..., threading.Thread]
) -> None:
    run = started(cast, source)
    first = draining(2)
    while not source.asked.wait(1):  # a slow computer's drain doesn't come that far in time
        first = first if first.is_alive() else draining(2)
    until(lambda: Drain.objects.filter(leaving=True).exists())
    source.over.set()
    first.join(60)
    assert tries(run)[-1] == ("source", "passed", False)
    assert Lease.objects.get(pk=run.pk).state == "queued"


def test_it_leaves_when_nothing_is_due(draining: Callable[[], threading.Thread]) -> None:
    thread = draining()
    until(lambda: not thread.is_alive())
    assert not Drain.objects.exists()


def test_it_leaves_when_it_has_grown_too_large(
    settings: object, draining: Callable[[], threading.Thread]
) -> None:
    settings.DRAIN_MEMORY_MB, settings.DRAIN_IDLE = 1, 60  # type: ignore[attr-defined]
    thread = draining()
    until(lambda: not thread.is_alive())


def test_it_hears_of_work_at_once(
    cast: Cast, source: Slow, settings: object, draining: Callable[[], threading.Thread]
) -> None:
    settings.DRAIN_IDLE = 60  # type: ignore[attr-defined]
    source.asked.set()  # nobody waits
    draining()
    until(Drain.objects.exists)
    run = started(cast, source)
    until(lambda: seen(run).state == "done")
    Drain.objects.update(stop=True)
    leases.wake(run.pk)  # its bell
