"""What a step that writes asks for: of memory what fits its prompt, and of the model the piece."""

import json
from typing import Any

from workflows.engine import parts as structured
from workflows.engine import prompts, reach
from workflows.engine.inputs import Inputs
from workflows.engine.kinds.writing import Settings
from workflows.engine.outcomes import Output
from workflows.engine.tools import Context, Request, Wanted

ORIGINS = {  # the ways into memory that each means; none: all
    "any": (),
    "people": ("uploaded", "pasted", "copied"),
    "approved": ("approved",),
    "web": ("imported",),
}
LONGEST_QUERY = 2000  # characters of the prompt that memory is searched by


def wanted(settings: Settings, prompt: str) -> Wanted:
    """What this step recalls for a prompt."""
    return Wanted(
        prompt[:LONGEST_QUERY],
        settings.context_tokens,
        settings.passages,
        () if settings.recall_from == "all" else (settings.recall_from,),
        settings.recall_tags,
        settings.half_life,
        ORIGINS[settings.recall_origin],
        settings.recall_days,
    )


def request(settings: Settings, inputs: Inputs, context: Context, prompt: str, instructions: str) -> Request:
    """What the model is asked, from what memory gave and the templates came to."""
    revising = inputs.previous is not None
    revision = ""
    if inputs.previous is not None:
        revision = prompts.revision_block(
            _as_written(settings, inputs.previous), inputs.findings, inputs.note
        )
    return Request(
        route=settings.route,
        purpose="revise" if revising else "structure" if settings.output == "json" else "write",
        context=prompts.stable_block(context, prompts.instructed(instructions, inputs.run.language)),
        prompt=prompts.together(
            prompts.recalled_block(context, f"{inputs.run.id}/{inputs.number}"), prompt, revision
        ),
        schema=structured.schema(settings.parts) if settings.output == "json" else None,
        effort=settings.effort,
        max_output=settings.max_output,
        files=_files(settings, inputs),
        pin=settings.pin,
        exclude=settings.exclude,
        on_refusal=settings.on_refusal,
        material=_material(settings, inputs, context, prompt),
    )


def _files(settings: Settings, inputs: Inputs) -> tuple[str, ...]:
    """In the order of the questions; each file once."""
    named = (file for key in settings.files for file in inputs.brief.get(key) or ())
    return tuple(dict.fromkeys(str(file["id"]) for file in named))


def _as_written(settings: Settings, previous: Output) -> str:
    """The last round in the form in which the next is wanted."""
    if settings.output == "json" and "data" in previous:
        return json.dumps(previous["data"], ensure_ascii=False, indent=1)
    return str(previous.get("text", ""))


def _material(settings: Settings, inputs: Inputs, context: Context, prompt: str) -> dict[str, Any]:
    return {
        **prompts.as_material(context.passages, inputs.findings),
        "brief": reach.readable(inputs.brief),
        "steps": {key: dict(seen) for key, seen in inputs.steps.items()},
        "item": inputs.item,
        "piece": str(inputs.previous.get("text", "")) if inputs.previous is not None else "",
        "note": inputs.note,
        "parts": [part.model_dump() for part in settings.parts] if settings.output == "json" else [],
        "prompt": prompt,
        "language": inputs.run.language,
    }
