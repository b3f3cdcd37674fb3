"""Everything wrong with a definition, all at once, each at its place; and what each step does, in a sentence."""

import re
from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from workflows.engine import templates
from workflows.engine.attempts import BRIEF
from workflows.engine.definition import LONGEST_STEP, Definition, Field, Step
from workflows.engine.kinds import KINDS
from workflows.engine.parts import LISTS as LIST_PARTS
from workflows.engine.problems import Problem, condition_problems, out_of_reach, setting
from workflows.engine.settings import sentences
from workflows.engine.templates import TemplateProblem

__all__ = ["Problem", "explain", "validate"]

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
LISTS = ("list", "choices")
NO_LIMIT = (
    "A run asks the route “cheap” from a share of its cost limit on, but there is no cost limit. Set one."
)


def validate(definition: Definition) -> list[Problem]:
    """Problems first, then warnings; both in the order of the form and the steps."""
    readable = _readable(definition)
    found = [*_fields(definition), *_whole(readable)]
    for step, read in zip(definition.steps, readable.steps, strict=True):
        found += _step(step, read, readable)
    return sorted(dict.fromkeys(found), key=lambda problem: problem.level != "problem")


def explain(definition: Definition) -> dict[str, str]:
    """Step's key -> what it does, in one sentence."""
    definition = _readable(definition)
    known = (step for step in definition.steps if step.kind in KINDS)
    return {step.key: _said(step, KINDS[step.kind].module.explain(step, definition)) for step in known}


def _readable(definition: Definition) -> Definition:
    """The definition without the settings that can't even be read, so that everything else can be checked."""
    steps = tuple(
        _without(step, {place.split(".")[0] for place, _ in _misread(step)}) for step in definition.steps
    )
    return Definition(fields=definition.fields, steps=steps, limits=definition.limits)


def _without(step: Step, wrong: set[str]) -> Step:
    kept = {name: value for name, value in step.settings.items() if name not in wrong}
    return step.model_copy(update={"settings": kept}) if wrong else step


def _misread(step: Step) -> list[tuple[str, str]]:
    """(setting, sentence) for each that pydantic refuses."""
    if step.kind not in KINDS:
        return []
    model = KINDS[step.kind].module.Settings
    try:
        model.model_validate(step.settings)
    except ValidationError as error:
        return sentences(error, model)
    return []


def _said(step: Step, sentence: str) -> str:
    each = f" Once for each entry of {step.for_each}." if step.for_each else ""
    only = f" Only if {step.when}." if step.when else ""
    return f"{sentence}{each}{only}"


# --- the form


def _fields(definition: Definition) -> Iterator[Problem]:
    for field in definition.fields:
        where = f"fields.{field.key}"
        if not KEY.fullmatch(field.key):
            yield Problem(where, _key_rule(field.key, "question"))
        if not field.label.strip():
            yield Problem(f"{where}.label", "The question has no text that people could read.")
        yield from _options(field, where)
    yield from _twice([field.key for field in definition.fields], "fields", "questions")


def _options(field: Field, where: str) -> Iterator[Problem]:
    if field.kind not in ("choice", "choices"):
        return
    if not [option for option in field.options if option.strip()]:
        yield Problem(
            f"{where}.options", f"“{field.label or field.key}” lets people choose, but has no options."
        )
    for option in sorted({o for o in field.options if field.options.count(o) > 1}):
        yield Problem(f"{where}.options", f"The option “{option}” is there twice.")


def _key_rule(key: str, what: str) -> str:
    return (
        f"“{key}” can't name a {what}. Use small letters, digits and _, beginning with a letter, 40 at most."
    )


def _twice(keys: list[str], where: str, what: str) -> Iterator[Problem]:
    for key in dict.fromkeys(key for key in keys if keys.count(key) > 1):
        yield Problem(f"{where}.{key}", f"Two {what} have the key “{key}”. Rename one.")


# --- the steps together


def _whole(definition: Definition) -> Iterator[Problem]:
    if not definition.steps:
        yield Problem("steps", "The workflow has no steps yet.")
    yield from _twice([step.key for step in definition.steps], "steps", "steps")
    circle = [step.key for step in definition.steps if step.key in definition.graph.above[step.key]]
    if circle:
        sentence = f"These steps need each other in a circle, so none can start: {', '.join(circle)}."
        yield Problem(f"steps.{circle[0]}.needs", sentence)
    yield from _flags_nobody_sees(definition)
    if definition.limits.cost_when_tight != "stop" and definition.limits.cost_usd is None:
        yield Problem("limits.cost_when_tight", NO_LIMIT, level="warning")
    yield from _alike(((s.key, s.title) for s in definition.steps), "steps.{}.title", "steps are called")
    yield from _alike(((f.key, f.label) for f in definition.fields), "fields.{}.label", "questions read")


