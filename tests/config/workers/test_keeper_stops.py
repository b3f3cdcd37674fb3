"""Workers that are told to stop, or killed: in bounded time, with nobody left behind, and the queue to themselves."""

import signal
import time
from contextlib import ExitStack
from pathlib import Path

from config.database.server import Server
from tests.config.workers.stage import (
    PATIENCE,
    Queue,
    Worker,
    at_once,
    eventually,
    number_in,
    working,
)
from tests.living import living

STOPPED = 30  # seconds: twice the promise, for a loaded computer
GENEROUS = 20  # seconds for what takes two


def at_work(queue: Queue) -> int:
    """Somebody takes a task; returns who."""
    return number_in(queue.put("note"))


def test_it_waits_for_a_database_that_is_not_there_yet(
    environment: dict[str, str], tmp_path: Path, server: Server
) -> None:
    server.stop()
    with working(environment, tmp_path) as worker:
        eventually(lambda: len(worker.everybody()) == 6, "it doesn't come up")
        server.start("")
        at_work(Queue(environment["DATABASE_URL"], tmp_path))
        assert "bin/worker" not in worker.words()


def test_it_lets_a_task_finish_and_stops_when_told(worker: Worker, queue: Queue) -> None:
    file = queue.put("hold", 3)
    number_in(file)
    # head, sentinel, two workers, pusher, monitor
    everybody = eventually(lambda: len(all_ := worker.everybody()) == 6 and all_, "they don't come up")
    assert worker.told_to_stop() < STOPPED
    assert living(everybody) == []
    assert "bin/worker" not in worker.words()
    assert file.with_name(f"{file.name}-finished").exists()
    assert queue.ask("SELECT count(*) FROM django_q_ormq") == [(0,)]


def test_it_ends_a_task_that_does_not_end(worker: Worker, queue: Queue) -> None:
    file = queue.put("hold", 600)
    number_in(file)
    everybody = worker.everybody()
    assert worker.told_to_stop() < STOPPED
    assert living(everybody) == []
    assert not file.with_name(f"{file.name}-finished").exists()


def test_it_is_survived_by_nobody(worker: Worker, queue: Queue) -> None:
    number_in(queue.put("hold", 600))
    everybody = worker.everybody()
    worker.process.kill()
    assert living(everybody) == []


def test_it_stops_at_once_when_told_twice(worker: Worker, queue: Queue) -> None:
    number_in(queue.put("hold", 600))
    worker.process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    began = time.monotonic()
    worker.process.send_signal(signal.SIGINT)
    assert worker.process.wait(60) == 128 + signal.SIGINT
    assert time.monotonic() - began < GENEROUS


def test_it_works_beside_another(environment: dict[str, str], queue: Queue, tmp_path: Path) -> None:
    with ExitStack() as both:
        one, other = (both.enter_context(working(environment, tmp_path)) for _ in range(2))
        eventually(lambda: len(one.everybody()) == 6 == len(other.everybody()), "they don't come up")
        at_once(queue, 4)  # each of the four workers has one
        one.told_to_stop()
        ours = {process.pid for process in other.everybody()}
        assert {at_work(queue) for _ in range(3)} <= ours
        time.sleep(PATIENCE + 2)
        assert "bin/worker" not in other.words()
