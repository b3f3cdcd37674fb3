"""What goes wrong with this very workflow, and what to do then: from its definition, and from how often it did.

Each trouble belongs to a step and a way of failing, or to the workflow as a whole. What really happened of late comes
first; the rest stands in the order in which such workflows usually meet it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils.timezone import now

from workflows.engine.definition import Definition, Step
from workflows.handoff.figures import DAYS
from workflows.models import Attempt, Workflow

MOST = 10
Place = tuple[str, str]
"""A step's key and what happened at it (failed, flagged, sent back); ("", …) for the workflow as a whole."""

Counts = Mapping[Place, int]
Names = Mapping[str, Sequence[str]]
"""Step key -> the models that are asked, in their order."""


@dataclass(frozen=True)
class Trouble:
    place: Place
    what: str
    do: str
    usual: int  # smaller comes first among those that didn't happen
    times: int = 0  # in the last DAYS


def troubles(definition: Definition, models: Names, counts: Counts, scheduled: bool) -> tuple[Trouble, ...]:
    """The ten most likely, the likeliest first."""
    found = [*_of_all(definition, scheduled)]
    for step in definition.steps:
        found += OF_KIND.get(step.kind, _nothing)(step, definition, models.get(step.key, ()))
        found += _each(step)
    counted = [Trouble(one.place, one.what, one.do, one.usual, counts.get(one.place, 0)) for one in found]
    return tuple(sorted(counted, key=lambda one: (-one.times, one.usual))[:MOST])


def counts(workflow: Workflow) -> dict[Place, int]:
    """How often each step failed, flagged a piece or had it sent back by a person, in the last DAYS."""
    rows = Attempt.objects.filter(
        client_id=workflow.client_id,
        run__version__workflow=workflow,
        run__trial__isnull=True,
        forgiven=False,
        started_at__gte=now() - timedelta(days=DAYS),
    ).order_by()
    counted = rows.values_list("key").annotate(
        failed_times=Count("pk", filter=Q(state="failed")),
        flagged_times=Count("pk", filter=Q(flagged=True, by_person=False)),
        back_times=Count("pk", filter=Q(state="rejected", by_person=True)),
    )
    return {
        (key, way): number
        for key, *numbers in counted
        for way, number in zip(("failed", "flagged", "sent back"), numbers, strict=True)
        if number
    }


def title(step: Step) -> str:
    return f"“{step.title or step.key}”"


def _nothing(step: Step, definition: Definition, models: Sequence[str]) -> Iterator[Trouble]:
    yield from ()


def _of_all(definition: Definition, scheduled: bool) -> Iterator[Trouble]:
    limits = definition.limits
    needed = [field.label for field in definition.fields if field.required]
    if needed:
        yield Trouble(
            ("", "brief"),
            "A run doesn’t start: the brief is refused.",
            f"These need an answer: {', '.join(needed)}. The form and the API name every answer that is wrong.",
            10,
        )
    if any(field.kind == "files" for field in definition.fields):
        yield Trouble(
            ("", "files"),
            "A file of the brief is refused or not understood.",
            "Send pictures or PDFs, and look that the models of the steps above can see them.",
            45,
        )
    if scheduled:
        yield Trouble(
            ("", "schedule"),
            "The schedule started nothing.",
            "Look at the Schedules page: is it switched on, and is nothing paused? “Run now” starts one by hand.",
            50,
        )
    yield Trouble(
        ("", "queued"),
        "A run stays “queued” and nothing moves.",
        "See whether the workflow or the client is paused. If not, whoever keeps Baton looks at Operations: "
        "perhaps no worker is running.",
        60,
    )
    cost = f", ${limits.cost_usd:g}" if limits.cost_usd is not None else ""
    yield Trouble(
        ("", "limit"),
        "A run stops at a limit and says which.",
        f"The limits are {limits.attempts:,} attempts, {limits.minutes} minutes of work{cost}. Look for the step that "
        "came again and again; raise the limit in a new version only if the work is really so long.",
        70,
    )
    yield Trouble(
        ("", "budget"),
        "Steps wait because the month’s budget is used up.",
        "The agency’s owner raises the budget, or the runs go on by themselves when the next month begins.",
        80,
    )


def _generate(step: Step, definition: Definition, models: Sequence[str]) -> Iterator[Trouble]:
    yield _no_answer(step, models, 20)
    if step.settings.get("use_memory", True):
        yield Trouble(
            (step.key, "voice"),
            f"{title(step)} doesn’t sound like the client.",
            "Open the run and read why this context was used. Add or correct a document of the client’s memory, or "
            "stop a passage that misleads; then do the step again.",
            65,
        )