def _alike(named: Iterable[tuple[str, str]], where: str, what: str) -> Iterator[Problem]:
    """Names that people can't tell apart, each told at the second that has it."""
    seen: set[str] = set()
    for key, name in named:
        if name.strip().casefold() in seen - {""}:
            sentence = f"Two {what} “{name.strip()}”. Rename one, so that people can tell them apart."
            yield Problem(where.format(key), sentence, level="warning")
        seen.add(name.strip().casefold())


def _flags_nobody_sees(definition: Definition) -> Iterator[Problem]:
    graph = definition.graph
    for step in definition.steps:
        if graph.role(step.key) != "gate" or graph.person_below(step.key):
            continue
        sentence = "Nobody reviews below this gate: a piece that it flags stops the run instead of reaching a person."
        yield Problem(f"steps.{step.key}", sentence, level="warning")


# --- one step


def _step(step: Step, read: Step, definition: Definition) -> Iterator[Problem]:
    where = f"steps.{step.key}"
    if not KEY.fullmatch(step.key):
        yield Problem(where, _key_rule(step.key, "step"))
    if step.key == BRIEF:
        yield Problem(where, "“brief” is the name of the intake form's answers. Give the step another key.")
    for need in step.needs:
        if need not in definition.graph.steps and need != BRIEF:
            yield Problem(f"{where}.needs", f"It needs “{need}”, but there is no such step.")
    if step.timeout > LONGEST_STEP:
        sentence = (
            f"One try may take {LONGEST_STEP} seconds at most: workers that are replaced wait no longer."
        )
        yield Problem(f"{where}.timeout", sentence)
    yield from condition_problems(step, definition)
    yield from _for_each(step, definition)
    yield from _kind(step, read, definition)


def _kind(step: Step, read: Step, definition: Definition) -> Iterator[Problem]:
    if step.kind not in KINDS:
        yield Problem(
            f"steps.{step.key}.kind", f"“{step.kind}” is no kind of step. Kinds: {', '.join(KINDS)}."
        )
        return
    misread = _misread(step)
    for place, sentence in misread:
        yield Problem(setting(step, place).rstrip("."), sentence)
    told = {setting(step, place.split(".")[0]) for place, _ in misread}
    yield from (
        problem for problem in KINDS[step.kind].module.check(read, definition) if problem.where not in told
    )


def _for_each(step: Step, definition: Definition) -> Iterator[Problem]:
    if not step.for_each:
        return
    where = f"steps.{step.key}.for_each"
    try:
        paths = templates.path_variables(step.for_each)
    except TemplateProblem as problem:
        yield Problem(where, str(problem))
        return
    path = paths[0] if len(paths) == 1 else ()
    wrong = out_of_reach(step, definition, path) if path else "Name one list, e.g. brief.topics."
    if wrong := wrong or _no_list(path, definition):
        yield Problem(where, wrong)


def _no_list(path: tuple[str, ...], definition: Definition) -> str:
    match path:
        case ("brief", key):
            kind = next((field.kind for field in definition.fields if field.key == key), "")
            return "" if kind in LISTS else f"“{key}” is answered by one {kind}, not by a list."
        case ("steps", key, "data" | "items", *rest):
            return _no_list_of(definition, key, list(rest))
        case _:
            return (
                "This is not a list. Use a list of the form, or the lines or parts that a step above makes."
            )


def _no_list_of(definition: Definition, key: str, rest: list[str]) -> str:
    step = definition.graph.steps[key]
    if step.for_each or step.kind != "generate":
        return ""
    parts = [part for part in step.settings.get("parts") or [] if isinstance(part, dict)]
    names = [str(part.get("name")) for part in parts if part.get("kind") in LIST_PARTS]
    if len(rest) == 1 and rest[0] in names:
        return ""
    known = f" Its lists: {', '.join(names)}." if names else ""
    return f"“steps.{'.'.join([key, 'data', *rest])}” is not a list.{known}"
