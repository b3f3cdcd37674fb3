"""A model writes text, or parts by a JSON schema, from memory and a prompt; it also revises its own text."""

from typing import Any

from workflows.engine import parts as structured
from workflows.engine import parts_text, trouble
from workflows.engine.checks import facts
from workflows.engine.definition import Definition, Step
from workflows.engine.inputs import Inputs
from workflows.engine.kinds.answering import who_answers
from workflows.engine.kinds.commission import request, wanted
from workflows.engine.kinds.economy import answered, saving
from workflows.engine.kinds.writing import Settings
from workflows.engine.outcomes import Failed, Outcome, Passed, Waiting
from workflows.engine.problems import Problem, edit_warnings, setting, template_problems
from workflows.engine.settings import listed
from workflows.engine.templates import render
from workflows.engine.tools import Context, Reply, Request, Tools, Trouble

DECLINED = {
    "next": "Change the prompt.",
    "stop": "Look at the brief and the prompt, or let the step ask the next model, then resume the run.",
}
MOST_FIGURES = (
    500  # of those that memory gave, and its dates, kept so that rules can tell them from invented ones
)


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
    return Passed(_output(settings, reply, answer.context, inputs.run.language), note=reply.route_note)


async def _recalled(settings: Settings, prompt: str, tools: Tools) -> Context:
    if not settings.use_memory:
        return Context()
    return await tools.recall(wanted(settings, prompt))


def _unusable(step: Step, settings: Settings, reply: Reply, tools: Tools) -> Failed | None:
    name = f"Step “{step.title or step.key}”"
    if reply.stop == "refused":
        why = f" ({reply.why_stopped})" if reply.why_stopped else ""
        what = DECLINED[settings.on_refusal]
        return Failed(f"{name}: {reply.model} declined to write this{why}. {what}", owner="agency")
    if reply.stop == "truncated":
        return Failed(f"{name}: {_cut(reply, settings)}", owner="agency")
    if reply.stop == "unknown":
        sentence = f"{name}: the answer of {reply.model} isn’t used, for {reply.why_stopped}."
        return Failed(sentence, retry_at=tools.now(), owner="nobody")
    if settings.output == "json" and (wrong := structured.wrong(reply.data, settings.parts)):
        sentence = f"{name}: the reply of {reply.model} could not be used, for {wrong}."
        return Failed(sentence, retry_at=tools.now(), owner="nobody")
    if not reply.text.strip() and settings.output == "text":
        return Failed(f"{name}: {reply.model} replied with nothing.", retry_at=tools.now(), owner="nobody")
    return None


def _cut(reply: Reply, settings: Settings) -> str:
    """What happened, and what to do about it: more room, or less thinking where thinking took all of it."""
    why = reply.why_stopped or f"the reply was cut off at {settings.max_output:,} tokens"
    if reply.text.strip():
        return f"{why}. Raise “Longest reply”, or put a model that writes longer ones first in the route."
    return f"{why}. Lower “Effort” or raise “Longest reply”."


def _output(settings: Settings, reply: Reply, context: Context, language: str) -> dict[str, Any]:
    used = [
        {"id": p.id, "document_id": p.document_id, "title": p.title, "kind": p.kind} for p in context.passages
    ]
    made = {"text": reply.text.strip(), "model": reply.model, "passages": used}
    made |= {"asked": reply.asked} if reply.asked else {}
    figures = facts.given("\n".join(passage.text for passage in context.passages), language)
    made |= {"figures": figures[:MOST_FIGURES]} if figures else {}
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
