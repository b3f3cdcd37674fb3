"""One worker carries many runs that were submitted at once: the measurement that most figures come from."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks import meters, submitting, watching
from benchmarks.ground import Ground
from benchmarks.processes import DRAIN, Program, running
from benchmarks.submitting import Crowd
from benchmarks.workloads import BRIEF

LONGEST = 900  # seconds


@dataclass(frozen=True)
class Carried:
    steps: int
    seconds: float  # from the commit that submits them to the end of the last
    cpu: float  # seconds of the worker's processes
    database_cpu: float
    commits: int
    memory: float  # MB, the most

    @property
    def speed(self) -> float:
        return self.steps / self.seconds

    @property
    def cpu_of_1000(self) -> float:
        return self.cpu / self.steps * 1000

    @property
    def commits_of_one(self) -> float:
        return self.commits / self.steps


@contextmanager
def warm_worker(ground: Ground, crowd: Crowd, more: Mapping[str, str]) -> Iterator[Program]:
    """A worker that has carried runs before: everything is imported, connected and waiting."""
    with running("worker", DRAIN, {**ground.environment, **more}) as worker, watching.Watch(ground) as watch:
        for runs in (len(crowd.clients), 1):  # the second makes it tell the database's counters of the first
            submitting.submit(crowd, runs, BRIEF)
            watch.rested(LONGEST)
            time.sleep(1.1)
        yield worker


def carry(ground: Ground, crowd: Crowd, runs: int, more: Mapping[str, str]) -> Carried:
    """`more` is put into the worker's environment."""
    with warm_worker(ground, crowd, more) as worker, watching.Watch(ground) as watch:
        passed = watch.passed()
        with meters.memory(worker.members, meters.resident) as memory:
            submitted = submitting.submit(crowd, runs, BRIEF)
            before, own = meters.commits(ground), watch.looks  # workers look for work during the submission
            cpu, database = meters.cpu_seconds(worker.members()), meters.database_seconds()
            ended = watch.rested(LONGEST)
            cpu = meters.cpu_seconds(worker.members()) - cpu
            database = meters.database_seconds() - database
        steps = watch.passed() - passed
        watch.all_done()
        own = watch.looks - own
    meters.deserted(ground)
    commits = meters.commits(ground) - before - own
    return Carried(steps, ended - submitted.at, cpu, database, commits, memory.most)
