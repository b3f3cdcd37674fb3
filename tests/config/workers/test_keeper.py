"""Real workers, killed in every way there is: none of it lasts, and nobody is left behind."""

import signal
import time
from contextlib import ExitStack
from pathlib import Path

import psutil

from config.database.server import Server
from tests.config.workers.stage import (
    PATIENCE,
    Queue,
    Worker,
    eventually,
    living,
    number_in,
    working,
)

STOPPED = 15  # seconds: the promise
GENEROUS = 20  # seconds for what takes two


def idle_ones(queue: Queue) -> list[psutil.Process]:
    """The two workers, while they wait for work."""
    files = [queue.put("hold", 1) for _ in range(2)]
    numbers = {number_in(file) for file in files}
    assert len(numbers) == 2
    for file in files:
        number_in(file.with_name(f"{file.name}-finished"))
    return [psutil.Process(number) for number in numbers]


def at_work(queue: Queue) -> int:
    """Somebody takes a task; returns who."""
    return number_in(queue.put("note"))


def test_it_takes_a_cluster_up_again_whose_idle_workers_were_killed(kept: Worker, queue: Queue) -> None:
    for idle in idle_ones(queue):
        idle.kill()
    began = time.monotonic()
    queue.put("note")
    kept.saying("The workers are frozen: a worker waits, and no work reaches it.")
    assert time.monotonic() - began < PATIENCE + GENEROUS
    at_work(queue)


def test_it_loses_no_more_than_the_task_when_a_busy_worker_is_killed(kept: Worker, queue: Queue) -> None:
    psutil.Process(number_in(queue.put("hold", 600))).kill()
    at_work(queue)
    time.sleep(PATIENCE + 2)
    at_work(queue)
    assert "bin/worker" not in kept.words()


def test_it_leaves_no_orphans_of_a_killed_sentinel(kept: Worker, queue: Queue) -> None:
    held = number_in(queue.put("hold", 600))
    everybody = kept.everybody()
    kept.sentinel().kill()
    kept.saying("The workers have stopped by themselves")
    assert living(everybody) == []
    assert at_work(queue) != held


def test_it_leaves_no_orphans_of_a_killed_head(kept: Worker, queue: Queue) -> None:
    number_in(queue.put("hold", 600))
    everybody = kept.everybody()
    kept.heads()[0].kill()
    kept.saying("The workers have stopped by themselves, with code 137. New ones start in ")
    assert living(everybody) == []
    at_work(queue)


def test_it_outlives_its_database(kept: Worker, queue: Queue, server: Server) -> None:
    at_work(queue)
    server.stop()
    time.sleep(PATIENCE + 3)  # no database is no frozen cluster
    server.start("")
    began = time.monotonic()
    at_work(queue)
    assert time.monotonic() - began < GENEROUS
    assert "bin/worker" not in kept.words()


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
    everybody = worker.everybody()
    assert len(everybody) == 6  # head, sentinel, two workers, pusher, monitor
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
        files = [queue.put("hold", 4) for _ in range(4)]
        assert len({number_in(file) for file in files}) == 4  # each of the four workers has one
        one.told_to_stop()
        ours = {process.pid for process in other.everybody()}
        assert {at_work(queue) for _ in range(3)} <= ours
        time.sleep(PATIENCE + 2)
        assert "bin/worker" not in other.words()
