"""SIGKILL in mid-run: how long until another worker has all that the dead one had in hand, and what is done again."""

import time
from statistics import median

import psycopg

from benchmarks import submitting, watching, weather, workloads
from benchmarks.executor.carrying import LONGEST, warm_worker
from benchmarks.executor.stage import Stage
from benchmarks.figures import Figure
from benchmarks.ground import Ground
from benchmarks.processes import DRAIN, asking, models, running

RUNS, DELAY, LEASE = 50, 0.2, 3
ALLOWED = LEASE + 1  # seconds
HELD = "SELECT run_id, epoch FROM workflows_lease WHERE state = 'running' AND lease_until > clock_timestamp()"
LEFT = """
SELECT count(*) FROM workflows_lease JOIN unnest(%s::uuid[], %s::bigint[]) AS held (id, epoch) ON held.id = run_id
 WHERE workflows_lease.epoch = held.epoch
"""
AGAIN = "SELECT count(*) FROM workflows_attempt WHERE forgiven"
TWICE = """
SELECT count(*) FROM (
  SELECT 1 FROM workflows_attempt WHERE state = 'passed' GROUP BY run_id, key, item HAVING count(*) > 1
)
"""


def measure(stage: Stage) -> list[Figure]:
    before = weather.told()
    with models(DELAY, stage.ground.environment) as url:
        rounds = stage.repeated(lambda: _round(stage.ground, url))
    seconds = median(each[0] for each in rounds)
    again, twice = median(each[1] for each in rounds), max(each[2] for each in rounds)
    about = f"lease of {LEASE} s, {RUNS} runs in hand; {before}"
    return [
        Figure(
            "from SIGKILL until another worker has all of its runs",
            round(seconds, 2),
            "s",
            ALLOWED,
            note=about,
        ),
        Figure("steps in flight that were done again, per run", round(again / RUNS, 2), "", workloads.FAN),
        Figure("finished steps that were done again", twice, "", 0),
    ]


def _round(ground: Ground, url: str) -> tuple[float, int, int]:
    """(seconds, attempts that were lost, steps with two results)"""
    more = {**asking(url), "LEASE_SECONDS": str(LEASE)}
    crowd = submitting.crowd(workloads.w200())
    environment = {**ground.environment, **more}
    with (
        running("heir", DRAIN, environment) as heir,
        warm_worker(ground, crowd, more) as victim,
        watching.Watch(ground) as watch,
        psycopg.connect(ground.superuser, autocommit=True) as connection,
    ):
        heir.suspend()  # until the other dies, so that it holds none of the runs
        passed = watch.passed()
        submitting.submit(crowd, RUNS, workloads.BRIEF)
        watch.until(lambda: watch.passed() >= passed + 2 * RUNS, LONGEST)
        victim.process.kill()
        killed = time.monotonic()
        held = connection.execute(HELD).fetchall()
        heir.resume()
        columns = [list(column) for column in zip(*held, strict=True)]
        watch.until(lambda: connection.execute(LEFT, columns).fetchone() == (0,), LONGEST)
        seconds = time.monotonic() - killed
        watch.rested(LONGEST)
        again, twice = (connection.execute(each).fetchall()[0][0] for each in (AGAIN, TWICE))
    return seconds, again, twice
