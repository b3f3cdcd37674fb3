"""From a submitted run to its first step: with a drain at work, and with workers that have nothing to do."""

import random
import time
from collections.abc import Sequence
from uuid import UUID

import psycopg

from benchmarks import submitting, watching, weather, workloads
from benchmarks.executor.carrying import LONGEST
from benchmarks.executor.stage import Stage, says
from benchmarks.figures import Figure
from benchmarks.ground import Ground
from benchmarks.processes import CLUSTER, running
from benchmarks.submitting import Crowd

LIVE_RUNS, IDLE_RUNS = 100, 15
LIVE_MS, IDLE_MS = 30, 150
REST = 2.0  # seconds without work after which no drain is there any more, unless its row says otherwise
LEAVES = 60.0  # seconds to wait for one to leave
BEGAN = """
SELECT extract(epoch FROM min(attempt.started_at) - run.created_at) * 1000
  FROM workflows_run run JOIN workflows_attempt attempt ON attempt.run_id = run.id
 WHERE run.id = ANY(%s) GROUP BY run.id ORDER BY 1
"""


def measure(stage: Stage) -> list[Figure]:
    ground, before = stage.ground, weather.told()
    crowd = submitting.crowd(workloads.w0())
    with running("cluster", CLUSTER, ground.environment, speaks=False), watching.Watch(ground) as watch:
        _submitted(crowd, watch)
        live = [_submitted(crowd) for _ in range(stage.few(LIVE_RUNS))]
        watch.rested(LONGEST)
        idle = [_on_idle(ground, crowd, watch) for _ in range(stage.few(IDLE_RUNS))]
    return [
        Figure("submit to first step with a live drain, p95", _p95(ground, live), "ms", LIVE_MS, note=before),
        Figure("submit to first step with idle workers, p95", _p95(ground, idle), "ms", IDLE_MS, note=before),
    ]


def _submitted(crowd: Crowd, watch: watching.Watch | None = None) -> UUID:
    (run,) = submitting.submit(crowd, 1, workloads.BRIEF).runs
    time.sleep(random.uniform(0.05, 0.15))  # never in step with anything that polls
    if watch:
        watch.rested(LONGEST)
    return run


def _on_idle(ground: Ground, crowd: Crowd, watch: watching.Watch) -> UUID:
    deadline = time.monotonic() + LEAVES
    while _drains(ground):
        if time.monotonic() > deadline:
            says("  the drain stays: what is measured as idle has one")
            break
        time.sleep(0.2)
    time.sleep(REST + random.uniform(0, 0.5))
    return _submitted(crowd, watch)


def _drains(ground: Ground) -> int:
    with psycopg.connect(ground.superuser) as connection:
        row = connection.execute("SELECT count(*) FROM workflows_drain").fetchone()
    assert row
    return int(row[0])


def _p95(ground: Ground, runs: Sequence[UUID]) -> float:
    with psycopg.connect(ground.superuser) as connection:
        took = [float(milliseconds) for (milliseconds,) in connection.execute(BEGAN, [list(runs)])]
    return round(took[int(0.95 * (len(took) - 1))], 1)
