"""A model proposes a workflow from what people told of their process. It works as an assistant of the client, so that
the client's models, budget and costs count; what it said is data until a person keeps it."""

import json
import re
from collections.abc import Mapping
from typing import Any

from tenants.models import Client, User
from workflows import assistants
from workflows.engine.mapping import Process
from workflows.engine.prompts import fence
from workflows.engine.proposing import Unusable
from workflows.models import Run

ASSISTANT = "mapping"
STEP = re.compile(r"^Step “[^”]*” failed: ")
CHECKERS = {"client": "the client", "agency": "the agency", "both": "the agency, then the client"}


def begin(client: Client, process: Process, answers: Mapping[str, str], *, by: User | None) -> Run:
    """`answers`: the form as it was sent, to come back to. Raises limits.QueueFull and Unpublishable."""
    told = fence("what they told", _told(process, answers))
    title = f"Proposal: {answers.get('name', '')}"[:200]
    return assistants.begin(
        client, ASSISTANT, {"told": told}, title=title, by=by, form=json.dumps(dict(answers))
    )


def answers(run: Run) -> dict[str, str]:
    """The form from which a proposal was asked for."""
    return {
        str(name): str(value) for name, value in json.loads((run.trial or {}).get("form") or "{}").items()
    }


def data(run: Run) -> Any:
    """What the model proposed. Raises Unusable with the sentence that says why there is nothing."""
    if run.state != Run.State.DONE:
        raise Unusable(_why(run.sentence) or "The model was stopped before it proposed anything.")
    row = run.attempts.filter(state="passed", key=ASSISTANT).order_by("id").last()
    return (row.output.get("data") if row else None) or {}


def _why(sentence: str) -> str:
    """Whoever asked for a proposal knows of no step and no run."""
    return STEP.sub("", sentence).replace("then resume the run", "then ask again")


def _told(process: Process, answers: Mapping[str, str]) -> str:
    looks = "every piece" if process.every_piece else "what a check flags"
    lines = [
        f"What it is for: {process.purpose}",
        f"How often: {answers.get('cadence') or 'not said'}",
        f"Minutes by hand: {answers.get('minutes_by_hand') or 'not said'}",
        *_listed("What somebody needs to begin", process.inputs),
        *_listed("What comes out", process.outputs),
        *_listed("What is decided on the way", process.decisions),
        f"Who checks: {CHECKERS[process.checked_by]}, {looks}",
    ]
    return "\n".join(lines).replace("⟦", "(").replace("⟧", ")")


def _listed(what: str, lines: Any) -> list[str]:
    return [f"{what}:", *(f"- {line}" for line in lines)] if lines else []
