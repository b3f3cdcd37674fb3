"""What a model would get for a step and a brief: the very request that a run makes, its parts counted and priced."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from memory import recall
from memory.selection import tokens
from tenants.models import Client
from workflows import answering
from workflows.costs.words import dollars
from workflows.engine import reach, templates
from workflows.engine.assembled import Assembled, Stretch, judging, prompt_of, writing
from workflows.engine.definition import Definition, Step
from workflows.engine.inputs import Inputs, RunFacts
from workflows.engine.kinds import commission
from workflows.engine.pieces import Piece
from workflows.engine.tools import Context, Request, Usage
from workflows.models import Run
from workflows.providers import wire
from workflows.providers.registry import Registry
from workflows.providers.router import today
from workflows.toolbox import recalled

WORDS = {
    "voice": "Voice", "constraints": "Constraints", "lessons": "Lessons", "always": "Always used",
    "instructions": "Role and rules", "criteria": "Criteria", "recalled": "Recalled", "prompt": "Prompt",
    "brief": "Brief", "earlier": "Earlier steps", "piece": "The piece", "schema": "Form of the answer",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """What one part takes, over all its stretches."""

    key: str
    words: str
    tokens: int
    percent: int
    cost: str  # "": no price is known


@dataclass(frozen=True)
class Sent:
    context: Sequence[Stretch]
    prompt: Sequence[Stretch]
    schema: str
    parts: Sequence[Part]
    tokens: int
    cost: str
    model: str  # the first that would be asked; "": nobody can answer
    free: bool
    answer_tokens: int  # at most, thinking included
    answer_cost: str
    files: int
    note: str


def inputs_for(
    step: Step, definition: Definition, brief: Mapping[str, Any], client: Client, run: Run | None
) -> Inputs:
    """As a run of this brief would have them; texts of earlier steps come from `run`, as far as it has any."""
    made = _made(run) if run else {}
    above = definition.graph.above[step.key] - {step.key}
    earlier = {key: made.get(key) or reach.unmade(definition.step(key)) for key in above}
    facts = RunFacts("preview", client.name, language=client.language)
    inputs = Inputs(facts, reach.answered(definition, brief), earlier)
    if not step.for_each:
        return inputs
    seen = reach.named(inputs.brief, earlier, client.name, datetime.min, "", False)
    entries = templates.listed(step.for_each, seen)
    return Inputs(facts, inputs.brief, earlier, entries[0] if entries else "", 0)


def _made(run: Run) -> dict[str, dict[str, Any]]:
    rows = run.attempts.filter(state="passed", item=None).order_by("id").values_list("key", "output")
    return {key: {"text": "", "items": [], **output} for key, output in rows}


@dataclass(frozen=True)
class Asked:
    """A step as somebody has it in their form, and a brief."""

    client_id: int
    step: Step
    definition: Definition
    inputs: Inputs
    registry: Registry


def sent(asked: Asked, now: datetime) -> Sent:
    """May ask the embeddings server, as a run does: no transaction is to be open. Raises TemplateProblem."""
    if asked.step.kind == "rubric":
        assembled, note = judging(asked.step.read, asked.inputs, _piece(asked)), ""
    else:
        context = _context(asked, now)
        assembled, note = writing(asked.step.read, asked.inputs, context, now), context.note
    return counted(asked, assembled, note)


def _context(asked: Asked, now: datetime) -> Context:
    settings = asked.step.read
    if not settings.use_memory:
        return Context()
    wanted = commission.wanted(settings, prompt_of(settings, asked.inputs, now))
    query = recall.ask(wanted.query, recall.embedder_of(asked.client_id))
    return recalled(asked.client_id, query, wanted, {})


def _piece(asked: Asked) -> Piece:
    """What the run came to, or words that stand for it."""
    graph = asked.definition.graph
    key = graph.origin(asked.step.key)
    text = str(asked.inputs.steps.get(key, {}).get("text", ""))
    text = text or f"[what “{graph.name(key) if key else 'the step before'}” writes]"
    return Piece(key, {"text": text}, (text,), ())


def counted(asked: Asked, assembled: Assembled, note: str) -> Sent:
    request, schema = assembled.request, _schema(assembled.request)
    counts = _counts(
        [*assembled.context, *assembled.prompt, *([Stretch("schema", schema)] if schema else [])]
    )
    whole, most = sum(counts.values()), wire.max_tokens(request)
    answerer = answering.answering(asked.step, asked.registry, today())
    first = answerer.choices[0] if answerer and answerer.choices else None
    row = asked.registry.catalogue.find(first.model, first.provider) if first else None
    price = row.price(today()) if row else None
    dear = price.of(Usage(input=whole)) if price else None
    return Sent(
        context=assembled.context,
        prompt=assembled.prompt,
        schema=schema,
        parts=list(_parts(counts, dear)),
        tokens=whole,
        cost=_usd(dear),
        model=first.name if first else "",
        free=dear == 0,
        answer_tokens=most,
        answer_cost=_usd(price.of(Usage(output=most)) if price else None),
        files=len(request.files),
        note=note,
    )


def _schema(request: Request) -> str:
    return json.dumps(wire.sent_schema(request), ensure_ascii=False, indent=1) if request.schema else ""


def _counts(stretches: Iterable[Stretch]) -> dict[str, int]:
    """Tokens of each part, in the order of the request: an estimate."""
    letters: dict[str, str] = {}
    for stretch in stretches:
        letters[stretch.part] = letters.get(stretch.part, "") + stretch.text
    return {part: tokens(text) for part, text in letters.items()}


def _parts(counts: Mapping[str, int], cost: Decimal | None) -> Iterable[Part]:
    whole = sum(counts.values()) or 1
    for key, count in counts.items():
        share = _usd(cost * count / whole if cost is not None else None)
        yield Part(key, WORDS[key], count, round(100 * count / whole), share)


def _usd(amount: Decimal | None) -> str:
    return "" if amount is None else dollars(amount)


def standing_in(definition: Definition) -> dict[str, Any]:
    """A brief in which each question stands for its answer."""
    return {field.key: _named(field.kind, field.label) for field in definition.fields}


def _named(kind: str, label: str) -> Any:
    words = f"[{label}]"
    match kind:
        case "list" | "choices":
            return [words]
        case "files":
            return []
        case "yes_no":
            return True
        case _:
            return words
