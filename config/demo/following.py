"""What happens to the demo's runs while it happens, and what came of them; all of it read from rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.timezone import now

from config.demo.starting import Started
from tenants.models import Client
from tenants.scope import tenant_tx
from workflows.api.shapes import steps_of
from workflows.engine.kinds import role
from workflows.models import Attempt, Delivery, Event, Lease, Run

AT_REST = (Lease.State.PARKED, Lease.State.DONE, Lease.State.DEAD)
LONG = 3.0  # seconds after which a step that is still at work is worth a line
ENDINGS = {"run.done": "done", "run.stopped": "stopped", "run.failed": "failed"}


@dataclass(frozen=True)
class News:
    """One thing that happened to one run."""

    client: str
    brief: str
    step: str  # "" for the run as a whole
    what: str  # passed, sent back, waits for a person …
    why: str = ""


@dataclass(frozen=True)
class Result:
    """What came of one run."""

    client: str
    slug: str  # of the client, as commands and the API name it
    workflow: str
    brief: str
    status: str  # as workflows.models.Run.State
    flagged: bool
    steps: list[dict[str, Any]]  # as the API tells them
    seconds: float  # of work and of waiting for models; not of waiting for a person
    sentence: str
    saved: str  # the title of the piece on the shelf; "" if there is none

    @property
    def as_json(self) -> dict[str, Any]:
        keys = ("workflow", "brief", "status", "flagged", "steps", "seconds")
        return {"client": self.slug, **{key: getattr(self, key) for key in keys}}

    @property
    def findings(self) -> list[dict[str, Any]]:
        """What the gates hold against the last version, the worst first."""
        found = [finding for step in self.steps if step["flagged"] for finding in step["findings"]]
        return sorted(found, key=lambda finding: (not finding["must_pass"], finding["score"] or 0.0))


class Follower:
    def __init__(self, runs: Sequence[Started]) -> None:
        self._runs = {run.run_id: run for run in runs}
        self._told: set[int] = set()

    def news(self) -> list[News]:
        """What happened since this was asked last. Lines are committed out of order, so all are looked at."""
        with tenant_tx(*self._clients):
            events = Event.objects.filter(run__in=self._runs).exclude(pk__in=self._told).order_by("pk")
            ripe = [event for event in events if event.kind != "step.started" or _age(event) > LONG]
            found = [self._news(event) for event in ripe]
        self._told |= {event.pk for event in ripe}
        return [news for news in found if news]

    def at_rest(self) -> bool:
        """Every run has ended, or waits for a person."""
        return not Lease.objects.filter(run_id__in=self._runs).exclude(state__in=AT_REST).exists()

    def results(self) -> list[Result]:
        with tenant_tx(*self._clients):
            runs = Run.objects.select_related("version__workflow").in_bulk(list(self._runs))
            return [self._result(runs[run_id]) for run_id in self._runs if run_id in runs]

    @cached_property
    def _clients(self) -> dict[int, str]:
        ids = {run.client_id for run in self._runs.values()}
        with tenant_tx(*ids):
            return dict(Client.objects.filter(pk__in=ids).values_list("pk", "name"))

    @cached_property
    def _kinds(self) -> dict[UUID, dict[str, str]]:
        with tenant_tx(*self._clients):
            runs = Run.objects.select_related("version").filter(pk__in=self._runs)
            return {run.pk: {step.key: step.kind for step in run.definition.steps} for run in runs}

    def _news(self, event: Event) -> News | None:
        if event.kind in ENDINGS:
            return self._of(event, "", ENDINGS[event.kind], event.sentence)
        if not event.kind.startswith("step."):
            return None
        attempt = Attempt.objects.get(pk=event.data["attempt"])
        if event.kind == "step.started":
            return self._of(event, attempt.key, "begun", "") if attempt.state == Attempt.State.OPEN else None
        return self._of(event, attempt.key, _state(attempt, event.kind), self._reason(attempt, event))

    def _reason(self, attempt: Attempt, event: Event) -> str:
        """The first finding says more than the step's own note; a step that judges nothing passes without comment."""
        if attempt.findings and (attempt.flagged or event.kind == "step.rejected"):
            finding = attempt.findings[0]
            return f"{finding['criterion']}: {finding['why']}"
        judges = role(self._kinds[attempt.run_id][attempt.key]) in ("gate", "review")
        return event.sentence if judges or event.kind != "step.passed" else ""

    def _of(self, event: Event, step: str, what: str, why: str) -> News:
        assert event.run
        return News(self._clients[event.client_id], self._runs[event.run].brief.name, step, what, why)

    def _result(self, run: Run) -> Result:
        piece = Delivery.objects.filter(run=run).first()
        return Result(
            client=self._clients[run.client_id],
            slug=self._runs[run.pk].brief.client,
            workflow=run.version.workflow.slug,
            brief=self._runs[run.pk].brief.name,
            status=run.state,
            flagged=run.flagged,
            steps=steps_of(run),
            seconds=_seconds(run, run.attempts.all()),
            sentence=run.sentence,
            saved=piece.title if piece else "",
        )


def _age(event: Event) -> float:
    return (now() - event.at).total_seconds()


def _state(attempt: Attempt, kind: str) -> str:
    if attempt.flagged:
        return "flagged"
    if kind == "step.waiting":
        return "waits for a person" if attempt.wait_until is None else "waits"
    return {"step.rejected": "sent back"}.get(kind, kind.removeprefix("step."))


def _seconds(run: Run, attempts: Iterable[Attempt]) -> float:
    """From the request to the last thing that was done, or to the moment when a person was asked."""
    ends = [attempt.finished_at or attempt.started_at for attempt in attempts]
    last = max([*ends, run.created_at])
    return round((last - run.created_at).total_seconds(), 2)
