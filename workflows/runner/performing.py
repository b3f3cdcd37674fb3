"""Performing a step that was planned. Whatever goes wrong comes back as a value."""

import logging
import time
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from tenants.logs import about
from workflows import telemetry
from workflows.engine.attempts import Series, Start
from workflows.engine.definition import Step
from workflows.engine.inputs import Inputs
from workflows.engine.kinds import KINDS
from workflows.engine.outcomes import Failed, Outcome
from workflows.engine.perform import perform
from workflows.engine.tools import Context, Tools
from workflows.leases import LostLease
from workflows.runner.changes import Unsure
from workflows.runner.desk import DROPPED
from workflows.toolbox import Toolbox

log = logging.getLogger(__name__)
FAULT = "“{}” met a fault of ours. It is in the log; resume the run when it is mended."
UNKEPT = "“{}” made a text with a character that can't be stored, such as NUL. Mend its source, and resume."

Place = tuple[Series, int]


@dataclass
class Work:
    """A step in hand, with all that performing it needs: no row is read any more."""

    run_id: str
    start: Start
    step: Step
    inputs: Inputs
    began: float = field(default_factory=time.monotonic)

    @property
    def place(self) -> Place:
        return self.start.series, self.start.number

    @property
    def name(self) -> str:
        return self.step.title or self.step.key

    @property
    def asks_outside(self) -> bool:
        """A model, the web, a CMS: begun in writing. The other kinds only compute."""
        return self.step.kind in KINDS and KINDS[self.step.kind].outside


@dataclass(eq=False)
class Ended:
    """What became of it, until that is stored."""

    work: Work
    outcome: Outcome | None  # None: nothing, for the database was away. It is done again
    context: Context = field(default_factory=Context)
    taken: UUID | None = None  # the order whose answer it used

    def unkept(self) -> "Ended":
        """The same, where what it made can't be stored: done again it would come out the same, at the same price."""
        return Ended(self.work, Failed(UNKEPT.format(self.work.name), owner="agency"), taken=self.taken)


async def computed(work: Work, tools: Tools) -> Ended:
    return Ended(work, await _outcome(work, tools))


async def asked(work: Work, box: Toolbox) -> Ended:
    """Raises LostLease where the run turns out to be somebody else's."""
    try:
        return Ended(work, await _outcome(work, box.tools()), box.context, box.taken)
    finally:
        with suppress(*DROPPED):  # a ticket that can't be given back runs out by itself
            await box.ledger.admission.leave()


async def _outcome(work: Work, tools: Tools) -> Outcome | None:
    start = work.start
    with (
        about(step=start.key, attempt=start.number, item=start.item),
        telemetry.span_of_step(work.step.kind, start.key, start.number, start.item) as span,
    ):
        outcome = await _performed(work, tools)
        if outcome is not None:
            span.ended(outcome)
        return outcome


async def _performed(work: Work, tools: Tools) -> Outcome | None:
    try:
        return await perform(work.step, work.inputs, tools)
    except LostLease:
        raise
    except (Unsure, *DROPPED):
        log.warning("Step %s of run %s lost the database on the way.", work.step.key, work.run_id)
        return None
    except Exception:
        log.exception("Step %s of run %s met a bug.", work.step.key, work.run_id)
        return Failed(FAULT.format(work.name))
