"""One attempt in full, as the page of its run shows it: what went in, what came out, who judged it and how."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import mark_safe

from memory.prose import markdown
from tenants.ids import uuids
from workflows import revised, whys
from workflows.admin.timeline import state_of
from workflows.engine.definition import Step
from workflows.engine.kinds import KINDS
from workflows.engine.revisions import Checked
from workflows.models import Attempt, Call, Delivery, Run


@dataclass(frozen=True)
class Score:
    """What counts for one criterion, and what each judge gave."""

    name: str
    points: float
    given: list[float]

    @property
    def spread(self) -> float:
        return max(self.given) - min(self.given) if self.given else 0.0


@dataclass(frozen=True)
class Place:
    """Where a delivered piece can be opened."""

    address: str
    words: str


@dataclass(frozen=True)
class Detail:
    """One attempt with everything that went in and came out."""

    attempt: Attempt
    title: str
    kind: str
    state: str
    calls: list[Call]
    findings: list[dict[str, Any]]
    scores: list[Score]
    judges: list[
        str
    ]  # who gave them, in the order of each score's parts; of a single judgement nobody is named
    answered: tuple[Checked, ...]  # what became of the findings that it had to answer
    why: whys.Why
    text: str
    data: Any
    place: Place | None

    @property
    def rendered(self) -> str:
        return mark_safe(markdown.html(self.text))


def detail(run: Run, row: Attempt) -> Detail:
    steps = {step.key: step for step in run.definition.steps}
    step = steps.get(row.key)
    return Detail(
        attempt=row,
        title=(step.title if step else "") or row.key,
        kind=KINDS[step.kind].label if step and step.kind in KINDS else "",
        state=state_of(row),
        calls=list(row.calls.all()),
        findings=row.findings,
        scores=_scores(step, row),
        judges=[one["model"] for one in row.judgements] if len(row.judgements) > 1 else [],
        answered=_answers(run, row),
        why=whys.of([row]),
        text=row.output.get("text") or "",
        data=row.output.get("data"),
        place=place(step, row) if step and step.kind == "deliver" else None,
    )


def place(step: Step, row: Attempt) -> Place | None:
    """Of a step that delivers; None: there is nothing to open, or not any more."""
    receipt = row.output.get("data") or {}
    url, connection = receipt.get("url") or "", step.settings.get("connection")
    if connection:
        is_page = url.startswith(("https://", "http://"))
        return Place(url, f"Open it at “{connection}”") if is_page else None
    piece = Delivery.objects.filter(pk__in=uuids([receipt.get("reference") or ""])).first()
    return Place(reverse("portal:piece", args=[piece.pk]), "Open it in the library") if piece else None


def _answers(run: Run, row: Attempt) -> tuple[Checked, ...]:
    if row.key not in row.consumed:
        return ()
    return revised.of_run(run).get(((row.key, row.item), row.number), ())


def _scores(step: Step | None, row: Attempt) -> list[Score]:
    """Those of several judgements by each; a gate that names an earlier round as the best has that round's scores."""
    judgements = row.judgements if len(row.judgements) > 1 and row.best_of is None else []
    criteria = step.settings.get("criteria", ()) if step else ()
    names = {criterion["key"]: criterion["name"] for criterion in criteria}
    return [
        Score(names.get(key, key), points, [one["scores"][key] for one in judgements if key in one["scores"]])
        for key, points in row.scores.items()
    ]
