"""Whether a cluster still moves. Pure: it is told what was reported and what time it is, and says what it thinks.

A worker that is killed while it waits takes the queue's lock with it, and django-q2 waits for ever (its issue 23): new
workers come, and none gets work. So the keeper sends a tick, a task of nothing, when no other was taken for a while. If
nobody takes it although somebody has been idle all the time, the cluster is frozen. Workers that are all busy aren't.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from config.workers.reports import DRIVE, IDLE, OTHER, TICK, Report

PATIENCE = 20  # seconds
LEAST_PATIENCE = 5  # workers speak once a second
COMING_UP = 300.0  # seconds that a cluster may need until its first worker speaks


@dataclass
class Worker:
    state: bytes
    since: float  # when it came into this state
    heard: float


class Watchdog:
    def __init__(self, patience: float, now: float) -> None:
        self._patience = max(patience, LEAST_PATIENCE)
        self._moved = self._heard = now  # when a worker took something; when one said anything
        self._asked: float | None = None  # since when a tick waits
        self._came_up = False
        self._workers: dict[int, Worker] = {}

    def hears(self, reports: Iterable[Report], now: float) -> None:
        for pid, state in reports:
            self._came_up, self._heard = True, now
            if state == TICK:
                self._asked, self._moved = None, now
            elif pid in self._workers and self._workers[pid].state == state:
                self._workers[pid].heard = now
            else:
                self._workers[pid] = Worker(state, now, now)
                if state != IDLE:
                    self._took_something(now)
        gone = [pid for pid, worker in self._workers.items() if now - worker.heard > self._patience / 2]
        for pid in gone:
            del self._workers[pid]

    def wants_tick(self, now: float) -> bool:
        """Yes, once for each time that nobody took anything for a while."""
        if self._asked is not None or not self._came_up or now - self._moved < self._patience / 4:
            return False
        self._asked = now
        return True

    def complaint(self, now: float) -> str:
        """What is wrong, as the end of a sentence; "" if nothing is."""
        if not self._came_up:
            return "no worker came up" if now - self._heard > COMING_UP else ""
        if now - self._heard > self._patience:
            return "no worker gives a sign of life"
        if self._asked is not None and self._somebody_idles_since(self._asked, now):
            return "a worker waits, and no work reaches it"
        return ""

    def is_busy(self) -> bool:
        return any(worker.state in (DRIVE, OTHER) for worker in self._workers.values())

    def all_drive(self, now: float) -> bool:
        """All carry runs, and have for long: whether they get on is in the database (drains.py)."""
        workers = self._workers.values()
        return bool(workers) and all(w.state == DRIVE and now - w.since > self._patience for w in workers)

    def _took_something(self, now: float) -> None:
        self._moved = now
        if self._asked is not None:
            self._asked = now

    def _somebody_idles_since(self, asked: float, now: float) -> bool:
        idle = [worker.since for worker in self._workers.values() if worker.state == IDLE]
        return bool(idle) and now - max(asked, min(idle)) > self._patience * 3 / 4
