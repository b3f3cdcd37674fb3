"""The queue in the database: taken by one, heard at once, and away without a fuss."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django_q.models import OrmQ
from django_q.tasks import async_task
from pytest_django import Settings

from config.workers.brokers.database import Broker

committed = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker() -> Iterator[Broker]:
    """For tests with committed rows."""
    broker = Broker("baton")
    yield broker
    broker.mend(OSError())


@pytest.fixture
def inner(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Broker:
    """For tests that stay inside their transaction, where nothing is to be heard."""
    settings.DATABASE_LISTEN_URL = ""
    monkeypatch.setattr("django_q.conf.Conf.POLL", 0.01)
    return Broker("baton")


def taken(broker: Broker) -> list[str]:
    return [message for _, message in broker.dequeue() or []]


def test_it_is_the_one_that_tasks_go_through(inner: Broker) -> None:
    async_task("workflows.tasks.drive", task_name="drive")
    ((key, _),) = inner.dequeue() or []
    assert inner.lock_size() == 1
    inner.acknowledge(key)
    assert not OrmQ.objects.exists()


def test_it_hands_out_in_order_and_each_once(inner: Broker) -> None:
    for word in "abc":
        inner.enqueue(word)
    assert [taken(inner) for _ in range(4)] == [["a"], ["b"], ["c"], []]


def test_it_hands_out_again_what_nobody_acknowledged(inner: Broker) -> None:
    inner.enqueue("a")
    taken(inner)
    OrmQ.objects.update(lock=Now() - timedelta(seconds=1))
    assert taken(inner) == ["a"]


@committed
def test_it_gives_a_message_to_one_of_many() -> None:
    Broker("baton").enqueue("a")
    barrier, found = threading.Barrier(8), list[str]()

    def take() -> None:
        broker = Broker("baton")
        barrier.wait()
        found.extend(taken(broker))
        broker.mend(OSError())

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["a"]


@committed
def test_it_passes_over_what_another_transaction_holds(broker: Broker) -> None:
    broker.enqueue("held")
    broker.enqueue("free")
    held = OrmQ.objects.order_by("id")[0]
    locked, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            OrmQ.objects.select_for_update().get(pk=held.pk)
            locked.set()
            done.wait(20)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert locked.wait(20)
    assert taken(broker) == ["free"]
    done.set()
    thread.join()


def test_it_goes_by_the_database_s_clock(inner: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: None)  # nobody asks ours
    inner.enqueue("a")
    assert taken(inner) == ["a"]


def test_it_is_part_of_the_caller_s_transaction(inner: Broker) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        inner.enqueue("a")
        1 / 0  # noqa: B018
    assert taken(inner) == []


def waited(broker: Broker, seconds: float) -> float:
    """How long it takes from putting a message to having it, for one who waits already."""
    began = list[float]()

    def put() -> None:
        began.append(time.monotonic())
        Broker("baton").enqueue("a")
        connection.close()

    timer = threading.Timer(seconds, put)
    timer.start()
    while not taken(broker):
        pass
    ended = time.monotonic()
    timer.join()
    return ended - began[0]


@committed
def test_it_hears_a_message_while_it_waits(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django_q.conf.Conf.POLL", 60)
    assert waited(broker, 0.3) < 10


@committed
def test_it_looks_by_itself_where_nobody_may_listen(
    broker: Broker, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATABASE_LISTEN_URL = ""
    monkeypatch.setattr("django_q.conf.Conf.POLL", 0.05)
    assert waited(broker, 0.3) < 10


@committed
def test_it_goes_on_when_its_connections_were_cut(broker: Broker) -> None:
    assert taken(broker) == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()"
        )
    broker.enqueue("a")
    found = [taken(broker) for _ in range(3)]
    assert ["a"] in found


@committed
def test_it_raises_nothing_while_the_database_is_away(
    broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    broker.enqueue("a")
    connection.close()
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = "nowhere"
    try:
        assert [broker.dequeue() for _ in range(3)] == [None, None, None]
    finally:
        connection.settings_dict["NAME"] = usual
    assert taken(broker) == ["a"]
    said = [record.message for record in caplog.records if record.name.startswith("config.workers")]
    assert len(said) == 2  # that it is away, and that it is back: not once for each attempt
    assert said[1] == "The queue answers again."
