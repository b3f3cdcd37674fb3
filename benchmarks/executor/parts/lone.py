"""A lone run: what each of its stages costs above the work itself, beside what a commit takes at the same time."""

from statistics import median

import psycopg

from benchmarks import submitting, watching, weather, workloads
from benchmarks.executor import floor
from benchmarks.executor.carrying import LONGEST, warm_worker
from benchmarks.executor.stage import Stage
from benchmarks.figures import Figure
from benchmarks.ground import Ground

RUNS = 20  # one after the other
COMMITS, MILLISECONDS = 2, 2  # what a stage may cost
# From the beginning of the first step to the end of the run; the last commit comes on top.
TOOK = """
SELECT extract(epoch FROM run.finished_at - min(attempt.started_at))
  FROM workflows_run run JOIN workflows_attempt attempt ON attempt.run_id = run.id
 WHERE run.id = ANY(%s) GROUP BY run.id
"""


def measure(stage: Stage) -> list[Figure]:
    before = weather.told()
    rounds = stage.repeated(lambda: _round(stage.ground))
    commit = median(commit for commit, _ in rounds) * 1000
    stages = median(each for _, each in rounds) * 1000
    above = median(each - COMMITS * commit for commit, each in rounds) * 1000
    return [
        Figure("a lone run of W0, each stage, p50", round(stages, 2), "ms", note=before),
        Figure("one commit, p50", round(commit, 2), "ms", note="same rounds"),
        Figure("a stage of a lone run above two commits", round(above, 2), "ms", MILLISECONDS),
    ]


def _round(ground: Ground) -> tuple[float, float]:
    """(one commit, one stage) in seconds."""
    crowd = submitting.crowd(workloads.w0(), 1)
    with warm_worker(ground, crowd, {}), watching.Watch(ground) as watch:
        runs = []
        for _ in range(RUNS):
            runs += submitting.submit(crowd, 1, workloads.BRIEF).runs
            watch.rested(LONGEST)
        commit = floor.one_commit(ground)
    with psycopg.connect(ground.superuser) as connection:
        took = [float(seconds) + commit for (seconds,) in connection.execute(TOOK, [runs])]
    return commit, median(took) / workloads.STAGES
