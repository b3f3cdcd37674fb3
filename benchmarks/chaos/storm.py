"""The storm itself: one loop that submits, decides, hits, watches and revives, by a plan drawn from the seed."""

import json
import time
import urllib.request
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

import psutil
from django.db import connections

from benchmarks.chaos import faults, people
from benchmarks.chaos.fleet import Fleet
from benchmarks.executor.stage import says
from benchmarks.figures import Figure
from benchmarks.processes import asking, models
from tenants.scope import tenant_tx
from tests.workflows.invariants import Epochs, broken, ledger
from workflows.models import Attempt, Lease, Run

TICK = 0.05  # seconds
DECIDES = 0.7  # seconds between two looks of the reviewers
HELD = 1.6  # leases that a process is held still


@dataclass(frozen=True)
class Plan:
    seed: int
    runs: int = 1000
    seconds: float = 180
    workers: int = 3
    lease: int = 3  # seconds
    pause: float = 2.5  # seconds between two faults, on average
    clusters: bool = False
    patience: float = 240  # seconds after the storm in which all runs have to end


@dataclass
class Aftermath:
    plan: Plan
    ends: Counter[str]
    faults: Counter[str]
    restarts: int
    again: int  # attempts that were lost with their worker
    seconds: float  # from the end of the storm to the end of the last run
    problems: list[str] = field(default_factory=list)

    @property
    def figures(self) -> list[Figure]:
        told = ", ".join(f"{kind} {times}" for kind, times in sorted(self.faults.items()))
        ends = ", ".join(f"{state} {count}" for state, count in sorted(self.ends.items()))
        return [
            Figure("runs that came through the storm", self.ends["done"], "runs", self.plan.runs, more_is_better=True,
                   note=f"seed {self.plan.seed}; {ends}"),
            Figure("faults", sum(self.faults.values()), "", note=f"{told}; {self.restarts} workers started again"),
            Figure("steps in flight that were done again", self.again, "steps"),
            Figure("from the end of the storm to the end of the last run", round(self.seconds, 1), "s"),
            Figure("invariants that don't hold", len(self.problems), "", 0),
        ]  # fmt: skip

    def __str__(self) -> str:
        return "\n".join(map(str, self.figures))


def blow(environment: Mapping[str, str], plan: Plan) -> Aftermath:
    """On the database that this process looks at, which `environment` names too. Its clients are made here."""
    says(f"storm: seed {plan.seed}, {plan.runs} runs in {plan.seconds:.0f} s")
    folk = people.gathered()
    with models(0.05, environment, spread=0.2) as url:
        fleet = Fleet(
            plan.workers,
            {**environment, **asking(url), "LEASE_SECONDS": str(plan.lease)},
            clusters=plan.clusters,
        )
        try:
            weather = Weather(plan, fleet, folk)
            weather.blow()
            calm = time.monotonic()
            weather.calm()
            seconds = time.monotonic() - calm
        finally:
            fleet.end()
        asked = _asked(url)
    problems = [
        *weather.epochs.problems,
        *weather.unended,
        *broken(*folk.clients),
        *ledger(folk.clients, asked),
    ]
    ends, again, sentences = _ends(folk.clients)
    if sentences:
        problems.append(f"{sum(sentences.values())} runs ended otherwise than done: {dict(sentences)}")
    return Aftermath(plan, ends, weather.done, fleet.restarts, again, seconds, problems)


class Weather:
    def __init__(self, plan: Plan, fleet: Fleet, folk: people.People) -> None:
        self.plan, self.fleet, self.folk = plan, fleet, folk
        self.random = Random(plan.seed)
        self.to_come = faults.drawn(self.random, plan.seconds, plan.pause)
        self.done = Counter[str]()
        self.epochs = Epochs()
        self.unended: list[str] = []
        self._held: list[tuple[float, psutil.Process]] = []
        self._submitted, self._decided = 0, 0.0

    def blow(self) -> None:
        began = time.monotonic()
        while (passed := time.monotonic() - began) < self.plan.seconds:
            due = int(self.plan.runs * min(1.0, passed / (self.plan.seconds * 0.9)))
            for _ in range(min(due - self._submitted, 20)):
                self._submit()
            while self.to_come and self.to_come[0].at <= passed:
                self._hit(self.to_come.pop(0).kind)
            self._tick()
        while self._submitted < self.plan.runs:
            self._submit()

    def calm(self) -> None:
        """No more faults; everything that was held goes on, and all runs have to end."""
        for _, process in self._held:
            _go_on(process)
        self._held.clear()
        deadline = time.monotonic() + self.plan.patience
        while left := Lease.objects.exclude(state__in=("done", "dead")).count():
            if time.monotonic() > deadline:
                self.unended.append(f"{left} runs haven't ended {self.plan.patience:.0f} s after the storm")
                return
            self._tick()

    def _submit(self) -> None:
        self.folk.submit(self.random)
        self._submitted += 1

    def _hit(self, kind: str) -> None:
        self.done[kind] += 1
        faults.KINDS[kind][1](self.fleet, self.random, self._hold)

    def _hold(self, process: psutil.Process) -> None:
        self._held.append((time.monotonic() + HELD * self.plan.lease, process))

    def _tick(self) -> None:
        now = time.monotonic()
        for until, process in [held for held in self._held if held[0] < now]:
            self._held.remove((until, process))
            _go_on(process)
        self.fleet.revive()
        self.epochs.look()
        if now - self._decided > DECIDES:
            self._decided = now
            self.folk.decide()
        time.sleep(TICK)


def _go_on(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.resume()


def _asked(url: str) -> int:
    with urllib.request.urlopen(f"{url}/count", timeout=10) as answer:
        return int(json.load(answer)["asked"])


def _ends(clients: tuple[int, ...]) -> tuple[Counter[str], int, Counter[str]]:
    """How many ended in which state, how many attempts were done again, and what is said of runs that aren't done."""
    ends, again, sentences = Counter[str](), 0, Counter[str]()
    for client in clients:
        with tenant_tx(client):
            ends.update(Run.objects.values_list("state", flat=True))
            again += Attempt.objects.filter(forgiven=True).count()
            sentences.update(Run.objects.exclude(state="done").values_list("sentence", flat=True))
    connections.close_all()
    return ends, again, sentences
