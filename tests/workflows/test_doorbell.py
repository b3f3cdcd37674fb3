"""One bell for however much work, and none that is lost for long."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django_q.models import OrmQ

from tenants.postgres.listening import Listener
from workflows import doorbell
from workflows.models import Bell

pytestmark = pytest.mark.django_db(transaction=True)


def bells() -> int:
    return OrmQ.objects.count()


def test_it_puts_one_bell_into_the_queue_however_many_ring() -> None:
    for _ in range(200):
        doorbell.ring()
    assert bells() == 1
    assert OrmQ.objects.get().func() == "workflows.tasks.drive"
    assert OrmQ.objects.get().args() == ()


def test_it_rings_once_for_a_transaction_of_many_starts() -> None:
    with transaction.atomic():
        for _ in range(50):
            doorbell.ring()
        assert len(connection.run_on_commit) == 1
        assert bells() == 0
    assert bells() == 1


def test_it_rings_for_nothing_that_was_taken_back() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        doorbell.ring()
        1 / 0  # noqa: B018
    assert bells() == 0
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            doorbell.ring()
            1 / 0  # noqa: B018
        doorbell.ring()
    assert bells() == 1


def test_it_rings_anew_once_it_was_heard() -> None:
    doorbell.ring()
    doorbell.heard()
    doorbell.ring()
    assert bells() == 2


def test_it_rings_again_for_a_bell_that_nobody_heard() -> None:
    doorbell.ring()
    OrmQ.objects.all().delete()  # the queue was lost
    doorbell.ring()
    assert bells() == 0
    Bell.objects.update(rung_at=Now() - timedelta(seconds=61))
    doorbell.ring()
    assert bells() == 1


def test_it_was_never_due_if_the_queue_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError("the queue is away")

    with monkeypatch.context() as patched:
        patched.setattr(doorbell, "async_task", fails)
        with transaction.atomic():
            doorbell.ring()  # and what was rung for is committed all the same
    assert Bell.objects.filter(rung_at__isnull=False).count() == 0
    doorbell.ring()
    assert bells() == 1


def test_it_rings_once_when_many_ring_at_the_same_time() -> None:
    barrier = threading.Barrier(12)

    def start() -> None:
        try:
            barrier.wait()
            with transaction.atomic():
                doorbell.ring()
        finally:
            connection.close()

    threads = [threading.Thread(target=start) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bells() == 1


def test_it_holds_no_lock_while_the_caller_s_transaction_is_open() -> None:
    done = threading.Event()

    def another() -> None:
        doorbell.ring()
        doorbell.heard()
        connection.close()
        done.set()

    with transaction.atomic():
        doorbell.ring()
        thread = threading.Thread(target=another)
        thread.start()
        assert done.wait(20)
    thread.join()


def test_it_is_heard_by_a_drain_that_is_at_work() -> None:
    listener = Listener(doorbell.CHANNEL)
    try:
        with transaction.atomic():
            doorbell.ring()
            assert not listener.wait(0.2)
        assert listener.wait(10)
    finally:
        listener.close()
