"""A person decides: always, only when a gate flagged the piece, or also for a random share of the others. Whoever
asked for changes sees the answer, whatever the mode.

`perform` opens the wait. The decision comes from outside: whoever takes it settles the waiting attempt with
`approved`, `changes` or `rejected`."""

import hashlib
from typing import Literal

from pydantic import Field as Setting

from workflows.engine import circle
from workflows.engine.definition import Definition, Step
from workflows.engine.inputs import Inputs
from workflows.engine.kinds.judging import no_piece, subject_problems
from workflows.engine.outcomes import Draw, Finding, Outcome, Output, Passed, Rejected, Waiting
from workflows.engine.pieces import Piece
from workflows.engine.problems import Problem, setting
from workflows.engine.settings import StepSettings
from workflows.engine.tools import Tools

LONGEST = 2160  # hours, 90 days


class Settings(StepSettings):
    groups = {
        "Who exactly, and how many": ("reviewers", "approvals", "somebody_else"),
        "When nobody decides": ("escalate_hours", "escalate_to", "timeout_hours", "at_timeout", "pass_to"),
    }

    subject: str = Setting(
        "",
        title="What to review",
        description="The step whose text it is; left empty: the one that it comes after.",
    )
    mode: Literal["always", "flagged", "audit"] = Setting(
        "always",
        title="When a person is asked",
        description="Always; only when a gate flagged the piece; or when flagged and for a random share of the others.",
    )
    audit_percent: float = Setting(
        0, title="Random share", ge=0, le=100, description="Percent of the pieces that no gate flagged."
    )
    who: Literal["client", "staff"] = Setting("client", title="Who decides")
    due_hours: int = Setting(
        48, title="Due after", ge=1, le=LONGEST, description="Hours; then a reminder goes out."
    )
    back_to: str = Setting(
        "",
        title="Changes go to",
        description="The step that answers a request for changes; left empty: the writer.",
    )
    reviewers: tuple[str, ...] = Setting(
        (),
        title="Only these decide",
        description="People and groups. None: everybody who may decide for this client.",
        max_length=50,
    )
    approvals: int = Setting(
        1,
        title="Approvals needed",
        ge=1,
        le=9,
        description="Each by another person, all of exactly the same text. One person is enough to ask for changes.",
    )
    somebody_else: bool = Setting(
        False,
        title="Nobody approves their own work",
        description="Who started the run or edited the text last can’t be the only one to approve.",
    )
    escalate_hours: int = Setting(
        0,
        title="Ask others too after",
        ge=0,
        le=LONGEST,
        description="Hours from when the piece began to wait. 0: never.",
    )
    escalate_to: tuple[str, ...] = Setting(
        (),
        title="Whom to ask too",
        description="They get a letter and may decide as well. None: the agency’s owners.",
        max_length=50,
    )
    timeout_hours: int = Setting(
        0,
        title="Stop waiting after",
        ge=0,
        le=LONGEST,
        description="Hours from when the piece began to wait. 0: it waits as long as it takes. Nothing is ever "
        "approved by itself.",
    )
    at_timeout: Literal["pass", "stop"] = Setting(
        "pass",
        title="What happens then",
        json_schema_extra={"labels": {"pass": "Others decide instead", "stop": "The run stops"}},
    )
    pass_to: tuple[str, ...] = Setting(
        (),
        title="Who decides instead",
        description="They get a letter. None: the agency’s owners.",
        max_length=50,
    )


async def perform(step: Step, settings: Settings, inputs: Inputs, tools: Tools) -> Outcome:
    piece = inputs.piece
    if piece is None or piece.torn:
        return no_piece(step, inputs)
    outcome = _asked(step, settings, inputs, piece)
    if inputs.run.is_trial and isinstance(outcome, Waiting):
        return approved(piece.handed_on, note=f"Passed, for this is a trial. {outcome.why}")
    return outcome


def _asked(step: Step, settings: Settings, inputs: Inputs, piece: Piece) -> Waiting | Passed:
    if settings.mode == "always":
        return Waiting("A person reviews every piece.")
    if inputs.sent_back:
        return Waiting("A person decides, because changes were asked for here before.")
    if inputs.flagged_by:
        return Waiting(f"A person decides, because {' and '.join(inputs.flagged_by)} flagged the piece.")
    draw: Draw = ""
    if settings.mode == "audit":
        hit = drawn(inputs.run.id, step.key, inputs.index, settings.audit_percent)
        draw = "hit" if hit else "miss"
    if draw == "hit":
        return Waiting("A person looks, because the piece was drawn at random for a second look.", draw=draw)
    return Passed(piece.handed_on, note="Passed without a person: no gate flagged it.", draw=draw)


