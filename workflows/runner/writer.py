"""Group commit: one writer per drain. What gathers while a commit is on its way goes into the next one; nobody waits
for a timed window, and nobody goes on before the own changes are stored."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from workflows.runner.changes import Changes, Stored, Unsure
from workflows.runner.desk import DROPPED, Desk
from workflows.runner.storing import Answer, store

log = logging.getLogger(__name__)
T = TypeVar("T")
MOST = 500  # changes in one transaction
AGAIN, TRIES = 0.5, 20  # seconds, where the database is away
Waiting = list[tuple[Changes, "asyncio.Future[Stored]"]]


class Writer:
    def __init__(self, desk: Desk, store: Callable[[Sequence[Changes]], Sequence[Answer]] = store) -> None:
        self._desk, self._store = desk, store
        self._waiting: Waiting = []
        self._flushing: asyncio.Task[None] | None = None

    async def write(self, changes: Changes) -> Stored:
        """Returns when it is committed. Raises Moved, LostLease, Unsure, or what the database said of these changes."""
        return await self._put(changes)

    def post(self, changes: Changes) -> None:
        """Stored with the next commit; nobody waits for it."""
        self._put(changes).add_done_callback(_complain)

    async def between(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Other work on leases, between two commits: two transactions at them could lock each other out."""
        return await self._desk.do(work, *args, **kwargs)

    async def aclose(self) -> None:
        while self._flushing:
            await self._flushing

    def _put(self, changes: Changes) -> "asyncio.Future[Stored]":
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Stored] = loop.create_future()
        self._waiting.append((changes, future))
        if self._flushing is None:
            self._flushing = loop.create_task(self._flush())
        return future

    async def _flush(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                answers = await self._stored([changes for changes, _ in batch])
                again = []
                for (changes, future), answer in zip(batch, answers, strict=True):
                    if _is_worth_another_try(changes, answer):
                        again.append((changes, future))
                    else:
                        _resolve(future, answer)
                if again:
                    await asyncio.sleep(AGAIN)
                    self._waiting = again + self._waiting
        finally:
            self._flushing = None

    async def _stored(self, batch: Sequence[Changes]) -> Sequence[Answer]:
        try:
            return await self._desk.do(self._store, batch)
        except DROPPED as error:
            return [Unsure(str(error))] * len(batch)
        except Exception as error:
            if len(batch) == 1:
                return [error]
        # One of them can't be stored: it must not take the others with it.
        return [answer for changes in batch for answer in await self._stored([changes])]


def _is_worth_another_try(changes: Changes, answer: Answer) -> bool:
    """What a call has cost can be booked twice without harm, and nobody else would do it."""
    changes.tries += 1
    return isinstance(answer, Unsure) and not changes.is_fenced and changes.tries < TRIES


def _resolve(future: "asyncio.Future[Stored]", answer: Answer) -> None:
    if future.done():  # whoever asked was cancelled
        return
    if isinstance(answer, Stored):
        future.set_result(answer)
    else:
        future.set_exception(answer)


def _complain(future: "asyncio.Future[Stored]") -> None:
    if not future.cancelled() and (error := future.exception()):
        log.error("What a call cost could not be booked; it stays “unknown”.", exc_info=error)
