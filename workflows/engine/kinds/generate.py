"""A model writes text, or parts by a JSON schema, from memory and a prompt; it also revises its own text."""

import json
from typing import Any, Literal

from pydantic import Field as Setting

from workflows.engine import parts as structured
from workflows.engine import parts_text, prompts, reach, trouble
from workflows.engine.checks import facts
from workflows.engine.definition import Definition, Step
from workflows.engine.inputs import Inputs
from workflows.engine.kinds.answering import EXCLUDE, PIN, who_answers
from workflows.engine.kinds.economy import ECONOMY, IF_LATE, answered, saving
from workflows.engine.outcomes import Failed, Outcome, Output, Passed, Waiting
from workflows.engine.parts import Part
from workflows.engine.problems import Problem, edit_warnings, setting, template_problems
from workflows.engine.settings import StepSettings, listed
from workflows.engine.templates import render
from workflows.engine.tools import Context, Reply, Request, Tools, Trouble, Wanted

DECLINED = {
    "next": "Change the prompt.",
    "stop": "Look at the brief and the prompt, or let the step ask the next model, then resume the run.",
}
MOST_FIGURES = 500  # of those that memory gave, kept so that rules can tell them from invented ones
ORIGINS = {  # the ways into memory that each means; none: all
    "any": (),
    "people": ("uploaded", "pasted", "copied"),
    "approved": ("approved",),
    "web": ("imported",),
}
LONGEST_QUERY = 2000  # characters of the prompt that memory is searched by


class Settings(StepSettings):
    prompt: str = Setting(
        title="Prompt",
        min_length=1,
        description="What to write, in your words. {{ brief.topic }} or {{ steps.outline.text }} put in what is known.",
    )
    instructions: str = Setting(
        "", title="Role and rules", description="What stays the same from run to run: role, tone, format."
    )
    route: str = Setting("writing", title="Route", description="Which list of models answers.")
    pin: str = PIN
    exclude: tuple[str, ...] = EXCLUDE
    effort: Literal["low", "medium", "high"] = Setting(
        "medium", title="Effort", description="How long the model may think; more costs more."
    )
    output: Literal["text", "json"] = Setting(
        "text", title="Result", description="One text, or the parts named below."
    )
    parts: tuple[Part, ...] = Setting(
        (), title="Parts", description="Each part can be used by later steps by its name."
    )
    use_memory: bool = Setting(
        True,
        title="Use memory",
        description="Put the client's voice, constraints and fitting samples before the prompt.",
    )
    files: tuple[str, ...] = Setting(
        (),
        title="Pictures and PDFs",
        description="Questions of the form whose files the model sees with the prompt.",
    )
    context_tokens: int = Setting(6000, title="Room for memory", ge=0, le=200_000, description="In tokens.")
    passages: int = Setting(6, title="Samples at most", ge=0, le=50)
    recall_from: Literal["all", "sample", "facts"] = Setting(
        "all",
        title="Recall from",
        description="Voice and constraints always come whole, before what is recalled.",
        json_schema_extra={
            "labels": {"all": "Past pieces and facts", "sample": "Past pieces only", "facts": "Facts only"}
        },
    )
    recall_tags: tuple[str, ...] = Setting(
        (),
        title="Recall by tags",
        description="Only documents with one of these tags; none: all.",
    )
    recall_origin: Literal["any", "people", "approved", "web"] = Setting(
        "any",
        title="Recall what came from",
        description="Only documents that came into memory in this way.",
        json_schema_extra={
            "labels": {
                "any": "Anywhere",
                "people": "People: uploaded, pasted or copied",
                "approved": "Approved pieces",
                "web": "The web",
            }
        },
    )
    recall_days: int = Setting(
        0,
        title="Only the newest",
        ge=0,
        le=3650,
        description="Days within which a document came into memory. 0: however old it is.",
    )
    half_life: int = Setting(
        0,
        title="Newest first",
        ge=0,
        le=3650,
        description="Days after which age takes a quarter of a passage's score, half at most. 0: age is no matter.",
    )
    max_output: int = Setting(
        8000, title="Longest reply", ge=100, le=128_000, description="In tokens, thinking included."
    )
    on_refusal: Literal["next", "stop"] = Setting(
        "next",
        title="If a model declines",
        description="It refuses, or its vendor's filter speaks. Another model may see no reason to.",
        json_schema_extra={
            "labels": {"next": "Ask the next model of the route", "stop": "Stop the run for a person to look"}
        },
    )
    economy: bool = ECONOMY
    if_late: Literal["now", "fail"] = IF_LATE


