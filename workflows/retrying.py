"""Doing a step of a run again, and with it everything below: in the same run, as new attempts.

Nothing is rewritten. A mark is appended to the step's attempts: a failure that counts for nothing, with the current
attempts of its needs, made by a person. The planner sees it as it sees any failure that somebody mended: the step is
ready, what lies below isn't fresh any more, what stands above is. So an approval given before doesn't hold for what is
made now, and a delivery below takes the older one's place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import F, Sum
from django.utils.timezone import now

from memory import remembering
from tenants.models import User
from workflows import budgets, doorbell, leases, pausing, records
from workflows.engine import endings, rounds
from workflows.engine.attempts import Attempt, Plan, Series, Spent
from workflows.engine.board import Board
from workflows.engine.definition import Definition
from workflows.engine.plan import plan
from workflows.models import Attempt as Row
from workflows.models import Run
from workflows.models.event import record

AT_WORK = "The run is at work. Stop it, or wait until it rests; then do the step again."
NOT_REACHED = "“{}” wasn't reached yet, so there is nothing to do again."
ABOVE_FIRST = "Something above “{}” isn't done. Do that again: the run comes to “{}” by itself."
FORBIDDEN = "This can't be done again: {}"
CHANGES = "the limit of {} rounds of changes that people may ask for is used up at “{}”."


class Impossible(Exception):
    """The step can't be done again now. Its text is the sentence that says why."""


@dataclass(frozen=True)
class Again:
    """What has to be stored: marks to append, and the series whose failures count no more."""

    marks: tuple[Attempt, ...]
    forgiven: frozenset[Series]


@transaction.atomic
def retry_from(run: Run, key: str, by: User | None = None) -> None:
    """Do a step and all below it again. Raises Impossible, and KeyError for a step that the run doesn't have."""
    leases.lock(run.pk)
    run.refresh_from_db()
    if run.state in (Run.State.QUEUED, Run.State.RUNNING):
        raise Impossible(AT_WORK)
    definition = run.definition
    note = f"Done again at the request of {by}." if by else "Done again on request."
    again = marked(definition, records.history(run), key, now(), spent=spent_by(run), note=note)
    for series_key, item in again.forgiven:
        run.attempts.filter(key=series_key, item=item, state=Row.State.FAILED).update(forgiven=True)
    for mark in again.marks:
        row = Row.objects.create(client_id=run.client_id, run=run, **records.as_columns(mark))
        Row.objects.filter(pk=row.pk).update(finished_at=F("started_at"))
    run.state, run.sentence, run.finished_at = Run.State.QUEUED, "", None
    run.save(update_fields=["state", "sentence", "finished_at"])
    pausing.queue_again(run)
    leases.wake(run.pk)
    steps = repeated(definition, key)
    words = f"From “{definition.graph.name(key)}” on."
    delivered = run.deliveries.filter(step_key__in=steps).values_list("text", flat=True)
    remembering.forget_pieces(run.client_id, run.pk, delivered)
    record(run.client_id, "run.retried", run=run.pk, by=by, sentence=words, step_key=key, steps=steps)
    doorbell.ring()


def repeated(definition: Definition, key: str) -> list[str]:
    """The keys of the steps that are done again with this one, itself first."""
    below = definition.graph.below[key]
    return [key, *(other for other in definition.graph.order if other in below)]


def marked(
    definition: Definition, attempts: Sequence[Attempt], key: str, now: datetime, *, spent: Spent, note: str
) -> Again:
    """Pure. Raises Impossible where the planner would start nothing of it, with the planner's own reason."""
    name = definition.graph.name(key)
    board = Board(definition, attempts, now)
    if not any(attempt.key == key for attempt in attempts):
        raise Impossible(NOT_REACHED.format(name))
    here = {key, *definition.graph.below[key]}
    forgiven = frozenset(_failed(board, here))
    after = _forgive(attempts, forgiven)
    board = Board(definition, after, now)
    every = board.all_of(key)
    if every is None or any(board.standing(series) == "blocked" for series in every):
        raise Impossible(ABOVE_FIRST.format(name, name))
    settled = [series for series in every if board.standing(series) not in ("ready", "left_out")]
    marks = tuple(_mark(board, series, note) for series in settled)
    after += marks
    planned = plan(definition, after, now, spent=spent)
    if reason := _forbids(definition, after, planned, now) or _revised_too_often(
        Board(definition, after, now), here
    ):
        raise Impossible(FORBIDDEN.format(reason))
    return Again(marks, forgiven)


def _failed(board: Board, here: set[str]) -> list[Series]:
    """What ended the run, wherever it stands, and what failed in the steps that are done again."""
    return [
        series
        for series, tries in board.history.series.items()
        if tries[-1].state == "failed" and (series[0] in here or board.standing(series) == "dead")
    ]


def _forgive(attempts: Sequence[Attempt], forgiven: frozenset[Series]) -> list[Attempt]:
    return [
        replace(one, forgiven=True) if one.state == "failed" and one.series in forgiven else one
        for one in attempts
    ]


def _mark(board: Board, series: Series, note: str) -> Attempt:
    """A revision is done again as the revision that it was: it answers the same findings."""
    current = board.current(series)
    consumed = dict(board.consumption(series) or {})
    if current and series[0] in current.consumed:
        consumed[series[0]] = current.consumed[series[0]]
    number = board.history.next_number(series)
    return Attempt(*series, number, "failed", consumed, forgiven=True, by_person=True, note=note)


def _forbids(definition: Definition, attempts: list[Attempt], planned: Plan, now: datetime) -> str:
    """Which limit keeps it from going on; "" if none does."""
    if planned.ending:
        return _lower(planned.ending.sentence)
    board = Board(definition, [*attempts, *(start.attempt for start in planned.starts)], now)
    # A mark counts, also where what it marks is skipped again.
    if board.history.made > definition.limits.attempts:
        return _lower(endings.attempts_used_up(board))
    return ""


def _revised_too_often(board: Board, keys: set[str]) -> str:
    """Which of these steps would answer, once it is reached, one request of a person more than the limit allows."""
    for series in (series for series in board.every() if series[0] in keys):
        revised = rounds.revises(board, series)
        if revised is not None and not rounds.may_revise(board.history, series, revised):
            return CHANGES.format(board.definition.limits.changes, board.graph.name(series[0]))
    return ""


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def spent_by(run: Run) -> Spent:
    """What it took of its limits so far."""
    finished = run.attempts.filter(finished_at__isnull=False, by_person=False)
    work = finished.aggregate(total=Sum(F("finished_at") - F("started_at")))["total"]
    cost, budget = float(run.cost), budgets.of([run.client_id]).get(run.client_id)
    left = budgets.least(run.definition.limits.cost_usd, cost, float(budget.left) if budget else None)
    return Spent(work.total_seconds() / 60 if work else 0.0, cost, left)