def drawn(run: str, step: str, index: int | None, percent: float) -> bool:
    """Whether the audit draw hits. It is a hash of the run's id, so that it can be repeated."""
    digest = hashlib.sha256(f"{run}/{step}/{index}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 * 100 < percent


def approved(piece: Output, text: str | None = None, note: str = "") -> Passed:
    """A person approved the piece, with their edits if `text` is given; data made before an edit is left behind."""
    if text is None or text == piece.get("text"):
        return Passed(piece, note=note or "Approved.", by_person=True)
    return Passed({"text": text}, note=note or "Approved with edits.", by_person=True, edited=True)


def changes(findings: tuple[Finding, ...] = (), note: str = "", back_to: str = "") -> Rejected:
    """A person asks for another round; `back_to` as given in the step's settings, "" for the writer."""
    return Rejected(findings, back_to=back_to, note=note, by_person=True)


def rejected(note: str = "", findings: tuple[Finding, ...] = ()) -> Rejected:
    """A person ends the run."""
    return Rejected(findings, note=note, final=True, by_person=True)


def timed_out(note: str) -> Rejected:
    """Nobody decided in time, and the step says that the run stops then."""
    return Rejected((), note=note, final=True)


def explain(step: Step, definition: Definition) -> str:
    return " ".join([_who_decides(step), *circle.terms(step.settings)])


def _who_decides(step: Step) -> str:
    who = "Somebody of the agency" if step.settings.get("who") == "staff" else "The client's reviewer"
    if named := step.settings.get("reviewers"):
        who = circle.one_of(named)
        who = who[0].upper() + who[1:] if who.startswith("one of") else who
    due = f"within {step.settings.get('due_hours', 48)} hours"
    match step.settings.get("mode", "always"):
        case "flagged":
            return f"{who} decides {due}, but only when a gate flagged the piece."
        case "audit":
            share = step.settings.get("audit_percent", 0)
            return (
                f"{who} decides {due} when a gate flagged the piece, and looks at {share:g} % of the others."
            )
        case _:
            return f"{who} decides on every piece {due}."


def check(step: Step, definition: Definition) -> list[Problem]:
    graph = definition.graph
    found = [*subject_problems(step, definition), *_circle_problems(step)]
    back_to = step.settings.get("back_to")
    if back_to and back_to not in graph.above.get(step.key, frozenset()):
        sentence = f"“{back_to}” does not come before this step, so changes can't go back to it."
        found.append(Problem(setting(step, "back_to"), sentence))
    elif back_to and graph.judges(str(back_to)):
        found.append(
            Problem(setting(step, "back_to"), f"“{back_to}” only judges; changes go to a step that writes.")
        )
    elif not back_to and graph.subject(step.key) and not graph.writer(step.key):
        sentence = "No step above writes with a model, so a request for changes has nowhere to go."
        found.append(Problem(setting(step, "back_to"), sentence, level="warning"))
    return found


def _circle_problems(step: Step) -> list[Problem]:
    asked = step.read
    assert isinstance(asked, Settings)
    found = [
        Problem(setting(step, name), sentence)
        for name in ("reviewers", "escalate_to", "pass_to")
        for sentence in _wrong_names(getattr(asked, name), asked.who)
    ]
    if asked.reviewers and asked.approvals > len(asked.reviewers) and _only_people(asked.reviewers):
        sentence = f"{asked.approvals} approvals are needed, but only {len(asked.reviewers)} may decide."
        found.append(Problem(setting(step, "approvals"), sentence))
    if 0 < asked.timeout_hours <= asked.escalate_hours:
        sentence = "By then it has stopped waiting, so nobody else would ever be asked."
        found.append(Problem(setting(step, "escalate_hours"), sentence, level="warning"))
    return found


def _only_people(names: tuple[str, ...]) -> bool:
    return all(circle.sort(name) == "person" for name in names)


def _wrong_names(names: tuple[str, ...], who: str) -> list[str]:
    """A client's people don't see what the agency looks at first."""
    unknown = [f"“{name}” is nobody that Baton knows." for name in names if circle.sort(name) == "unknown"]
    if who == "staff" and "@client" in names:
        unknown.append("The agency decides at this step, so the client’s reviewers can’t be asked here.")
    return unknown
