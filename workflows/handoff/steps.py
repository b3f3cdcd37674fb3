"""Each step of a version, told to somebody who has never seen it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from workflows import answering
from workflows.engine.definition import Definition, Step
from workflows.engine.kinds import KINDS
from workflows.forms.settings import SHOWN_IF
from workflows.forms.shape import label, shape
from workflows.forms.telling import told
from workflows.providers.registry import Registry
from workflows.providers.router import today

TEXTS = ("prompt", "instructions", "template", "url")  # shown whole, under their own titles
OWN_PLACE = {*TEXTS, "criteria", "parts", "route"}


UNNAMED = {"key": "…", "name": "", "description": ""}  # a row that somebody has only begun


@dataclass(frozen=True)
class StepPage:
    """One step, told to somebody who has never seen it."""

    number: int
    key: str
    kind: str
    title: str
    kind_label: str
    sentence: str
    explained: str
    after: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]  # title, text: prompts and templates as they are written
    facts: tuple[tuple[str, str], ...]  # every other setting that says something
    criteria: tuple[Mapping[str, Any], ...]
    parts: tuple[Mapping[str, Any], ...]
    models: tuple[str, ...]  # in the order in which they are asked


def step_page(number: int, step: Step, definition: Definition, models: Registry) -> StepPage:
    kind = KINDS.get(step.kind)
    explained = str(kind.module.explain(step, definition)) if kind else ""
    titles = {other.key: other.title or other.key for other in definition.steps}
    return StepPage(
        number=number,
        key=step.key,
        kind=step.kind,
        title=step.title or step.key,
        kind_label=kind.label if kind else step.kind,
        sentence=_ended(step.purpose) or explained,
        explained=explained if step.purpose else "",
        after=tuple(titles.get(need, need) for need in step.needs),
        texts=tuple(_texts(step)),
        facts=tuple((name, words) for name, words in _facts(step, titles | dict(answering.choices(models)))),
        criteria=tuple({**UNNAMED, **one} for one in step.settings.get("criteria") or ()),
        parts=_parts(step) if step.settings.get("output") == "json" else (),
        models=_models(step, models),
    )


def _ended(words: str) -> str:
    """With a full stop, since another sentence follows."""
    words = words.strip()
    return words if not words or words[-1] in ".!?…:;。！？" else f"{words}."


def _parts(step: Step) -> tuple[Mapping[str, Any], ...]:
    """Each with its kind in words."""
    declared = (part for part in step.settings.get("parts") or () if isinstance(part, Mapping))
    return tuple({**UNNAMED, **part, "kind": _kind_words(part)} for part in declared)


def _kind_words(part: Mapping[str, Any]) -> str:
    """“one of: hot, cold, may stay empty”; “entries of name (text), nights (number)”."""
    kind = str(part.get("kind") or "text")
    if kind == "choice":
        kind = f"one of: {', '.join(map(str, part.get('options') or ()))}"
    elif kind == "records":
        each = (f"{one.get('name') or '…'} ({_kind_words(one)})" for one in part.get("of") or ())
        kind = f"entries of {', '.join(each)}"
    return kind.replace("_", " ") + (", may stay empty" if part.get("optional") else "")


def _models(step: Step, registry: Registry) -> tuple[str, ...]:
    """Those that would be asked today, the pinned one alone and without those that are excluded."""
    found = answering.answering(step, registry, today())
    return tuple(choice.name for choice in found.choices) if found else ()


def _settings(step: Step) -> type[BaseModel] | None:
    return KINDS[step.kind].module.Settings if step.kind in KINDS else None


def _default(step: Step, name: str) -> Any:
    model = _settings(step)
    field = model.model_fields.get(name) if model else None
    return field.get_default() if field and not field.is_required() else None


def _texts(step: Step) -> Iterator[tuple[str, str]]:
    model = _settings(step)
    for name in TEXTS:
        text = step.settings.get(name)
        if text and model and name in model.model_fields:
            yield label(name, model.model_fields[name]), str(text)


def _facts(step: Step, titles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    model = _settings(step)
    for name, info in model.model_fields.items() if model else ():
        value = step.settings.get(name, _default(step, name))
        other, choice = SHOWN_IF.get(name, ("", None))
        idle = bool(other) and step.settings.get(other, _default(step, other)) != choice
        off = step.kind == "rules" and value is False
        if name in OWN_PLACE or idle or off or shape(info).holds == "rows":
            continue
        if name in ("subject", "back_to", "pin"):
            value = titles.get(value, value)
        elif name == "exclude":
            value = [titles.get(one, one) for one in value]
        words = told(name, info, value)
        if words:
            yield label(name, info), words
    if step.settings.get("route") or _default(step, "route"):
        yield "Route", str(step.settings.get("route") or _default(step, "route"))
    yield from _when(step)


def _when(step: Step) -> Iterator[tuple[str, str]]:
    if step.when:
        yield "Only if", step.when
    if step.for_each:
        yield "For each of", step.for_each
        yield (
            "If one entry fails",
            {"fail": "the run stops", "leave_out": "it is left out"}[step.on_item_failure],
        )
    yield "Tries again", f"{step.retries} time{'' if step.retries == 1 else 's'} after trouble outside"
    yield "Gives up after", f"{step.timeout} seconds a try"
