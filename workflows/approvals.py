"""How a piece that is delivered was approved: by whom, how much people changed of it, and what the gates gave it."""

from collections.abc import Sequence

from memory.remembering import Approved, edit_share
from workflows.engine import rubrics
from workflows.engine.definition import Definition
from workflows.models import Attempt, Run
from workflows.waiting import Asked, asked


def by_person(run: Run, text: str) -> Attempt | None:
    """The last decision of a person that let exactly this text pass."""
    return run.attempts.filter(by_person=True, state="passed", output__text=text).order_by("id").last()


def of_piece(run: Run, text: str) -> Approved:
    decision = by_person(run, text)
    if decision is None:
        return Approved(score=_score(run, [text]))
    question = asked(decision)
    written = _written(run, decision, question)
    share = 0.0 if written == text else edit_share(written, text)
    return Approved(True, share, _score(run, [text, written, question.text]))


def _written(run: Run, decision: Attempt, question: Asked) -> str:
    """What the model had written before anybody edited it; of a piece that was joined, what the person was shown."""
    drafts = [
        run.attempts.filter(key=key, number=number, item=decision.item) for key, number in question.writers
    ]
    texts = [str(row.output.get("text", "")) for rows in drafts for row in rows]
    return texts[0] if len(texts) == 1 else question.text


def _score(run: Run, texts: Sequence[str]) -> float | None:
    """The mean of the gates' marks for one of these texts, the last of each gate; None where none gave any."""
    definition = run.definition
    judged = run.attempts.filter(output__text__in=texts).exclude(scores={}).order_by("id")
    last = {row.key: row.scores for row in judged}
    marks = [_overall(definition, key, scores) for key, scores in last.items()]
    return sum(marks) / len(marks) if marks else None


def _overall(definition: Definition, key: str, scores: dict[str, float]) -> float:
    """Weighted as the gate does, as far as its criteria are those of the marks."""
    criteria = getattr(definition.step(key).read, "criteria", ())
    if {criterion.key for criterion in criteria} == {*scores}:
        return rubrics.overall(scores, criteria)
    return sum(scores.values()) / len(scores)
