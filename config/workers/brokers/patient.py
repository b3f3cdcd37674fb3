"""What all our brokers have in common: orders of the keeper come first, and a queue that can't be reached is asked
again soon. django-q2's own pusher sleeps for ten seconds then, and dies."""

import logging
import time
from typing import Any

from django.db import transaction
from django_q.brokers import Broker

from config.workers import pulse

log = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0  # seconds
ATTEMPTS = 8  # to take a finished message out of the queue: some five seconds

Message = tuple[Any, str]  # what acknowledges it (None: nothing to acknowledge), and the signed task


class Patient(Broker):
    _pause = 0.0

    def dequeue(self) -> list[Message] | None:
        """The next task; None after a moment without any. Raises nothing, however long the queue is away."""
        if task := pulse.order():
            return [(None, task)]
        try:
            found = self.take()
        except Exception as error:
            self._rest(error)
            return None
        if self._pause:
            log.warning("The queue answers again.")
        self._pause = 0.0
        return found

    def take(self) -> list[Message] | None:
        return super().dequeue()

    def acknowledge(self, task_id: Any) -> None:
        """A message that stays because of a moment's trouble would be delivered again, much later."""
        for attempt in range(ATTEMPTS):
            try:
                super().acknowledge(task_id)
                return
            except Exception as error:
                if attempt == ATTEMPTS - 1:
                    raise
                self.mend(error)
                time.sleep(min(FIRST_PAUSE * 2**attempt, LONGEST_PAUSE))

    def mend(self, error: Exception) -> None:
        """Drop a connection that is no good any more; the next attempt makes another."""

    def _rest(self, error: Exception) -> None:
        if not self._pause:
            log.warning("The queue can't be reached, and is asked again until it answers: %s", error)
        self.mend(error)
        self._pause = min(2 * self._pause or FIRST_PAUSE, LONGEST_PAUSE)
        time.sleep(self._pause)


class Outside(Patient):
    """A queue that knows nothing of our transactions: a message leaves when what it is about is committed."""

    def enqueue(self, task: str) -> None:
        transaction.on_commit(lambda: self.put(task), robust=True)

    def put(self, task: str) -> None:
        super().enqueue(task)
