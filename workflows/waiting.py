"""What a person is asked about: the piece at a waiting review step, with everything that was said of it."""

from dataclasses import dataclass
from typing import Any

from workflows import records
from workflows.engine.attempts import Attempt
from workflows.engine.definition import Definition
from workflows.engine.inputs import RunFacts, gather
from workflows.engine.kinds import role
from workflows.engine.outcomes import Finding, Output
from workflows.engine.reach import History
from workflows.models import Attempt as Row


@dataclass(frozen=True)
class Asked:
    text: str  # Markdown: exactly what a decision is about
    output: (
        Output  # the same, as the step that made it handed it on: approve this (engine.kinds.review.approved)
    )
    round: int  # which draft it is, from 1
    previous: str  # the draft before it, "" in the first round
    flagged: bool
    findings: tuple[Finding, ...]  # of the gates that judged this text
    scores: dict[str, float]  # criterion's name -> 0-10
    writers: tuple[tuple[str, int], ...]  # (step key, attempt number) of the drafts that it is made of
    item: Any = None  # of a step that is done for each entry of a list: this one


def asked(row: Row) -> Asked:
    """`row` is an attempt of a review step."""
    definition, attempts, waiting = (
        row.run.definition,
        records.history(row.run),
        records.as_attempt(row),
    )
    inputs = gather(definition, attempts, waiting.start, RunFacts(str(row.run_id), client=""))
    above = History(definition, attempts).trace(waiting.series, waiting.consumed).values()
    gates = [a for a in above if a.key in _gates(definition)]
    drafts = [a for a in above if inputs.piece and a.key == inputs.piece.key]
    return Asked(
        text=inputs.piece.text if inputs.piece else "",
        output=inputs.piece.handed_on if inputs.piece else {"text": ""},
        round=max((_round(draft, attempts) for draft in drafts), default=1),
        previous="\n\n".join(_text_before(draft, attempts) for draft in drafts),
        flagged=bool(inputs.flagged_by),
        findings=tuple(finding for gate in gates for finding in gate.findings),
        scores={
            criterion: score
            for gate in gates
            for criterion, score in records.named_scores(definition.step(gate.key), gate.scores).items()
        },
        writers=tuple((draft.key, draft.number) for draft in drafts),
        item=inputs.item,
    )


def _gates(definition: Definition) -> set[str]:
    return {step.key for step in definition.steps if role(step.kind) == "gate"}


def _round(draft: Attempt, attempts: tuple[Attempt, ...]) -> int:
    """Which of the texts that were handed on it is: a try that failed, or had to wait, is no round."""
    made = [a for a in attempts if a.series == draft.series and a.number <= draft.number]
    return max(1, sum(a.state == "passed" for a in made))


def _text_before(draft: Attempt, attempts: tuple[Attempt, ...]) -> str:
    earlier = [
        a for a in attempts if a.series == draft.series and a.number < draft.number and a.state == "passed"
    ]
    return str(earlier[-1].output.get("text", "")) if earlier else ""
