"""What another threshold would have done to the last pieces of a workflow: what is kept of them, weighed anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from workflows.engine import replay
from workflows.engine.kinds import rubric
from workflows.engine.replay import Kept, Replay
from workflows.engine.rubrics import Scores
from workflows.models import Attempt, Delivery, Run, Workflow

COUNTS = (20, 50, 200)  # pieces that can be asked for

At = tuple[UUID, int | None]  # a run and, where it makes several pieces, which of them


@dataclass(frozen=True)
class Piece:
    """A piece that was judged, and what became of it."""

    run: UUID
    item: int | None
    title: str
    sent: bool
    decided: str  # what a person did, in words; "": nobody did
    waits: bool  # for a person, because another gate flagged it or people see every piece


Row = dict[str, Any]


def replayed(workflow: Workflow, key: str, settings: Mapping[str, Any], count: int) -> Replay[Piece]:
    """`settings` of the rubric `key`, checked; the newest `count` pieces on which it has said its last word."""
    runs = _runs(workflow, key, count)
    words = sorted(_last_words(runs, key).items(), key=lambda pair: -pair[1]["id"])[:count]
    pieces = _pieces(runs, dict(words))
    kept = [Kept(pieces[at], _judgements(row), not row["flagged"]) for at, row in words]
    return replay.replay(kept, rubric.Settings.model_validate(settings).terms)


def _runs(workflow: Workflow, key: str, count: int) -> dict[UUID, Run]:
    judged = Attempt.objects.filter(run=OuterRef("pk"), key=key, state=Attempt.State.PASSED)
    runs = Run.objects.filter(Exists(judged), version__workflow=workflow)
    return {run.pk: run for run in runs.only("title", "client").order_by("-created_at")[:count]}


def _last_words(runs: Mapping[UUID, Run], key: str) -> dict[At, Row]:
    """The last attempt on each piece, where it is settled."""
    columns = ("id", "run_id", "item", "state", "flagged", "scores", "judgements", "best_of")
    rows = Attempt.objects.filter(run__in=list(runs), key=key, state__in=("passed", "rejected"))
    tries: dict[At, list[Row]] = {}
    for row in rows.order_by("id").values(*columns):
        tries.setdefault((row["run_id"], row["item"]), []).append(row)
    return {at: _of_best(found) for at, found in tries.items() if found[-1]["state"] == Attempt.State.PASSED}


def _of_best(tries: Sequence[Row]) -> Row:
    """The last of these. Where it names an earlier round as the best it has that round's scores: so the judgements of
    the attempt that gave them."""
    last = tries[-1]
    if last["best_of"] is None:
        return last
    gave = next((row for row in tries[-2::-1] if row["scores"] == last["scores"]), None)
    return last | {"judgements": gave["judgements"] if gave else []}


def _judgements(row: Mapping[str, Any]) -> Sequence[Scores]:
    """What was judged before judgements were kept has the scores that counted."""
    if row["judgements"]:
        return [one["scores"] for one in row["judgements"]]
    return [row["scores"]] if row["scores"] else []


def _pieces(runs: Mapping[UUID, Run], words: Mapping[At, Row]) -> dict[At, Piece]:
    sent = set(Delivery.objects.filter(run__in=list(runs)).values_list("run_id", "item"))
    waits = _waiting(runs)
    decided = _decisions(runs, words)

    def piece(at: At) -> Piece:
        whole = {at, (at[0], None)}
        return Piece(
            *at,
            runs[at[0]].title,
            sent=bool(sent & whole),
            decided=decided.get(at, ""),
            waits=bool(waits & whole),
        )

    return {at: piece(at) for at in words}


def _waiting(runs: Mapping[UUID, Run]) -> set[At]:
    rows = Attempt.objects.filter(run__in=list(runs), state=Attempt.State.WAITING)
    return {
        (row.run_id, row.item)
        for row in rows.select_related("run__version")
        if row.run.version.definition.step(row.key).kind == "review"
    }


def _decisions(runs: Mapping[UUID, Run], words: Mapping[At, Row]) -> dict[At, str]:
    """What a person decided last on each piece after the gate had; a decision on the whole is one on all of it."""
    rows = Attempt.objects.filter(run__in=list(runs), by_person=True, state__in=("passed", "rejected"))
    found: dict[At, str] = {}
    for row in rows.order_by("id").only("run", "item", "state", "edited", "final"):
        about = [at for at in words if at[0] == row.run_id and row.item in (None, at[1])]
        found |= {at: _words(row) for at in about if row.pk > words[at]["id"]}
    return found


def _words(row: Attempt) -> str:
    if row.state == Attempt.State.PASSED:
        return "approved with edits" if row.edited else "approved as it was"
    return "rejected" if row.final else "sent back for changes"
