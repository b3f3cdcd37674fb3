"""The comments of a file, put into its new text: each stays at the value that it stands above or beside."""

import re
from collections.abc import Iterator

import yaml

from workflows.exchange.faults import BadFile
from workflows.exchange.parsing import compose, parse
from workflows.exchange.writing import write

COMMENT = re.compile(r"\s*#")
BESIDE = re.compile(r"\s+#.*")
Place = tuple[str, ...]
END: Place = ("",)
OWN = ("owner", "gallery")
NAMES = ("key", "name")  # what tells the entries of a list apart


def over(old: str, new: str) -> str:
    """`new` as it is to be written over the file `old`: with its comments, and with what Baton itself doesn't write."""
    try:
        values, _ = parse(old)
    except BadFile:
        return new
    written, _ = parse(new)
    own = {name: values[name] for name in OWN if isinstance(values, dict) and name in values}
    return keep(old, write({**written, **own}) if own else new)


def keep(old: str, new: str) -> str:
    """`new` with the comments of `old`; those whose value is gone are gone too."""
    try:
        before = compose(old)
    except BadFile:
        return new
    if before is None:
        return new
    above, beside = _comments(old, before)
    after = compose(new)
    assert after is not None
    lines, starts = new.splitlines(), _starts(after)
    ends = _ends(after, lines)
    for place, comment in beside.items():
        if place in ends:
            lines[ends[place]] += comment
    told: list[str] = []
    for number, line in enumerate(lines):
        for place in starts.get(number, ()):
            indent = line[: len(line) - len(line.lstrip())]
            told += [f"{indent}{comment}" for comment in above.get(place, ())]
        told.append(line)
    return "\n".join([*told, *above.get(END, ())]) + "\n"


def _comments(text: str, root: yaml.Node) -> tuple[dict[Place, list[str]], dict[Place, str]]:
    """Whole lines by the value below them, and what stands beside a value."""
    lines, starts = text.splitlines(), _starts(root)
    inside = {n for node in _scalars(root) for n in range(node.start_mark.line + 1, node.end_mark.line)}
    above: dict[Place, list[str]] = {}
    held: list[str] = []
    for number, line in enumerate(lines):
        if COMMENT.match(line) and number not in inside:
            held.append(line.strip())
        elif number in starts and held:
            above[starts[number][0]] = held
            held = []
    if held:
        above[END] = held
    beside = {
        place: found[0]
        for place, (number, column) in _single(root).items()
        if (found := BESIDE.fullmatch(lines[number][column:]))
    }
    return above, beside


def _ends(root: yaml.Node, lines: list[str]) -> dict[Place, int]:
    return {place: n for place, (n, column) in _single(root).items() if not lines[n][column:].strip()}


def _starts(root: yaml.Node) -> dict[int, list[Place]]:
    """Line -> the values that begin on it, the outermost first."""
    found: dict[int, list[Place]] = {}
    for place, node, _ in _walk(root, ()):
        found.setdefault(node.start_mark.line, []).append(place)
    return found


def _single(root: yaml.Node) -> dict[Place, tuple[int, int]]:
    """Values that end on the line on which they begin -> that line, and the column behind them."""
    return {
        place: (value.end_mark.line, value.end_mark.column)
        for place, _, value in _walk(root, ())
        if value.start_mark.line == value.end_mark.line and value.end_mark.column
    }


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    return (value for _, _, value in _walk(node, ()) if isinstance(value, yaml.ScalarNode))


def _walk(node: yaml.Node, place: Place) -> Iterator[tuple[Place, yaml.Node, yaml.Node]]:
    """(place, where it begins, its value) of everything inside."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*place, str(key.value))
            yield inner, key, value
            yield from _walk(value, inner)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            inner = (*place, f"[{_name(value) or number}]")
            yield inner, value, value
            yield from _walk(value, inner)


def _name(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return node.value
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    named = {key.value: value.value for key, value in pairs if isinstance(value, yaml.ScalarNode)}
    return next((named[name] for name in NAMES if name in named), "")
