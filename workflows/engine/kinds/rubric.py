"""Another model judges a piece criterion by criterion; the verdict is computed by us from its marks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from pydantic import Field as Setting
from pydantic import field_validator

from workflows.engine import reach, rubrics
from workflows.engine.checks.addressed import addressed
from workflows.engine.definition import Definition, Step
from workflows.engine.inputs import Inputs
from workflows.engine.kinds import judges
from workflows.engine.kinds.answering import EXCLUDE, PIN, who_answers
from workflows.engine.kinds.economy import ECONOMY, IF_LATE, saving
from workflows.engine.kinds.judges import Judged
from workflows.engine.kinds.judging import no_piece, subject_problems, writer_problems
from workflows.engine.outcomes import Failed, Finding, Outcome, Passed, Rejected, Waiting
from workflows.engine.pieces import Piece
from workflows.engine.problems import Problem
from workflows.engine.rubrics import BEST, Criterion, Terms
from workflows.engine.settings import StepSettings, listed
from workflows.engine.tools import Tools

NOT_JUDGED = "Not judged: flagged for a person."


class Settings(StepSettings):
    groups = {"More than one judgement": ("judges", "margin", "disagreement")}

    subject: str = Setting(
        "",
        title="What to judge",
        description="The step whose text it is; left empty: the one that it comes after.",
    )
    route: str = Setting(
        "judging", title="Route", description="Which list of models judges; never the one that wrote."
    )
    pin: str = PIN
    exclude: tuple[str, ...] = EXCLUDE
    threshold: float = Setting(
        7.0, title="Threshold", ge=0, le=10, description="Of 10. Below it, the piece goes back."
    )
    criteria: tuple[Criterion, ...] = Setting(title="Criteria", min_length=1)
    judges: int = Setting(
        1,
        title="How many judges",
        ge=1,
        le=5,
        description="Each another model, as far as the route has several. The median of their scores counts.",
    )
    margin: float = Setting(
        0.5,
        title="Judged again near the threshold",
        ge=0,
        le=5,
        description="Within so many points of it, two more judgements are asked for, and the median counts. 0: never.",
    )
    disagreement: float = Setting(
        3.0,
        title="Judgements may differ by",
        ge=0,
        le=BEST,
        description="Points on one criterion. Further apart is no verdict: the piece goes to a person.",
    )
    on_refusal: Literal["next", "stop"] = Setting(
        "next",
        title="If a model declines",
        description="It refuses to judge, or its vendor's filter speaks.",
        json_schema_extra={
            "labels": {"next": "Ask the next model of the route", "stop": "Flag the piece for a person"}
        },
    )
    economy: bool = ECONOMY
    if_late: Literal["now", "fail"] = IF_LATE

    @field_validator("criteria")
    @classmethod
    def _different_keys(cls, criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
        keys = [criterion.key for criterion in criteria]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"Two criteria have the key “{twice[0]}”.")
        return criteria

    @property
    def terms(self) -> Terms:
        return Terms(self.criteria, self.threshold, self.margin, self.disagreement)


async def perform(step: Step, settings: Settings, inputs: Inputs, tools: Tools) -> Outcome:
    piece = inputs.piece
    if piece is None or piece.torn:
        return no_piece(step, inputs)
    if speaking := _speaking(step, settings, inputs, piece):
        return Rejected(speaking, note=NOT_JUDGED, output=piece.handed_on, not_judged=True)
    judged = await judges.judged(step, settings, inputs, piece, tools)
    if isinstance(judged, Failed | Waiting):
        return judged
    if isinstance(judged, str):
        why = Finding(step.key, "Not judged", f"The piece could not be judged: {judged}.")
        return Rejected((why,), note=NOT_JUDGED, output=piece.handed_on, not_judged=True)
    return _outcome(step, settings, piece, judged)


def _speaking(step: Step, settings: Settings, inputs: Inputs, piece: Piece) -> tuple[Finding, ...]:
    """What speaks to the judge instead of the reader, in the piece or in the brief: no model is asked about it."""
    keys = [criterion.key for criterion in settings.criteria]
    found = addressed(step.key, piece.text, keys)
    if found:
        return tuple(found)
    in_brief = addressed(step.key, "\n".join(_answers(reach.readable(inputs.brief))), keys)
    return tuple(
        Finding(step.key, one.criterion, f"In the brief: “{one.quote}”. {one.why}") for one in in_brief
    )


def _answers(brief: Mapping[str, Any]) -> Iterator[str]:
    """Each on lines of its own, so that a line is one wherever it stands."""
    for value in brief.values():
        yield from map(str, value) if isinstance(value, list | tuple) else [str(value)]


def _outcome(step: Step, settings: Settings, piece: Piece, judged: Sequence[Judged]) -> Outcome:
    names = [one.judgement.model for one in judged]
    verdict = rubrics.verdict(step.key, [one.marks for one in judged], settings.terms, names)
    note, kept = _note(settings, verdict.weighed, len(judged)), tuple(one.judgement for one in judged)
    if verdict.passed:
        return Passed(piece.handed_on, verdict.findings, verdict.scores, note, judgements=kept)
    return Rejected(
        verdict.findings,
        scores=verdict.scores,
        note=note,
        output=piece.handed_on,
        not_judged=verdict.weighed.is_dispute,
        judgements=kept,
    )


def _note(settings: Settings, weighed: rubrics.Weighed, judgements: int) -> str:
    """“7.1 of 10, threshold 7.0. Judged 3 times, 6.8 to 7.4: the median counts.”"""
    said = [f"{weighed.overall:.1f} of 10, threshold {settings.threshold:.1f}."]
    if judgements > 1:
        spread = f"{weighed.lowest:.1f} to {weighed.highest:.1f}"
        said.append(f"Judged {judgements} times, {spread}: the median counts.")
    if weighed.disputed:
        said.append(f"Judges are far apart on {listed(f'“{c.name}”' for c in weighed.disputed)}.")
    return " ".join(said)


def explain(step: Step, definition: Definition) -> str:
    criteria = step.settings.get("criteria") or []
    names = [str(c.get("name", c.get("key", ""))) for c in criteria if isinstance(c, dict)]
    threshold = step.settings.get("threshold", 7.0)
    told = listed(f"“{name}”" for name in names) or "nothing yet"
    who = who_answers(step, "Another model")
    flags = step.settings.get("on_refusal") == "stop"
    end = ", and if that model declines, it is flagged for a person" if flags else ""
    more = _more(step.settings)
    saved = saving(step.settings)
    if saved and more:
        saved += " Further judgements are asked for at once, at the normal price."
    return f"{who} judges the piece by {told}; below {threshold:g} of 10 it goes back{end}.{more}{saved}"


def _more(given: Mapping[str, object]) -> str:
    """What it says of several judgements, as far as the settings can be read."""
    count, margin = given.get("judges", 1), given.get("margin", 0.5)
    several = isinstance(count, int) and count > 1
    said = f" {count} judges are asked, and the median counts." if several else ""
    if isinstance(margin, int | float) and margin > 0:
        again = "two more judgements are asked for" if several else "it is judged twice more"
        said += f" Within {margin:g} of the threshold {again}{'' if several else ', and the median counts'}."
    return said


def check(step: Step, definition: Definition) -> list[Problem]:
    return [*subject_problems(step, definition), *writer_problems(step, definition)]


def merit(step: Step, scores: Mapping[str, float], findings: Sequence[Finding]) -> float:
    """To compare rounds: the weighted mean, and a failed must-pass outweighs it. A round without marks is worst."""
    settings: Settings = step.read
    if set(scores) != {criterion.key for criterion in settings.criteria}:
        return float("-inf")
    failed = sum(finding.must_pass for finding in findings)
    return rubrics.overall(scores, settings.criteria) - rubrics.BEST * failed
