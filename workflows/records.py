"""Between rows and the engine's values: the only place that knows how an attempt is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from workflows import models
from workflows.engine.attempts import BRIEF, Attempt
from workflows.engine.definition import Step
from workflows.engine.outcomes import Finding, Judgement
from workflows.engine.tools import Context, Left, Passage, Share

AS_IS = (
    "key", "item", "number", "state", "output", "scores", "flagged", "by_person", "back_to", "final", "retry_at",
    "wait_until", "forgiven", "note", "best_of", "owner", "draw", "edited",
)  # fmt: skip


def history(run: models.Run) -> tuple[Attempt, ...]:
    """All that the planner needs: the brief as the first attempt, then the rows in order."""
    return (brief(run), *(as_attempt(row) for row in run.attempts.order_by("id")))


def brief(run: models.Run) -> Attempt:
    return Attempt(BRIEF, state="passed", output={"text": "", "data": run.brief})


def as_attempt(row: models.Attempt) -> Attempt:
    return Attempt(
        **{name: getattr(row, name) for name in AS_IS},
        consumed={key: tuple(numbers) for key, numbers in row.consumed.items()},
        findings=findings(row.findings),
        judgements=judgements(row.judgements),
    )


def as_columns(attempt: Attempt) -> dict[str, Any]:
    return {
        **{name: getattr(attempt, name) for name in AS_IS},
        "output": dict(attempt.output),
        "scores": dict(attempt.scores),
        "consumed": {key: list(numbers) for key, numbers in attempt.consumed.items()},
        "findings": [asdict(finding) for finding in attempt.findings],
        "judgements": [asdict(judgement) for judgement in attempt.judgements],
    }


def copy(attempt: Attempt, row: models.Attempt) -> None:
    """Put what the engine says of an attempt into its row, unsaved."""
    for name, value in as_columns(attempt).items():
        setattr(row, name, value)


def findings(stored: Iterable[dict[str, Any]]) -> tuple[Finding, ...]:
    return tuple(Finding(**entry) for entry in stored)


def judgements(stored: Iterable[dict[str, Any]]) -> tuple[Judgement, ...]:
    return tuple(Judgement(**entry) for entry in stored)


def named_scores(step: Step, scores: Mapping[str, float]) -> dict[str, float]:
    """Scores by the criteria's names, as people read them, and not by their keys."""
    names = {criterion["key"]: criterion["name"] for criterion in step.settings.get("criteria", ())}
    return {names.get(key, key): score for key, score in scores.items()}


def memory(given: Context) -> dict[str, Any]:
    """What memory gave, as kept with the attempt: exactly what was used, and how the room for it was divided."""
    return {"context": [asdict(passage) for passage in given.passages], "room": _room(given)}


def given(row: models.Attempt) -> Context:
    """What `memory` kept, read back. Its `tokens` are those of the shares."""
    passages = tuple(Passage(**one) for one in row.context)
    shares = tuple(Share(**one) for one in row.room.get("shares", ()))
    return Context(
        tuple(one for one in passages if one.pinned),
        tuple(one for one in passages if not one.pinned),
        sum(share.tokens for share in shares),
        row.room.get("budget", 0),
        row.room.get("note", ""),
        shares,
        tuple(Left(**one) for one in row.room.get("left_out", ())),
    )


def _room(given: Context) -> dict[str, Any]:
    if not given.budget:
        return {}
    return {
        "budget": given.budget,
        "note": given.note,
        "shares": [asdict(share) for share in given.shares],
        "left_out": [asdict(left) for left in given.left_out],
    }
