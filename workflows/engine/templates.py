"""Liquid with hard limits, for prompts, conditions (`when`) and paths (`for_each`).

Templates see plain dicts, lists, strings and numbers only. Values are never rendered again, nothing can be
loaded or included, the clock can't be read (`today` is a value), and a missing variable is an error that
names it. Anything wrong with a template raises `TemplateProblem`, whose text is a sentence for its author.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from liquid import BoundTemplate, Environment, RenderContext, StrictUndefined
from liquid.exceptions import FilterArgumentError, LiquidError, ResourceLimitError, UndefinedError

from workflows.engine.blanks import Template

LONGEST_VALUE = 200_000  # characters that a filter may be given or give back
PROBLEMS = (LiquidError, ArithmeticError, TypeError, ValueError, RecursionError)
FORBIDDEN_TAGS = ("include", "render", "tablerow", "increment", "decrement", "liquid")


MISTAKES = [
    (re.compile(pattern), words)
    for pattern, words in (
        (r"expected '\}\}', found", "a “{{{{” has no “}}}}” that closes it"),
        (r"expected '%\}', found|missing tag name or closing", "a “{{%” has no “%}}” that closes it"),
        (r"expected tag (end\w+), found", "write “{{% {0} %}}” where it ends"),
        (r"unexpected tag '(end\w+|else|elsif|when)'", "“{{% {0} %}}” belongs to nothing that is open here"),
        (rf"unexpected tag '({'|'.join(FORBIDDEN_TAGS)})'", "“{{% {0} … %}}” can’t be used here. Take it out"),
        (r"unexpected tag '(.*)'", "there is no “{{% {0} %}}”. It knows if, unless, case, for and assign"),
        (r"missing expression|expected a primitive expression, found", "a name is missing, such as brief.topic"),
        (r"expected in, found", "a loop is written “{{% for one in brief.topics %}}”"),
        (r"expected end of expression, found", "there is one word or mark too many"),
        (r"expected an identifier, found", "a name is wrong. It begins with a letter, as brief.topic"),
        (r"unexpected [\"'](.*)[\"']$", "“{0}” can’t stand here"),
    )
]  # fmt: skip


class TemplateProblem(Exception):
    """What is wrong with a template, in a sentence."""


class Templates(Environment):
    template_class = Template
    block_nesting_limit = 20
    context_depth_limit = 10
    loop_iteration_limit = 1000
    local_namespace_limit = 50_000
    output_stream_limit = 200_000
    logical_not_operator = True
    logical_parentheses = True

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=extra)
        for tag in FORBIDDEN_TAGS:
            del self.tags[tag]
        self.filters["date"] = _without_clock(self.filters["date"])
        self.filters = {name: _bounded(func) for name, func in self.filters.items()}


def _without_clock(date: Any) -> Any:
    def checked(value: object, *args: object, **more: object) -> object:
        if value in ("now", "today"):
            raise FilterArgumentError("write {{ today }} for the date of the run", token=None)
        return date(value, *args, **more)

    return _keep_marks(date, checked)


def _bounded(func: Any) -> Any:
    """Chained filters could multiply a text without end (`replace` above all): cap what goes in and comes out."""

    def checked(value: object, *args: object, **more: object) -> object:
        if _size(value) * max([1, *(_size(arg) for arg in args)]) > LONGEST_VALUE * 50:
            raise ResourceLimitError("a filter would make a text that is too long", token=None)
        result = func(value, *args, **more)
        if _size(result) > LONGEST_VALUE:
            raise ResourceLimitError("a filter made a text that is too long", token=None)
        return result

    return _keep_marks(func, checked)


def _keep_marks(func: Any, checked: Any) -> Any:
    """python-liquid marks filters that want the environment or the context by attributes."""
    for mark in ("with_environment", "with_context"):
        if hasattr(func, mark):
            setattr(checked, mark, getattr(func, mark))
    return checked


def _size(value: object) -> int:
    return len(value) if isinstance(value, (str, list, tuple, range)) else 1


ENVIRONMENT = Templates(undefined=StrictUndefined)
FILTERS = sorted(ENVIRONMENT.filters)


def _named(problem: Exception, values: Mapping[str, Any]) -> TemplateProblem:
    match problem:
        case UndefinedError():
            return TemplateProblem(_missing(problem, values))
        case LiquidError():
            return TemplateProblem(_sentence(problem))
        case _:
            return TemplateProblem(f"The template asks for something impossible: {problem}.")


def render(template: str, values: Mapping[str, Any]) -> str:
    parsed = _parsed(template)
    try:
        return parsed.render(values)
    except PROBLEMS as problem:
        raise _named(problem, values) from problem


def holds(condition: str, values: Mapping[str, Any]) -> bool:
    """Whether a `when` is true."""
    return render(_as_if(condition), values) == "yes"


def listed(path: str, values: Mapping[str, Any]) -> list[Any]:
    """The list that a `for_each` path leads to; nothing there counts as an empty list."""
    node = _path_node(path)
    try:
        found = node.expression.evaluate(RenderContext(_parsed(_as_output(path)), globals=values))
        empty = found is None or found == ""
    except PROBLEMS as problem:
        raise _named(problem, values) from problem
    if not empty and not isinstance(found, (list, tuple)):
        raise TemplateProblem(f"“{path}” is not a list, so there is nothing to go through item by item.")
    return [] if empty else list(found)


def variables(template: str) -> list[tuple[str, ...]]:
    """The paths that a template reads from outside, e.g. ("brief", "topic"); an index is given as "[]"."""
    try:
        found = _parsed(template).analyze(include_partials=False).globals
    except LiquidError as problem:
        raise TemplateProblem(_sentence(problem)) from problem
    paths = [_names(variable.segments) for uses in found.values() for variable in uses]
    return list(dict.fromkeys(paths))


def condition_variables(condition: str) -> list[tuple[str, ...]]:
    return variables(_as_if(condition))


def path_variables(path: str) -> list[tuple[str, ...]]:
    _path_node(path)
    return variables(_as_output(path))


def _names(segments: list[Any]) -> tuple[str, ...]:
    return tuple(segment if isinstance(segment, str) else "[]" for segment in segments)


def _as_if(condition: str) -> str:
    if "%}" in condition or "{%" in condition or "{{" in condition:
        raise TemplateProblem("A condition is written without braces, e.g. brief.channel == 'email'.")
    return "{% if " + condition + " %}yes{% endif %}"


def _as_output(path: str) -> str:
    if "{" in path or "}" in path:
        raise TemplateProblem("A list is named without braces, e.g. brief.topics or steps.ideas.data.")
    return "{{ " + path + " }}"


def _path_node(path: str) -> Any:
    nodes = _parsed(_as_output(path)).nodes
    if len(nodes) != 1 or not path.strip():
        raise TemplateProblem(f"“{path}” does not name a list.")
    return nodes[0]


@lru_cache(maxsize=2048)
def _parsed(template: str) -> BoundTemplate:
    try:
        return ENVIRONMENT.from_string(template)
    except LiquidError as problem:
        raise TemplateProblem(_sentence(problem)) from problem


def _sentence(problem: LiquidError) -> str:
    where = problem.context() if problem.token is not None else None
    line = f" in line {where[0]}" if where else ""
    return f"The template has a mistake{line}: {_plainly(str(problem.message))}."


def _plainly(message: str) -> str:
    """The engine's words in those of whoever writes prompts; what isn't known here stays as it is."""
    for pattern, words in MISTAKES:
        if found := pattern.match(message):
            return words.format(*found.groups())
    return message


def _missing(problem: UndefinedError, values: Mapping[str, Any]) -> str:
    name = str(problem.message).removesuffix(" is undefined").strip("'\"")
    reach = ", ".join(in_reach(values)) or "nothing"
    return f"The template asks for “{name}”, which does not exist here. In reach: {reach}."


def in_reach(values: Mapping[str, Any]) -> list[str]:
    """The names that a template may use, for an error message."""
    return [".".join(path) for path in _paths(values, ())]


def _paths(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(value, Mapping) and value and len(path) < 3:
        for key, inner in value.items():
            yield from _paths(inner, (*path, str(key)))
    elif path:
        yield path
