"""One claimed run, carried in memory: a turn stores what ended and what begins in one go, and the run goes on when that
is committed, until it rests, ends, or is somebody else's.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from django.db import DataError

from tenants.logs import about
from workflows import failpoints, telemetry
from workflows.engine.attempts import Attempt, Start
from workflows.engine.plan import CANCELLED
from workflows.leases import CLAIMS, Claim, LostLease
from workflows.models import Lease, Run
from workflows.runner.changes import Changes, Moved, Unsure
from workflows.runner.loading import InHand
from workflows.runner.performing import Ended, Place, Work, asked
from workflows.runner.turn import FELL, GIVEN_BACK, LOST, Turn, end
from workflows.runner.writer import Writer
from workflows.toolbox import Toolbox

log = logging.getLogger(__name__)
BURIED = (
    f"This run lost its worker {CLAIMS} times in a row, so it was taken out. Look at the log, then resume it."
)
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 10.0  # seconds, where the database can't store
UNKEPT = (DataError, UnicodeEncodeError)


class Carrier:
    def __init__(
        self,
        run: InHand,
        writer: Writer,
        reload: Callable[[Claim], Awaitable[InHand]],
        toolbox: Callable[[InHand, Start], Toolbox],
    ) -> None:
        self.run = run
        self.steps = 0  # settled so far
        self._writer, self._reload, self._toolbox = writer, reload, toolbox
        self._flying: dict[asyncio.Task[Ended], Work] = {}
        self._ended: list[Ended] = []  # not yet stored
        self._kept_out: set[Place] = set()
        self._wake = asyncio.Event()
        self._state = ""
        self._pause = 0.0  # the last one, in seconds; 0: the database stores
        self._moved = self._lost = self._leaving = self._stopping = self._one_by_one = False

    # --- what others tell it

    def look(self) -> None:
        """Somebody else wrote for the run."""
        self._moved = True
        self._wake.set()

    def lose(self) -> None:
        """The run is somebody else's."""
        self._lost = True
        self._wake.set()

    def leave(self, *, at_once: bool = False) -> None:
        """Begin nothing more, and give the run back when what is in hand has ended; or drop that, and do it now."""
        self._leaving, self._stopping = True, self._stopping or at_once
        self._wake.set()

    # --- the loop

    async def carry(self) -> None:
        held = self.run.held
        with (
            about(run=held.run_id, client=held.client_id),
            telemetry.span_of_run(held.run_id, held.client_id) as span,
        ):
            span.ended(await self._carried(), self.run.workflow)

    async def _carried(self) -> str:
        """How it ended for this worker, in a word."""
        try:
            await self._recover()
            while await self._turn():
                await self._wake.wait()
                self._wake.clear()
            return self._state
        except LostLease:
            log.info("The run was taken over.")
            return "lost"
        finally:
            await self._let_fall()

    async def _recover(self) -> None:
        """What an earlier holder left open is done again."""
        while self.run.open:
            turn = Turn(self.run)
            for attempt in self.run.open:
                turn.close(attempt, LOST)
            if await self._stored(turn):
                return
            self._moved, self.run = False, await self._reload(self.run.held)

    async def _turn(self) -> bool:
        """False when the run was released. A turn that left something to be done at once is followed by another."""
        while True:
            await self._look_round()
            turn = Turn(self.run, bool(self._flying), self._resting, self._one_by_one)
            turn.settle(list(self._ended))
            self._close_what_fell(turn)
            await turn.begin(self._kept_out)
            if not await self._stored(turn):
                continue
            if turn.changes.release:
                self._state = str(turn.changes.state)
                return False
            self._fly(turn.begun)
            if not turn.unfinished:
                return True

    async def _look_round(self) -> None:
        if self._lost:
            raise LostLease(self.run.held.run_id)
        if self._moved:
            await self._read_anew()
        if self.run.lease.cancelled or self._stopping:
            await self._let_fall()
        if self.run.lease.cancelled:
            self._ended.clear()  # results of a cancelled run are not stored

    @property
    def _resting(self) -> bool:
        return self._leaving or self.run.lease.paused

    def _close_what_fell(self, turn: Turn) -> None:
        if self.run.lease.cancelled or self._stopping:
            note = CANCELLED if self.run.lease.cancelled else GIVEN_BACK
            for attempt in self.run.open:
                turn.close(attempt, note, forgiven=not self.run.lease.cancelled)

    async def _stored(self, turn: Turn) -> bool:
        """False where the run has to be read anew first."""
        try:
            stored = await self._writer.write(turn.changes)
        except Moved:
            self._moved = True
            return False
        except Unsure:
            self._moved = True
            await self._rest()
            return False
        except UNKEPT as error:
            self._keep_out(turn, error)
            return False
        failpoints.reached("released" if turn.changes.release else "settled")
        self._pause = 0.0
        if stored.lease:
            self.run.renewed(stored.lease)
        self.run.ids.update(stored.ids)
        for one in turn.ended:
            if one in self._ended:
                self._ended.remove(one)
                self.run.minutes += (time.monotonic() - one.work.began) / 60
        self.steps += len(turn.ended)
        return True

    async def _rest(self) -> None:
        """The database can't store now, or was away: a disk that is full stays so for a while."""
        self._pause = min(2 * self._pause or FIRST_PAUSE, LONGEST_PAUSE)
        await asyncio.sleep(self._pause)

    def _keep_out(self, turn: Turn, error: Exception) -> None:
        """One of the steps made something that can't be stored: it fails, once. Which one shows when each is stored by
        itself."""
        places = {one.work.place for one in turn.ended}
        if places <= self._kept_out:
            raise
        self._one_by_one = self._moved = True
        if len(places) > 1:
            return
        log.error("What a step of run %s made can't be stored.", self.run.held.run_id, exc_info=error)
        self._one_by_one = False
        self._kept_out |= places
        self._ended = [one.unkept() if one.work.place in places else one for one in self._ended]

    async def _read_anew(self) -> None:
        """What ended and is not stored yet is kept; what was begun in writing and never performed is performed."""
        self._moved = False
        self.run = await self._reload(self.run.held)
        open_now = {(attempt.series, attempt.number): attempt for attempt in self.run.open}
        self._ended = [one for one in self._ended if one.work.place in open_now]
        known = {one.work.place for one in self._ended} | {work.place for work in self._flying.values()}
        self._fly([self._again(attempt) for place, attempt in open_now.items() if place not in known])

    def _again(self, attempt: Attempt) -> Work:
        course = self.run.course
        step = course.definition.step(attempt.key)
        return Work(self.run.facts.id, attempt.start, step, course.gather(attempt.start, self.run.facts_now))

    # --- steps in hand

    def _fly(self, begun: list[Work]) -> None:
        if begun:
            failpoints.reached("begun")
        for work in begun:
            box = self._toolbox(self.run, work.start)
            task = asyncio.create_task(asked(work, box))
            self._flying[task] = work
            task.add_done_callback(self._landed)

    def _landed(self, task: "asyncio.Task[Ended]") -> None:
        work = self._flying.pop(task, None)
        if task.cancelled() or work is None:
            return
        if task.exception():  # only LostLease comes out of a step
            self._lost = True
        else:
            self._ended.append(task.result())
        self._wake.set()

    async def _let_fall(self) -> None:
        flying, self._flying = list(self._flying), {}
        for task in flying:
            task.cancel()
        await asyncio.gather(*flying, return_exceptions=True)


def burial(held: Claim) -> Changes:
    """A run that takes its workers down is failed, visibly, and out of everybody's way. Somebody may resume it."""
    changes = Changes(held, fell=FELL)
    end(changes, Run.State.FAILED, BURIED, Lease.State.DEAD)
    return changes
