"""Watching runs from outside, by the control plane that everybody may read."""

import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self
from uuid import UUID

import psycopg

from benchmarks.ground import Ground

LOOK = 0.01  # seconds between two looks
# Worded so that the partial indexes answer, however many finished runs there are.
LEFT = """
SELECT EXISTS (SELECT 1 FROM workflows_lease WHERE state = 'queued' AND NOT paused)
    OR EXISTS (SELECT 1 FROM workflows_lease WHERE state = 'running')
"""
STATE = "SELECT state FROM workflows_lease WHERE run_id = %s"
STATES = "SELECT state, count(*) FROM workflows_run GROUP BY 1 ORDER BY 1"
PASSED = "SELECT count(*) FROM workflows_attempt WHERE state = 'passed'"


class Watch:
    """`looks` is how many transactions its looking cost, to be taken off what the workers are charged with."""

    def __init__(self, ground: Ground) -> None:
        self._connection = psycopg.connect(ground.superuser, autocommit=True)
        self.looks = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._connection.close()

    def rested(self, seconds: float) -> float:
        """Waits until no run is queued or in hand; returns when that was, on the monotonic clock."""
        self.until(lambda: self._ask(LEFT) == [(False,)], seconds)
        return time.monotonic()

    def ended(self, run: UUID, seconds: float) -> float:
        """Waits for one run; returns when it had ended."""
        self.until(lambda: self._ask(STATE, [run]) in ([("done",)], [("dead",)]), seconds)
        return time.monotonic()

    def until(self, holds: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > deadline:
                raise TimeoutError(f"It didn't come to it within {seconds:.0f} s: {dict(self._ask(STATES))}.")
            time.sleep(LOOK)

    def all_done(self) -> None:
        """A figure of runs that failed would be worth nothing."""
        if found := {state: count for state, count in self._ask(STATES) if state != "done"}:
            raise RuntimeError(f"Not all runs are done: {found}.")

    def passed(self) -> int:
        return self._ask(PASSED)[0][0]

    def _ask(self, statement: str, values: Sequence[object] = ()) -> list[tuple]:
        self.looks += 1
        return self._connection.execute(statement, values).fetchall()  # type: ignore[call-overload]
