"""A turn of a run: what ended is settled, what is ready begins, and all of it becomes one change to store. Steps that
only compute end within the turn, and what is ready after them begins in it too: a crash costs nothing but their doing.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from workflows.engine.attempts import Attempt, Plan, Start
from workflows.leases import Release
from workflows.models import Event, Lease, Run
from workflows.runner.changes import Changes
from workflows.runner.loading import InHand
from workflows.runner.performing import Ended, Place, Work, computed

FELL = "The worker that had this in hand was lost."
LOST = f"{FELL} It is done again."
GIVEN_BACK = "The worker was stopped in the middle of this. It is done again."
AWAY = "The database was away in the middle of this. It is done again."
COMPUTING = 0.02  # seconds that a turn may compute on end: other runs wait for the loop meanwhile


@dataclass
class Turn:
    run: InHand
    flying: bool = False  # steps are in hand
    resting: bool = False  # begin nothing: the drain leaves, or the run is paused
    one_by_one: bool = False  # hold one result only: it is to be seen which of them can't be stored
    changes: Changes = field(init=False)
    begun: list[Work] = field(default_factory=list)  # to be performed when the changes are stored
    ended: list[Ended] = field(default_factory=list)  # settled
    unfinished: bool = False  # another turn has to follow at once

    def __post_init__(self) -> None:
        self._until = time.monotonic() + COMPUTING
        self.changes = Changes(self.run.held, self.run.lease.touched, state=Run.State.RUNNING)

    def settle(self, ended: list[Ended]) -> None:
        for one in ended:
            if self.one_by_one and self.ended:
                self.unfinished = True
                return
            self._settle(one)

    def close(self, attempt: Attempt, note: str, *, forgiven: bool = True) -> None:
        """What was in hand has failed; where that is forgiven it is done again and doesn't count."""
        retry: dict[str, Any] = {"retry_at": self.run.clock(), "owner": "nobody"} if forgiven else {}
        self._put(replace(attempt, state="failed", note=note, forgiven=forgiven, **retry))

    async def begin(self, kept_out: set[Place]) -> None:
        """Begin what is ready, until nothing more is. Where nothing is in hand then, the run rests or ends."""
        planned = self._planned()
        if self.resting and planned.starts:
            self._give_back()
            return
        while not self.unfinished and (ended := await self._begun(planned.starts, kept_out)):
            for one in ended:
                self._settle(one)
            planned = self._planned()
        if not (self.begun or self.flying or self.unfinished):
            self._rest(planned)

    def _planned(self) -> Plan:
        """Skipped steps are finished as soon as they are stored: plan again while there were any."""
        lease, course = self.run.lease, self.run.course
        while True:
            planned = course.plan(self.run.clock(), spent=self.run.spent, cancelled=lease.cancelled)
            skipped = [start.attempt for start in planned.starts if start.state == "skipped"]
            for attempt in skipped:
                self._put(attempt)
            if not skipped:
                return planned

    async def _begun(self, starts: Sequence[Start], kept_out: set[Place]) -> list[Ended]:
        """Returns those that have ended at once."""
        ended: list[Ended] = []
        for start in starts:
            step = self.run.course.definition.step(start.key)
            work = Work(self.run.facts.id, start, step, self.run.course.gather(start, self.run.facts_now))
            if work.asks_outside:
                self._put(start.attempt)
                self.begun.append(work)
            elif (self.ended or ended) and (self.one_by_one or time.monotonic() > self._until):
                self.unfinished = True
            else:
                one = await computed(work, self.run.without_outside)
                ended.append(one.unkept() if work.place in kept_out else one)
        return ended

    def _settle(self, one: Ended) -> None:
        """As things stand now: a sibling may have ended since this step began."""
        self.ended.append(one)
        if one.outcome is None:
            self.close(one.work.start.attempt, AWAY)
        else:
            self._put(self.run.course.settle(one.work.start, one.outcome), one)
            self.changes.taken += [one.taken] if one.taken else []

    def _put(self, attempt: Attempt, ended: Ended | None = None) -> None:
        self.run.course.put(attempt)
        self.changes.attempts.append((attempt, ended.context if ended else None))

    def _give_back(self) -> None:
        if not (self.flying or self.unfinished):
            self.changes.state, self.changes.release = Run.State.QUEUED, Release(Lease.State.QUEUED)

    def _rest(self, planned: Plan) -> None:
        if planned.ending:
            end(self.changes, planned.ending.state, planned.ending.sentence)
            return
        state = Lease.State.QUEUED if planned.wait_until else Lease.State.PARKED
        _say(self.changes, Run.State.WAITING, self._why())
        self.changes.release = Release(state, planned.wait_until)

    def _why(self) -> str:
        notes = [a.note for a in self.run.course.attempts if a.state in ("waiting", "failed")]
        return notes[-1] if notes else ""


def end(changes: Changes, state: str, sentence: str, lease: str = Lease.State.DONE) -> None:
    _say(changes, state, sentence)
    changes.release = Release(lease)


def _say(changes: Changes, state: str, sentence: str) -> None:
    """The run's new state, and the event that tells of it."""
    held = changes.held
    changes.state, changes.sentence = state, sentence
    changes.events.append(
        Event(client_id=held.client_id, run=held.run_id, kind=f"run.{state}", sentence=sentence)
    )
