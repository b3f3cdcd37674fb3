"""A worker process that is killed, frozen or replaced in the middle of a run: another one finishes it, and nothing
happens twice."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest

from memory.models import Document
from tenants.scope import tenant_tx
from tests.cast import Cast
from tests.workflows import newsletter
from tests.workflows.invariants import broken
from tests.workflows.processes import begun
from tests.workflows.slow import Slow, publish_walks, slow_source
from workflows import decisions
from workflows.models import Attempt, Call, Delivery, Drain, Event, Run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def source() -> Iterator[Slow]:
    with slow_source() as server:
        yield server


@pytest.fixture
def worker(source: Slow) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """`worker()`: a process of its own that carries what is due, with leases of four seconds."""
    working: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        working.append(begun(FETCH_PRIVATE_HOSTS=source.place, LEASE_SECONDS="4", DRAIN_SECONDS="8"))
        return working[-1]

    yield begin
    for process in working:
        process.kill()
        process.wait()


def started(client_id: int, source: Slow) -> Run:
    with tenant_tx(client_id):
        return decisions.start(
            publish_walks(client_id, source), newsletter.BRIEF, title="Walks", origin="command"
        )


def ended(run: Run) -> Run:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with tenant_tx(run.client_id):
            now = Run.objects.get(pk=run.pk)
        if not now.is_open:
            return now
        time.sleep(0.1)
    raise AssertionError(f"The run is still {now.state} after two minutes.")


def test_it_is_finished_by_another(
    cast: Cast, source: Slow, worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    run = started(cast.ours.client.pk, source)
    first = worker()
    assert source.asked.wait(120), "the first worker never came to the source"
    first.kill()
    assert first.wait() == -9
    time.sleep(4.1)  # until its lease has run out
    worker()
    assert ended(run).state == "done"
    with tenant_tx(run.client_id):
        tries = Attempt.objects.order_by("id").values_list("key", "state", "forgiven")
        assert list(tries) == [
            ("draft", "passed", False), ("source", "failed", True), ("source", "passed", False),
            ("piece", "passed", False), ("shelf", "passed", False),
        ]  # fmt: skip
        assert Call.objects.filter(purpose="write").count() == 1
        assert "walks leave at eleven" in Delivery.objects.get().text
        assert Document.objects.filter(run=run.pk).count() == 1
        assert Event.objects.filter(kind__in=("piece.delivered", "run.done")).count() == 2


def test_it_writes_nothing_stale_after_it_was_frozen_for_longer_than_its_lease(
    cast: Cast, source: Slow, worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    run = started(cast.ours.client.pk, source)
    first = worker()
    assert source.asked.wait(120), "the first worker never came to the source"
    first.send_signal(signal.SIGSTOP)
    time.sleep(4.1)  # until its lease has run out
    second = worker()
    assert ended(run).state == "done"
    source.over.set()  # its answer is there when it wakes up
    first.send_signal(signal.SIGCONT)
    assert (first.wait(120), second.wait(120)) == (0, 0)
    with tenant_tx(run.client_id):
        tries = Attempt.objects.order_by("id").values_list("key", "number", "state")
        assert list(tries) == [
            ("draft", 1, "passed"), ("source", 1, "failed"), ("source", 2, "passed"), ("piece", 1, "passed"),
            ("shelf", 1, "passed"),
        ]  # fmt: skip
        assert Event.objects.filter(kind__in=("piece.delivered", "run.done")).count() == 2
    assert broken(run.client_id) == []


def test_it_goes_on_by_its_own_version_when_another_is_published_and_its_worker_is_replaced(
    cast: Cast, source: Slow, worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    run = started(cast.ours.client.pk, source)
    first = worker()
    assert source.asked.wait(120), "the first worker never came to the source"
    with tenant_tx(run.client_id):
        draft = run.version.workflow.open_draft()
        write, *_, deliver = draft.definition.steps
        shorter = (write, deliver.model_copy(update={"needs": (write.key,)}))
        draft.fill(draft.definition.model_copy(update={"steps": shorter}))
        newer = draft.publish()
        assert Run.objects.get(pk=run.pk).version.state == "retired"
    Drain.objects.update(stop=True)
    source.over.set()
    assert first.wait(120) == 0
    worker()
    assert ended(run).state == "done"
    with tenant_tx(run.client_id):
        assert Run.objects.get(pk=run.pk).version_id == run.version_id != newer.pk
        tries = Attempt.objects.order_by("id").values_list("key", "state")
        assert list(tries) == [(key, "passed") for key in ("draft", "source", "piece", "shelf")]
        assert Delivery.objects.count() == 1
    assert broken(run.client_id) == []