async def perform(step: Step, settings: Settings, inputs: Inputs, tools: Tools) -> Outcome:
    async def asking() -> tuple[Request, Context]:
        values = inputs.values(tools.now())
        prompt = render(settings.prompt, values)
        context = await _recalled(settings, prompt, tools)
        return request(settings, inputs, context, prompt, render(settings.instructions, values)), context

    answer = await answered(step, settings, tools, asking, at_once=inputs.run.is_trial)
    if isinstance(answer, Waiting | Failed):
        return answer
    reply = answer.result
    if isinstance(reply, Trouble):
        return trouble.failed(step, reply, tools.now(), inputs.failures)
    if problem := _unusable(step, settings, reply, tools):
        return problem
    return Passed(_output(settings, reply, answer.context), note=reply.route_note)


async def _recalled(settings: Settings, prompt: str, tools: Tools) -> Context:
    if not settings.use_memory:
        return Context()
    return await tools.recall(wanted(settings, prompt))


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


def _unusable(step: Step, settings: Settings, reply: Reply, tools: Tools) -> Failed | None:
    name = f"Step “{step.title or step.key}”"
    if reply.stop == "refused":
        why = f" ({reply.why_stopped})" if reply.why_stopped else ""
        what = DECLINED[settings.on_refusal]
        return Failed(f"{name}: {reply.model} declined to write this{why}. {what}", owner="agency")
    if reply.stop == "truncated":
        sentence = f"{name}: the reply was cut off at {settings.max_output} tokens. Raise “Longest reply”."
        return Failed(sentence, owner="agency")
    if settings.output == "json" and (wrong := structured.wrong(reply.data, settings.parts)):
        sentence = f"{name}: the reply of {reply.model} could not be used, for {wrong}."
        return Failed(sentence, retry_at=tools.now(), owner="nobody")
    if not reply.text.strip() and settings.output == "text":
        return Failed(f"{name}: {reply.model} replied with nothing.", retry_at=tools.now(), owner="nobody")
    return None


def _output(settings: Settings, reply: Reply, context: Context) -> dict[str, Any]:
    used = [
        {"id": p.id, "document_id": p.document_id, "title": p.title, "kind": p.kind} for p in context.passages
    ]
    made = {"text": reply.text.strip(), "model": reply.model, "passages": used}
    made |= {"asked": reply.asked} if reply.asked else {}
    figures = facts.figures("\n".join(passage.text for passage in context.passages))
    made |= {"figures": sorted(figures)[:MOST_FIGURES]} if figures else {}
    if settings.output == "json":
        data = structured.filled(reply.data, settings.parts)
        return {**made, "text": parts_text.as_text(data, settings.parts), "data": data}
    return made


def explain(step: Step, definition: Definition) -> str:
    settings = step.settings
    what = "writes a text"
    if settings.get("output") == "json":
        names = [
            str(p.get("name", "")).replace("_", " ")
            for p in settings.get("parts") or []
            if isinstance(p, dict)
        ]
        what = f"writes {listed(names)}" if names else "writes parts"
    memory = ", with the client's voice and samples before it," if settings.get("use_memory", True) else ""
    shown = {field.key: field.label or field.key for field in definition.fields}
    files = listed(f"“{shown.get(key, key)}”" for key in settings.get("files") or ())
    seen = f" It sees the files of {files}." if files else ""
    who = who_answers(step, f"A model of the route “{settings.get('route', 'writing')}”")
    stops = settings.get("on_refusal") == "stop"
    end = "; if it declines, the run stops for a person to look" if stops else ""
    return f"{who} {what} by your prompt{memory} and answers findings{end}.{seen}{saving(settings)}"


def check(step: Step, definition: Definition) -> list[Problem]:
    written = ("prompt", "instructions")
    found = template_problems(step, definition, *written) + edit_warnings(step, definition, *written)
    parts = step.settings.get("parts") or []
    if step.settings.get("output") == "json" and not parts:
        found.append(
            Problem(setting(step, "parts"), "Name at least one part, or let the step write one text.")
        )
    carrying = {field.key for field in definition.fields if field.kind == "files"}
    for key in step.settings.get("files") or ():
        if key not in carrying:
            found.append(
                Problem(setting(step, "files"), f"“{key}” is no question for files. Choose one that is.")
            )
    names = [p.get("name") for p in parts if isinstance(p, dict)]
    for name in sorted({str(name) for name in names if names.count(name) > 1}):
        found.append(Problem(setting(step, "parts"), f"Two parts are called “{name}”."))
    return found
