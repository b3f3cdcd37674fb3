"""What is wrong with a definition, told to the person who writes it: a place and a sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from workflows.engine import templates
from workflows.engine.definition import Definition, Step
from workflows.engine.templates import TemplateProblem

Paths = Callable[[], list[tuple[str, ...]]]

KNOWN = "brief, steps, client.name, today, run.cost_usd, run.budget_left_usd"
OF_LISTS = ("size", "first", "last")
DATA_OF_OTHERS = ("rules", "rubric", "review", "deliver", "fetch")


@dataclass(frozen=True)
class Problem:
    """A warning does not keep a version from being published."""

    where: str  # e.g. "steps.draft.settings.prompt"
    sentence: str
    level: Literal["problem", "warning"] = "problem"


def setting(step: Step, name: str) -> str:
    return f"steps.{step.key}.settings.{name}"


def edit_warnings(step: Step, definition: Definition, *names: str) -> list[Problem]:
    """Templates that use a text from before a review, so that the reviewer's edits would be missing in it."""
    graph = definition.graph
    reviews = {graph.origin(k): k for k in graph.above[step.key] - {step.key} if graph.role(k) == "review"}
    found = []
    for name in names:
        for path in _readable(step.settings.get(name)):
            if path[0] == "steps" and path[1:2] and path[2:3] == ("text",) and path[1] in reviews:
                seen = reviews[path[1]]
                sentence = (
                    f"“{seen}” may have edited this text. Use steps.{seen}.text to have the edits in it."
                )
                found.append(Problem(setting(step, name), sentence, level="warning"))
    return found


def _readable(template: object) -> list[tuple[str, ...]]:
    try:
        return templates.variables(template) if isinstance(template, str) else []
    except TemplateProblem:
        return []


def template_problems(step: Step, definition: Definition, *names: str) -> list[Problem]:
    """Templates among the settings that can't be read or ask for what is not in reach."""
    found = []
    for name in names:
        template = step.settings.get(name)
        if isinstance(template, str) and template:
            found += _told(setting(step, name), step, definition, partial(templates.variables, template))
    return found


def condition_problems(step: Step, definition: Definition) -> list[Problem]:
    if not step.when:
        return []
    where = f"steps.{step.key}.when"
    found = _told(where, step, definition, partial(templates.condition_variables, step.when))
    if not found and any(path[0] == "client" for path in templates.condition_variables(step.when)):
        found.append(Problem(where, "A condition can ask for the brief and for steps, not for the client."))
    return found


def _told(where: str, step: Step, definition: Definition, paths: Paths) -> list[Problem]:
    try:
        unknown = (out_of_reach(step, definition, path) for path in paths())
        return [Problem(where, sentence) for sentence in unknown if sentence]
    except TemplateProblem as problem:
        return [Problem(where, str(problem))]


def out_of_reach(step: Step, definition: Definition, path: tuple[str, ...]) -> str:
    """Why a template of this step can't use a path; "" if it can."""
    match path:
        case ("brief",) | ("brief", "[]", *_) | ("steps",) | ("today",) | ("client", "name"):
            return ""
        case ("run", "cost_usd" | "budget_left_usd"):
            return ""
        case ("brief", key, *_):
            return _field(definition, key)
        case ("steps", key, *rest):
            return _step(step, definition, key, rest)
        case ("item", *rest):
            return _item(step, definition, tuple(rest))
        case _:
            known = KNOWN + (", item" if step.for_each else "")
            return f"“{'.'.join(path)}” does not exist. Known: {known}."


def _field(definition: Definition, key: str) -> str:
    keys = [field.key for field in definition.fields]
    if key in keys:
        return ""
    known = f"Its questions: {', '.join(keys)}." if keys else "The form has no questions yet."
    return f"The intake form has no question “{key}”. {known}"


def _step(step: Step, definition: Definition, key: str, rest: list[str]) -> str:
    above = definition.graph.above.get(step.key, frozenset()) - {step.key}
    if key == "[]" or key in above:
        return _part(step, definition, key, rest) if key in above else ""
    if key in definition.graph.steps:
        sentence = f"Step “{key}” does not come before this step, so its text can't be used here."
        return f"{sentence} Tick it under “Comes after”."
    return f"There is no step “{key}”. Before this step: {', '.join(sorted(above)) or 'none'}."


def _part(step: Step, definition: Definition, key: str, rest: list[str]) -> str:
    used = definition.graph.steps[key]
    listed = definition.graph.fans_out(key) and not definition.graph.paired(step.key, key)
    if not rest or rest[0] == "text":
        return ""
    if rest[0] == "items":
        return (
            ""
            if listed
            else f"“steps.{key}.items” exists only for a step that runs for each entry of a list."
        )
    if rest[0] != "data":
        return f"Of a step, “text” and “data” can be used, not “{rest[0]}”."
    if listed or used.kind in DATA_OF_OTHERS:
        return ""
    return _declared(used, rest[1:])


def _declared(used: Step, rest: list[str]) -> str:
    if used.kind == "transform":
        return (
            "" if used.settings.get("output") == "lines" else f"Step “{used.key}” makes text only, no data."
        )
    if used.settings.get("output") != "json":
        return f"Step “{used.key}” writes text only. Let it write parts to use its data."
    names = [str(p.get("name")) for p in used.settings.get("parts") or [] if isinstance(p, dict)]
    if rest and rest[0] != "[]" and rest[0] not in names:
        return f"Step “{used.key}” has no part “{rest[0]}”. Its parts: {', '.join(names)}."
    return _of_record(used, rest) if rest else ""


def _of_record(used: Step, rest: list[str]) -> str:
    """steps.x.data.rooms[0].name: its records are a list, and each has the parts that it declares."""
    names = record_names(used, rest[0])
    if not names or len(rest) == 1 or rest[1] in OF_LISTS:
        return ""
    if rest[1] != "[]":
        way = f"{{% for one in steps.{used.key}.data.{rest[0]} %}}"
        return f"“{rest[0]}” of step “{used.key}” is a list. Go through it: {way}."
    return _no_such(rest[2], names, f"An entry of “{rest[0]}”") if len(rest) > 2 else ""


def record_names(used: Step, part: str) -> list[str]:
    """Of a part that holds records: what each record has. Empty for any other part."""
    declared = (p for p in used.settings.get("parts") or [] if isinstance(p, dict))
    found = next((p for p in declared if p.get("name") == part and p.get("kind") == "records"), {})
    return [str(entry.get("name")) for entry in found.get("of") or () if isinstance(entry, dict)]


def item_names(step: Step, definition: Definition) -> list[str]:
    """What the entry has that this round is about; empty where it is no record, or nobody can say."""
    match step.for_each.strip().split("."):
        case ["steps", key, "data", part] if key in definition.graph.steps:
            return record_names(definition.graph.steps[key], part)
    return []


def _item(step: Step, definition: Definition, rest: tuple[str, ...]) -> str:
    if not step.for_each:
        return "“item” exists only in a step that runs for each entry of a list."
    names = item_names(step, definition)
    return _no_such(rest[0], names, "“item”") if names and rest else ""


def _no_such(name: str, names: list[str], what: str) -> str:
    return "" if name in names or name == "[]" else f"{what} has no “{name}”. It has: {', '.join(names)}."
