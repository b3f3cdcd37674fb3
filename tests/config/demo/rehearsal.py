"""A brief's whole run in memory: the real engine and the offline stand-in, without a database or a worker."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from config.demo.material import Brief, ClientMaterial, Paper
from memory.phrases import forbidden
from memory.splitting import split
from workflows.answers import Answer
from workflows.engine.attempts import BRIEF, Attempt, Plan
from workflows.engine.definition import Definition
from workflows.engine.inputs import RunFacts, gather
from workflows.engine.outcomes import Finding
from workflows.engine.perform import perform
from workflows.engine.plan import plan, settle
from workflows.engine.tools import (
    Context,
    Fetched,
    Parcel,
    Passage,
    Receipt,
    Reply,
    Request,
    Tools,
    Trouble,
    Wanted,
)
from workflows.intake import check
from workflows.providers.offline import Offline

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TURNS = 60  # more than any brief of the demo needs


@dataclass
class Rehearsal:
    attempts: list[Attempt]
    last: Plan
    delivered: list[Parcel] = field(default_factory=list)

    @property
    def status(self) -> str:
        return self.last.ending.state if self.last.ending else "waiting" if self.last.waiting_for else "stuck"

    @property
    def flagged(self) -> list[str]:
        return [attempt.key for attempt in self.attempts if attempt.flagged]

    def findings(self) -> list[Finding]:
        return [finding for attempt in self.attempts for finding in attempt.findings]

    def of(self, key: str) -> list[Attempt]:
        return [attempt for attempt in self.attempts if attempt.key == key]


def rehearse(client: ClientMaterial, definition: Definition, brief: Brief) -> Rehearsal:
    return asyncio.run(_run(client, definition, brief))


async def _run(client: ClientMaterial, definition: Definition, brief: Brief) -> Rehearsal:
    values = _as_stored(check(definition.fields, brief.inputs).values)
    attempts = [Attempt(BRIEF, state="passed", output={"text": "", "data": values})]
    never = [p for paper in client.papers if paper.kind == "constraints" for p in forbidden(paper.text)]
    facts = RunFacts(brief.slug, client.name, brief.workflow, client.language, forbidden=tuple(never))
    told = Rehearsal(attempts, plan(definition, attempts, NOW))
    for _ in range(TURNS):
        if not told.last.starts:
            break
        for start in told.last.starts:
            inputs = gather(definition, attempts, start, facts)
            outcome = await perform(definition.step(start.key), inputs, _tools(client, told))
            attempts.append(settle(definition, attempts, start, outcome))
        told.last = plan(definition, attempts, NOW)
    return told


def _as_stored(values: dict[str, Answer]) -> dict[str, Answer]:
    """Postgres' jsonb keeps keys by their length, not as they came."""
    return dict(sorted(values.items(), key=lambda answer: (len(answer[0]), answer[0])))


def _tools(client: ClientMaterial, told: Rehearsal) -> Tools:
    async def recall(wanted: Wanted) -> Context:
        return _context(client.papers)

    async def fetch(url: str) -> Fetched | Trouble:
        raise AssertionError("The demo fetches nothing.")

    async def deliver(parcel: Parcel) -> Receipt | Trouble:
        told.delivered.append(parcel)
        return Receipt("shelf")

    async def collect() -> None:
        return None

    return Tools(_complete(), recall, fetch, deliver, lambda: NOW, collect, _complete())


def _complete() -> Callable[[Request], Awaitable[Reply | Trouble]]:
    async def complete(request: Request) -> Reply | Trouble:
        return await Offline().complete(
            request, f"offline-{'judge' if request.purpose == 'judge' else 'writer'}"
        )

    return complete


def _context(papers: list[Paper]) -> Context:
    """Everything of the client's: voice and constraints whole, the rest in passages, as memory gives them."""
    whole = [paper for paper in papers if paper.kind in ("voice", "constraints")]
    pieces = [(paper, piece.text) for paper in papers if paper not in whole for piece in split(paper.text)]
    return Context(
        tuple(_passage(n, paper, paper.text, pinned=True) for n, paper in enumerate(whole)),
        tuple(_passage(n, paper, text) for n, (paper, text) in enumerate(pieces, len(whole))),
    )


def _passage(number: int, paper: Paper, text: str, pinned: bool = False) -> Passage:
    return Passage(number, number, paper.title, paper.kind, text, 1.0, pinned)
