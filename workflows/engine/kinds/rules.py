"""Checks a piece by fixed rules: free, the same every time, and nothing in the text can argue with them."""

from collections.abc import Mapping, Sequence

from pydantic import Field as Setting
from pydantic import model_validator

from workflows.engine import rules
from workflows.engine.definition import Definition, Step
from workflows.engine.inputs import Inputs
from workflows.engine.kinds.judging import no_piece, subject_problems, writer_problems
from workflows.engine.outcomes import Finding, Outcome, Passed, Rejected
from workflows.engine.problems import Problem, setting
from workflows.engine.settings import StepSettings, listed
from workflows.engine.tools import Tools


class Settings(StepSettings):
    subject: str = Setting(
        "", title="What to check", description="A step; left empty: the one that this step needs."
    )
    min_words: int | None = Setting(None, title="At least so many words", ge=0)
    max_words: int | None = Setting(None, title="At most so many words", ge=1)
    required_phrases: tuple[str, ...] = Setting((), title="Must say", description="One phrase per line.")
    forbidden_phrases: tuple[str, ...] = Setting((), title="Must not say", description="One phrase per line.")
    required_headings: tuple[str, ...] = Setting((), title="Must have these headings")
    allowed_link_hosts: tuple[str, ...] = Setting(
        (), title="May link to", description="Hosts such as example.com; left empty: any."
    )
    facts_from_brief: tuple[str, ...] = Setting(
        (),
        title="Facts that must appear",
        description="Questions of the intake form whose answers the text must contain.",
    )
    no_leftovers: bool = Setting(
        True,
        title="No leftovers",
        description="Refuse “[insert …]”, template marks, “As an AI” and the like.",
    )
    forbid_from_memory: bool = Setting(
        True,
        title="Keep the client's constraints",
        description="Refuse what the client's constraints and lessons say never to say.",
    )

    @model_validator(mode="after")
    def _least_before_most(self) -> "Settings":
        if self.min_words is not None and self.max_words is not None and self.min_words > self.max_words:
            raise ValueError("“At least” asks for more words than “at most” allows.")
        return self


async def perform(step: Step, settings: Settings, inputs: Inputs, tools: Tools) -> Outcome:
    piece = inputs.piece
    if piece is None or piece.torn:
        return no_piece(step, inputs)
    findings = tuple(found(step.key, settings, piece.text, inputs))
    if findings:
        note = f"{len(findings)} {'rule' if len(findings) == 1 else 'rules'} broken."
        return Rejected(findings, note=note, output=piece.handed_on)
    return Passed(piece.handed_on, note="All rules kept.")


def found(gate: str, settings: Settings, text: str, inputs: Inputs) -> list[Finding]:
    never = inputs.run.forbidden if settings.forbid_from_memory else ()
    return [
        *rules.length(gate, text, settings.min_words, settings.max_words),
        *rules.required(gate, text, settings.required_phrases),
        *rules.forbidden(gate, text, settings.forbidden_phrases, "“{}” must not appear."),
        *rules.forbidden(gate, text, never, "The client's constraints or lessons say never to say “{}”."),
        *rules.headings(gate, text, settings.required_headings),
        *rules.links(gate, text, settings.allowed_link_hosts),
        *rules.facts(gate, text, inputs.brief, settings.facts_from_brief),
        *(rules.leftovers(gate, text) if settings.no_leftovers else []),
    ]


def explain(step: Step, definition: Definition) -> str:
    settings = step.settings
    checks = [
        ("min_words", "a least length"),
        ("max_words", "a greatest length"),
        ("required_phrases", "required phrases"),
        ("forbidden_phrases", "forbidden phrases"),
        ("required_headings", "headings"),
        ("allowed_link_hosts", "where links lead"),
        ("facts_from_brief", "facts of the brief"),
    ]
    told = [words for name, words in checks if settings.get(name)]
    told += ["the client's constraints"] if settings.get("forbid_from_memory", True) else []
    told += ["leftovers"] if settings.get("no_leftovers", True) else []
    return f"Checks the piece without any model for {listed(told) or 'nothing yet'}; what breaks a rule goes back."


def check(step: Step, definition: Definition) -> list[Problem]:
    keys = [field.key for field in definition.fields]
    unknown = [key for key in step.settings.get("facts_from_brief") or [] if key not in keys]
    where = setting(step, "facts_from_brief")
    return [
        *subject_problems(step, definition),
        *writer_problems(step, definition),
        *(Problem(where, f"The intake form has no question “{key}”.") for key in unknown),
    ]


def merit(step: Step, scores: Mapping[str, float], findings: Sequence[Finding]) -> float:
    """To compare rounds: the fewer rules are broken, the better."""
    return -float(len(findings))
