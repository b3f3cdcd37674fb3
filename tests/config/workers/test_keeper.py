"""Real workers, killed in every way there is: none of it lasts, and nobody is left behind."""

import time

import psutil

from config.database.server import Server
from tests.config.workers.stage import (
    PATIENCE,
    Queue,
    Worker,
    at_once,
    number_in,
)
from tests.living import living

GENEROUS = 20  # seconds for what takes two


def idle_ones(queue: Queue) -> list[psutil.Process]:
    """The two workers, while they wait for work."""
    return [psutil.Process(number) for number in at_once(queue, 2)]


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
