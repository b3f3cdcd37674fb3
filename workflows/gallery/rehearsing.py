"""A brief's whole run in memory: the real engine and the offline stand-in, without a database, a worker or a model."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from workflows.engine.attempts import BRIEF, Attempt, Plan, Start
from workflows.engine.definition import Definition
from workflows.engine.inputs import RunFacts, gather
from workflows.engine.outcomes import Finding
from workflows.engine.perform import perform
from workflows.engine.plan import plan, settle
from workflows.engine.tools import Context, Fetched, Parcel, Receipt, Reply, Request, Tools, Trouble, Wanted
from workflows.providers.offline import Offline

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TURNS = 200  # rounds of planning; more than any sample needs


@dataclass
class Rehearsal:
    attempts: list[Attempt]
    last: Plan
    delivered: list[Parcel] = field(default_factory=list)

    @property
    def status(self) -> str:
        """ "done", "waiting" for a person, or what went wrong: "stopped", "failed", "stuck"."""
        return self.last.ending.state if self.last.ending else "waiting" if self.last.waiting_for else "stuck"

    @property
    def sentence(self) -> str:
        return self.last.ending.sentence if self.last.ending else ""

    @property
    def flagged(self) -> list[str]:
        return [attempt.key for attempt in self.attempts if attempt.flagged]

    def findings(self) -> list[Finding]:
        return [finding for attempt in self.attempts for finding in attempt.findings]

    def of(self, key: str) -> list[Attempt]:
        return [attempt for attempt in self.attempts if attempt.key == key]


def rehearse(
    definition: Definition, brief: Mapping[str, Any], facts: RunFacts, context: Context | None = None
) -> Rehearsal:
    """`brief` as the intake has read it; `context` is what memory would give."""
    return asyncio.run(_run(definition, brief, facts, context or Context()))


async def _run(
    definition: Definition, brief: Mapping[str, Any], facts: RunFacts, context: Context
) -> Rehearsal:
    attempts = [Attempt(BRIEF, state="passed", output={"text": "", "data": _as_stored(brief)})]
    told = Rehearsal(attempts, plan(definition, attempts, NOW))
    for _ in range(TURNS):
        if not told.last.starts:
            break
        for start in told.last.starts:
            attempts.append(await _attempt(definition, start, facts, told, context))
        told.last = plan(definition, attempts, NOW)
    return told


async def _attempt(
    definition: Definition, start: Start, facts: RunFacts, told: Rehearsal, context: Context
) -> Attempt:
    if start.state == "skipped":
        return start.attempt
    inputs = gather(definition, told.attempts, start, facts)
    outcome = await perform(definition.step(start.key), inputs, _tools(context, told))
    return settle(definition, told.attempts, start, outcome)


def _as_stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Postgres' jsonb keeps keys by their length, not as they came."""
    return dict(sorted(values.items(), key=lambda answer: (len(answer[0]), answer[0])))


def _tools(context: Context, told: Rehearsal) -> Tools:
    async def recall(wanted: Wanted) -> Context:
        return context

    async def fetch(url: str) -> Fetched | Trouble:
        raise LookupError(f"A rehearsal reads nothing from outside, and {url} was asked for.")

    async def deliver(parcel: Parcel) -> Receipt | Trouble:
        told.delivered.append(parcel)
        return Receipt("shelf")

    async def collect() -> None:
        return None

    return Tools(_complete, recall, fetch, deliver, lambda: NOW, collect, _complete)


async def _complete(request: Request) -> Reply | Trouble:
    return await Offline().complete(request, f"offline-{'judge' if request.purpose == 'judge' else 'writer'}")
