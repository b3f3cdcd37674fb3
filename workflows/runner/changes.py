"""What a run wants stored, and what comes back when it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from workflows.allowances import RunLimit
from workflows.engine.attempts import Attempt, Series
from workflows.engine.tools import Context
from workflows.leases import Claim, Release, Renewed
from workflows.models import Call, Event, Order


class Moved(Exception):
    """Somebody else wrote for the run meanwhile, so nothing of this was stored: read it anew, and plan again."""


class Unsure(Exception):
    """The connection was lost on the way: it may have been stored or not. Read the run, it tells."""


@dataclass
class Changes:
    """Stored all together or not at all, with those of other runs in one transaction."""

    held: Claim
    touched: int | None = None  # the run as its holder knows it; None: whatever others wrote, this holds
    attempts: list[tuple[Attempt, Context | None]] = field(default_factory=list)  # with what memory gave
    fell: str = ""  # why what is open of the run has failed; "": nothing fell
    state: str = ""  # the run's; "": as it is
    sentence: str = ""
    events: list[Event] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)  # to be sent when this is stored
    order: Order | None = None  # of the call, where that waits for a batch
    taken: list[UUID] = field(default_factory=list)  # orders whose answers the attempts have used
    settled_calls: list[Mapping[str, Any]] = field(
        default_factory=list
    )  # columns; booked even if the run is lost
    budgeted: bool = False  # its calls have to fit into the client's budget
    limit: RunLimit | None = None  # and into what the run may cost at most
    release: Release | None = None
    tries: int = 0

    @property
    def progressed(self) -> bool:
        """A step has ended: the run doesn't kill its workers."""
        return any(attempt.state != "open" and not attempt.forgiven for attempt, _ in self.attempts)

    @property
    def is_fenced(self) -> bool:
        return bool(self.attempts or self.state or self.events or self.calls or self.release)


@dataclass
class Stored:
    lease: Renewed | None  # None where only calls were booked
    ids: dict[tuple[Series, int], int] = field(default_factory=dict)  # of the attempts
    refused: str = ""  # why the calls were not stored, so that they must not be sent

    @property
    def now(self) -> datetime | None:
        return self.lease.now if self.lease else None