def _no_answer(step: Step, models: Sequence[str], usual: int) -> Trouble:
    again = f"Baton tries {step.retries} more time{'' if step.retries == 1 else 's'} by itself"
    if len(models) > 1:
        helped = f"{again} and asks {', then '.join(models[:4])}."
    else:
        helped = (
            f"{again}. Only {models[0] if models else 'one model'} can answer: add a second to its route."
        )
    do = f"{helped} If the run failed all the same, open it and do the step again; nothing before it is lost."
    return Trouble((step.key, "failed"), f"{title(step)} gets no answer from a model.", do, usual)


def _transform(step: Step, definition: Definition, models: Sequence[str]) -> Iterator[Trouble]:
    do = "Its template names something that wasn’t there: compare it with the steps above, and mend it in a draft."
    yield Trouble((step.key, "failed"), f"{title(step)} fails or comes out empty.", do, 55)


def _fetch(step: Step, definition: Definition, models: Sequence[str]) -> Iterator[Trouble]:
    do = "Open the address in a browser. It must be public, and begin with https://. Then do the step again."
    yield Trouble((step.key, "failed"), f"{title(step)} can’t read its address.", do, 25)


def _gate_do(step: Step, definition: Definition) -> str:
    rounds = definition.limits.revisions
    below = any(
        other.kind == "review" and step.key in definition.graph.above[other.key] for other in definition.steps
    )
    after = "then it waits for a person" if below else "then the run stops"
    return (
        f"It goes back with the findings up to {rounds} time{'' if rounds == 1 else 's'}; {after}. Read the findings: "
        "mend the brief or the piece. If good pieces are flagged, change the gate in a draft and try that."
    )


def _rules(step: Step, definition: Definition, models: Sequence[str]) -> Iterator[Trouble]:
    yield Trouble((step.key, "flagged"), f"{title(step)} finds rules broken.", _gate_do(step, definition), 35)


def _rubric(step: Step, definition: Definition, models: Sequence[str]) -> Iterator[Trouble]:
    threshold = step.settings.get("threshold", 7)
    words = f"{title(step)} scores a piece below {threshold:g} of 10."
    yield Trouble((step.key, "flagged"), words, _gate_do(step, definition), 30)
    judge = _no_answer(step, models, 40)
    yield Trouble(
        judge.place,
        f"{title(step)} can’t judge a piece.",
        f"Such a piece never counts as passed: it is flagged. {judge.do}",
        40,
    )


def _review(step: Step, definition: Definition, models: Sequence[str]) -> Iterator[Trouble]:
    due = step.settings.get("due_hours", 48)
    late = step.settings.get("escalate_hours", 0)
    asked = f"after {late:g} hours others are asked too" if late else "nobody else is asked by itself"
    yield Trouble(
        (step.key, "late"),
        f"Nobody decides at {title(step)}.",
        f"A reminder goes out after {due:g} hours; {asked}. Ask the reviewer, or invite somebody else to the piece.",
        15,
    )
    changes = definition.limits.changes
    yield Trouble(
        (step.key, "sent back"),
        f"The reviewer at {title(step)} sends pieces back or rejects them.",
        f"Changes can be asked for {changes} time{'' if changes == 1 else 's'}; a rejection ends the run. The notes go "
        "to the next round. If they say the same again and again, accept the lesson that Baton proposes in memory.",
        32,
    )


def _deliver(step: Step, definition: Definition, models: Sequence[str]) -> Iterator[Trouble]:
    connection = step.settings.get("connection", "")
    if connection:
        what = f"{title(step)} can’t send to “{connection}”."
        do = "Check the connection’s address and key, then do the step again: a piece is sent only once."
    else:
        what = f"A piece of {title(step)} isn’t where it is expected."
        do = (
            "It lies on Baton’s shelf until it is fetched: see the library in the portal, or GET /api/v1/outputs. "
            "If the run failed there, do the step again."
        )
    yield Trouble((step.key, "failed"), what, do, 28)


def _each(step: Step) -> Iterator[Trouble]:
    if not step.for_each:
        return
    then = {"fail": "the run stops", "leave_out": "that entry is left out, and the run says so"}
    yield Trouble(
        (step.key, "entry"),
        f"One entry of {title(step)} fails.",
        f"As it is set, {then[step.on_item_failure]}. Open the run, find the entry and do it again.",
        42,
    )


OF_KIND = {
    "generate": _generate,
    "transform": _transform,
    "fetch": _fetch,
    "rules": _rules,
    "rubric": _rubric,
    "review": _review,
    "deliver": _deliver,
}
