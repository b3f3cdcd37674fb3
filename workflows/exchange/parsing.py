"""YAML, as workflow files use it: names and values, lists, text, numbers, true and false.

Everything else of YAML is refused with its line: tags that make objects, anchors that make a small file huge, a name
given twice. “no”, “on” and 2026-11-27 are text here, for that is what people mean by them.
"""

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from workflows.exchange.faults import BadFile, Fault

LONGEST = 300_000  # characters
Path = tuple[str | int, ...]
Lines = dict[Path, int]
"""Where each value begins; the lines count from 1."""

TAG = "tag:yaml.org,2002:"
HINTS = (
    ("mapping values are not allowed", "a text with “: ” in it needs quotes around it"),
    ("could not find expected ':'", "a name needs a “:” behind it, and a longer text a “|” before it"),
    ("cannot start any token", "begin lines with spaces, not tabs, and quote a text that begins with a mark"),
    ("expected <block end>", "the lines of one list or block must begin in the same column"),
    ("found unexpected end of stream", "a quote is opened and never closed"),
)


class Plain(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[Any, Any] = {}


for name, pattern, first in (
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", ["n", "~", ""]),
    ("int", r"[-+]?(?:0|[1-9][0-9]{0,14})", "-+0123456789"),
    ("float", r"[-+]?[0-9]{1,15}\.[0-9]{0,20}(?:[eE][-+]?[0-9]{1,3})?", "-+0123456789"),
):
    Plain.add_implicit_resolver(TAG + name, re.compile(rf"(?:{pattern})\Z"), list(first))


def parse(text: str) -> tuple[Any, Lines]:
    """The values, and the line of each. Raises BadFile."""
    node = compose(text)
    if node is None:
        raise BadFile([Fault(0, "The file is empty.")])
    reading = _Reading()
    try:
        value = reading.value(node, ())
    except RecursionError:
        raise _too_deep() from None
    if reading.faults:
        raise BadFile(reading.faults)
    return value, reading.lines


def compose(text: str) -> yaml.Node | None:
    """The nodes with their marks. Raises BadFile."""
    if len(text) > LONGEST:
        raise BadFile([Fault(0, f"The file is longer than {LONGEST:,} characters: no workflow needs that.")])
    try:
        return yaml.compose(text, Loader=Plain)
    except yaml.MarkedYAMLError as error:
        raise BadFile([_unreadable(error)]) from None
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise BadFile([Fault(line, "A character stands here that text can’t have.")]) from None
    except yaml.YAMLError as error:
        raise BadFile([Fault(0, f"This can’t be read as YAML: {error}.")]) from None
    except RecursionError:
        raise _too_deep() from None


def decode(data: bytes) -> str:
    """The text of a file that came from outside. Raises BadFile."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile([Fault(0, "The file is no text in UTF-8. Is it a workflow’s YAML file?")]) from None


class _Reading:
    def __init__(self) -> None:
        self.lines: Lines = {}
        self.faults: list[Fault] = []
        self.seen: set[int] = set()

    def value(self, node: yaml.Node, path: Path) -> Any:
        self.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if id(node) in self.seen:
            return self._fault(node, "An anchor (“&” and “*”) repeats a part of the file. Write it out.")
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode) and node.tag == f"{TAG}map":
            return dict(self._pairs(node, path))
        if isinstance(node, yaml.SequenceNode) and node.tag == f"{TAG}seq":
            return [self.value(one, (*path, n)) for n, one in enumerate(node.value)]
        return self._fault(node, f"“{node.tag}” is no kind of value that a workflow has.")

    def _pairs(self, node: yaml.MappingNode, path: Path) -> Iterator[tuple[str, Any]]:
        names: set[str] = set()
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if not name:
                self._fault(key, "A name of a value must be one word or text.")
            elif name in names:
                self._fault(key, f"“{name}” is given twice here. Keep one.")
            names.add(name)
            made = self.value(value, (*path, name))
            self.lines[(*path, name)] = key.start_mark.line + 1
            yield name, made

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        read = SCALARS.get(node.tag.removeprefix(TAG))
        if read is None:
            return self._fault(node, f"“{node.tag}” is no kind of value that a workflow has.")
        value = read(node.value)
        if isinstance(value, float) and not math.isfinite(value):
            return self._fault(node, "This number is too large.")
        if isinstance(value, str) and UNSTORABLE.search(value):
            return self._fault(node, "A character stands here that can’t be stored.")
        return value

    def _fault(self, node: yaml.Node, sentence: str) -> None:
        self.faults.append(Fault(node.start_mark.line + 1, sentence))


UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
SCALARS: dict[str, Callable[[str], Any]] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": lambda text: text == "true",
    "null": lambda text: None,
}


def _unreadable(error: yaml.MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    said = (error.problem or "it is no YAML").rstrip(".")
    hint = next((f" Perhaps {hint}." for words, hint in HINTS if words in said), "")
    return Fault(mark.line + 1 if mark else 0, f"This can’t be read as YAML: {said}.{hint}")


def _too_deep() -> BadFile:
    return BadFile([Fault(0, "The file is nested too deeply to be a workflow.")])
