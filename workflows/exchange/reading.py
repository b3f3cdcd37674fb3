"""A file's text to its material, with everything that is wrong told at once."""

from collections.abc import Iterator
from typing import Any, get_args

from django.db import models
from pydantic import BaseModel, ValidationError

from tenants.masking import MASK
from workflows.engine.definition import Definition, Step
from workflows.engine.kinds import KINDS
from workflows.engine.problems import Problem
from workflows.engine.settings import sentences
from workflows.engine.validate import KEY, validate
from workflows.exchange.faults import BadFile, Fault
from workflows.exchange.material import Material
from workflows.exchange.parsing import Lines, Path, parse
from workflows.models import Field as FieldRow
from workflows.models import Step as StepRow
from workflows.models import Workflow

LARGEST = 2_147_483_647
UNFINISHED = {"missing", "too_short", "string_too_short"}  # a draft may be: publishing is what refuses it
NO_WORKFLOW = "This is not a workflow’s file: it needs “slug”, “name” and “definition”."
BODIES = {"dict_type", "model_type", "model_attributes_type"}


def read(text: str) -> Material:
    """Raises BadFile."""
    value, lines = parse(text)
    if not isinstance(value, dict) or not {"slug", "name", "definition"} & value.keys():
        raise BadFile([Fault(0, NO_WORKFLOW)])
    try:
        material = Material.model_validate(value)
    except ValidationError as error:
        raise BadFile([*_misshapen(error, lines), *_settings_of_all(value, lines)]) from None
    if faults := list(_faults(material, value, lines)):
        raise BadFile(faults)
    return material


def problems(text: str, definition: Definition) -> list[tuple[int, Problem]]:
    """What keeps it from being published, or is a risk, each with its line."""
    _, lines = parse(text)
    return [(_line(_place(problem.where, definition), lines), problem) for problem in validate(definition)]


def _misshapen(error: ValidationError, lines: Lines) -> Iterator[Fault]:
    errors = error.errors(include_url=False)
    for raw in errors:
        if raw["type"] in BODIES:
            where = " › ".join(str(part) for part in raw["loc"])
            yield Fault(_line(raw["loc"], lines), f"“{where}” must be names with their values.")
    rest = [raw for raw in errors if raw["type"] not in BODIES]
    told = dict(sentences(error, Material))
    for raw in rest:
        place = ".".join(str(part) for part in raw["loc"])
        if place in told:
            sentence = _unknown(raw["loc"]) if raw["type"] == "extra_forbidden" else told[place]
            yield Fault(_line(raw["loc"], lines), sentence)


def _unknown(where: Path) -> str:
    """Of a name that has no place there: which ones have."""
    here: type[BaseModel] = Material
    for part in where[:-1]:
        if isinstance(part, str):
            here = _inside(here.model_fields[part].annotation) or here
    return f"“{where[-1]}” isn’t known here. Known: {', '.join(here.model_fields)}."


def _inside(annotation: Any) -> type[BaseModel] | None:
    """The model that a field holds, by itself, in a tuple, or perhaps."""
    held = (annotation, *get_args(annotation))
    return next((one for one in held if isinstance(one, type) and issubclass(one, BaseModel)), None)


def _faults(material: Material, value: Any, lines: Lines) -> Iterator[Fault]:
    definition = material.definition
    yield from _masked(value, (), lines)
    yield from _too_large(Workflow, material, (), lines)
    for n, field in enumerate(definition.fields):
        at = ("definition", "fields", n)
        yield from _key(field.key, "question", [f.key for f in definition.fields[:n]], at, lines)
        yield from _too_large(FieldRow, field, at, lines)
    for n, step in enumerate(definition.steps):
        at = ("definition", "steps", n)
        yield from _key(step.key, "step", [s.key for s in definition.steps[:n]], at, lines)
        yield from _too_large(StepRow, step, at, lines)
        yield from _settings(step, at, lines)


def _key(key: str, what: str, before: list[str], at: Path, lines: Lines) -> Iterator[Fault]:
    if not KEY.fullmatch(key):
        sentence = f"“{key}” can’t name a {what}: use small letters, digits and _, beginning with a letter, 40 at most."
        yield Fault(_line((*at, "key"), lines), sentence)
    elif key in before:
        yield Fault(_line((*at, "key"), lines), f"Another {what} has the key “{key}” already. Rename one.")


def _too_large(rows: type[models.Model], part: Any, at: Path, lines: Lines) -> Iterator[Fault]:
    """What the database has no room for."""
    for name in type(part).model_fields:
        column = {f.name: f for f in rows._meta.fields}.get(name)
        value, most = getattr(part, name), getattr(column, "max_length", None)
        if isinstance(value, str) and most and len(value) > most:
            sentence = f"“{name}” has {len(value):,} characters; {most:,} is the most."
            yield Fault(_line((*at, name), lines), sentence)
        elif isinstance(value, int) and not 0 <= value <= LARGEST:
            yield Fault(_line((*at, name), lines), f"“{name}” must be a number from 0 to {LARGEST:,}.")


def _settings_of_all(value: Any, lines: Lines) -> Iterator[Fault]:
    """Of a file with other faults: so that all of them are told at once."""
    definition = value.get("definition")
    steps = definition.get("steps") if isinstance(definition, dict) else ()
    for n, raw in enumerate(steps if isinstance(steps, list) else ()):
        kind, settings = (raw.get("kind"), raw.get("settings", {})) if isinstance(raw, dict) else (None, None)
        if isinstance(kind, str) and isinstance(settings, dict):
            step = Step.model_construct(kind=kind, settings=settings)
            yield from _settings(step, ("definition", "steps", n), lines)


def _settings(step: Step, at: Path, lines: Lines) -> Iterator[Fault]:
    if step.kind not in KINDS:
        sentence = f"“{step.kind}” is no kind of step. Kinds: {', '.join(KINDS)}."
        yield Fault(_line((*at, "kind"), lines), sentence)
        return
    model = KINDS[step.kind].module.Settings
    try:
        model.model_validate(step.settings)
    except ValidationError as error:
        wrong = {
            ".".join(map(str, raw["loc"])): raw["loc"]
            for raw in error.errors(include_url=False)
            if raw["type"] not in UNFINISHED
        }
        for place, sentence in sentences(error, model):
            if place in wrong:
                yield Fault(_line((*at, "settings", *wrong[place]), lines), sentence)


def _masked(value: Any, at: Path, lines: Lines) -> Iterator[Fault]:
    """Otherwise the mask would be sent in the place of the secret."""
    if isinstance(value, (dict, list)):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _masked(inner, (*at, name), lines)
    elif isinstance(value, str) and MASK in value:
        yield Fault(
            _line(at, lines),
            f"A secret was left out here when the file was written ({MASK}). Give it to a connection instead.",
        )


def _place(where: str, definition: Definition) -> Path:
    """ "steps.draft.settings.prompt" as the file has it."""
    part, _, rest = where.partition(".")
    key, *inner = rest.split(".")
    keys = [one.key for one in getattr(definition, part, ())] if part in ("fields", "steps") else []
    if key not in keys:
        return ("definition", part)
    return ("definition", part, keys.index(key), *(int(one) if one.isdecimal() else one for one in inner))


def _line(path: Path, lines: Lines) -> int:
    """Of the value, or of the nearest around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 0)
