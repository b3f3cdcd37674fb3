"""Keeps a cluster of workers running: starts it, replaces it when it dies or freezes, ends it when it is told to."""

import signal
import sys
import time
from collections.abc import Mapping
from types import FrameType

from config.database.signals import POLITE, handled
from config.env import env
from config.workers.cluster import Cluster
from config.workers.drains import Drains
from config.workers.reports import DRIVE, TICK
from config.workers.watchdog import PATIENCE, Watchdog

LOOK = 0.1  # seconds between two looks at the cluster
ASK = 1.0  # seconds between two questions to the database
STOP_SECONDS = 10.0  # for drains to finish or give back what they have in hand
LONGEST_PAUSE = 30.0
CALM = 60.0  # seconds that a cluster has to live for the next pause to be a short one again


class Keeper:
    """Told once to stop, it ends the cluster in good order; told twice, at once."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._patience = env.int("WATCHDOG_SECONDS", default=PATIENCE)
        self._told: list[int] = []

    def run(self) -> int:
        """Until signal n ends it; returns 128 + n."""
        pause = 0.0
        with handled(dict.fromkeys((*POLITE, signal.SIGINT), self._tell)):
            while not self._told:
                began = time.monotonic()
                reason = self._keep(Cluster(self._environment))
                pause = 1.0 if time.monotonic() - began > CALM else min(2 * pause or 1.0, LONGEST_PAUSE)
                if not self._told:
                    _say(f"{reason} New ones start in {pause:g} s.")
                    self._pause(pause)
        return 128 + self._told[0]

    def _keep(self, cluster: Cluster) -> str:
        """One cluster from start to end; returns why it ended."""
        watchdog = Watchdog(self._patience, time.monotonic())
        drains = Drains(self._environment["DATABASE_URL"], cluster.id)
        cluster.order(DRIVE)  # what waits since before it was there, waits no longer
        try:
            reason = self._watch(cluster, watchdog, drains)
            self._let_finish(cluster, watchdog, drains)
        finally:
            cluster.kill()
            drains.forget()
        return reason

    def _watch(self, cluster: Cluster, watchdog: Watchdog, drains: Drains) -> str:
        suspect_since = asked = time.monotonic()
        while not self._told:
            now = time.monotonic()
            if cluster.code is not None:
                return f"The workers have stopped by themselves, with code {cluster.code}."
            watchdog.hears(cluster.news(), now)
            if watchdog.wants_tick(now):
                cluster.order(TICK)
            if complaint := watchdog.complaint(now):
                return f"The workers are frozen: {complaint}."
            if not watchdog.all_drive(now):
                suspect_since = now
            if now - asked > ASK:
                asked = now
                if drains.nobody_comes():
                    cluster.order(DRIVE)
                if not watchdog.all_drive(now) or not drains.are_stuck(self._patience):
                    suspect_since = now
                elif now - suspect_since > self._patience / 4:  # for those who lost the database meanwhile
                    return "The workers are frozen: runs wait, and those who carry runs give no sign of life."
            time.sleep(LOOK)
        return ""

    def _let_finish(self, cluster: Cluster, watchdog: Watchdog, drains: Drains) -> None:
        """Drains are told again and again, because a bell that is still in the cluster may start another."""
        if not self._told and not watchdog.is_busy():
            return
        cluster.ask_to_stop()
        deadline, asked = time.monotonic() + STOP_SECONDS, 0.0
        while cluster.code is None and time.monotonic() < deadline and len(self._told) < 2:
            if time.monotonic() - asked > ASK:
                asked = time.monotonic()
                drains.tell_to_leave()
            cluster.news()
            time.sleep(LOOK)

    def _pause(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not self._told and time.monotonic() < deadline:
            time.sleep(LOOK)

    def _tell(self, number: int, _frame: FrameType | None) -> None:
        self._told.append(number)


def _say(line: str) -> None:
    print(f"bin/worker: {line}", file=sys.stderr, flush=True)  # noqa: T201
