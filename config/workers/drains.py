"""What the keeper asks and tells the database about the drains of its cluster: plain SQL on a connection that is made
for each question, so that it works again as soon as the database does. One that doesn't answer has nothing to say."""

from collections.abc import Callable
from typing import TypeVar

import psycopg

from config.workers.waiting import DRAIN_BEATS, LONGEST_WAIT

Answer = TypeVar("Answer")
QUIET = 5.0  # seconds after which a drain is gone: its heart beats every other second

LEAVE = "UPDATE workflows_drain SET stop = true WHERE cluster = %s AND NOT stop"
# Nobody of the cluster runs any more, so its runs need not wait until their leases run out.
FREE = """
UPDATE workflows_lease l SET lease_until = clock_timestamp() FROM workflows_drain d
 WHERE d.cluster = %s AND l.owner = d.owner AND l.state = 'running' AND l.lease_until > clock_timestamp()
"""
FORGET = "DELETE FROM workflows_drain WHERE cluster = %s"
UNHEARD = (
    "UPDATE workflows_bell SET rung_at = NULL WHERE rung_at IS NOT NULL"  # the cluster may have died with it
)
WAKE = "NOTIFY baton_due"
LIMITS = {"connect_timeout": 3, "tcp_user_timeout": 3000, "options": "-c statement_timeout=3000"}


class Drains:
    def __init__(self, url: str, cluster: str) -> None:
        self._url, self._cluster = url, cluster

    def are_stuck(self, seconds: float) -> bool:
        """Work waits that could be done, and no drain of the cluster has given a sign of life for so long."""
        return self._ask(lambda database: self._look(database, seconds), otherwise=False)

    def nobody_comes(self) -> bool:
        """Work waits, and no drain of any cluster is there: the bell was lost, or who heard it was."""
        return self._ask(self._is_alone, otherwise=False)

    def tell_to_leave(self) -> None:
        self._ask(self._tell, otherwise=None)

    def forget(self) -> None:
        """After the cluster's end: others may have its runs at once, and hear of it."""
        self._ask(self._bury, otherwise=None)

    def _look(self, database: psycopg.Connection, seconds: float) -> bool:
        (waits,) = database.execute(LONGEST_WAIT).fetchone() or (0,)
        about = {"seconds": seconds, "cluster": self._cluster}
        (beats,) = database.execute(DRAIN_BEATS, about).fetchone() or (True,)
        return bool(waits > seconds and not beats)

    def _is_alone(self, database: psycopg.Connection) -> bool:
        (waits,) = database.execute(LONGEST_WAIT).fetchone() or (0,)
        (beats,) = database.execute(DRAIN_BEATS, {"seconds": QUIET, "cluster": ""}).fetchone() or (True,)
        return bool(waits > 0 and not beats)

    def _tell(self, database: psycopg.Connection) -> None:
        if database.execute(LEAVE, [self._cluster]).rowcount:
            database.execute(WAKE)

    def _bury(self, database: psycopg.Connection) -> None:
        database.execute(FREE, [self._cluster])
        database.execute(FORGET, [self._cluster])
        database.execute(UNHEARD)
        database.execute(WAKE)

    def _ask(self, question: Callable[[psycopg.Connection], Answer], *, otherwise: Answer) -> Answer:
        try:
            with psycopg.connect(self._url, **LIMITS) as database:  # type: ignore[arg-type]
                return question(database)
        except psycopg.Error:
            return otherwise
