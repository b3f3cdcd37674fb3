"""Structured parts as text: as Markdown to read, and as lines that a person can rewrite by hand. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from workflows.engine.parts import Entry, Part

YES = ("yes", "true", "1")


def as_text(data: dict[str, Any], parts: Sequence[Part]) -> str:
    """The parts as Markdown: one text part stands alone, several get their names as headings."""
    if len(parts) == 1 and parts[0].kind == "text":
        return str(data[parts[0].name])
    return "\n\n".join(f"## {heading(part.name)}\n\n{_body(data[part.name])}".rstrip() for part in parts)


def heading(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _body(value: Any) -> str:
    return "\n".join(f"- {_told(one)}" for one in value) if isinstance(value, list) else _said(value)


def _told(one: Any) -> str:
    """One entry of a list; of a record its parts."""
    if not isinstance(one, Mapping):
        return str(one)
    shown = ((heading(name), _said(value)) for name, value in one.items())
    return "; ".join(f"{name}: {value}" for name, value in shown if value)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def by_hand(value: Any, part: Entry) -> str:
    """What a person edits: a list has one entry a line; a record “name: value” lines, with a blank line between two."""
    if isinstance(part, Part) and part.kind == "records":
        return "\n\n".join("\n".join(_record_lines(one, part)) for one in value or ())
    return "\n".join(map(str, value)) if isinstance(value, list) else _said(value)


def _record_lines(record: Mapping[str, Any], part: Part) -> Iterator[str]:
    for entry in part.of:
        value = record.get(entry.name, "")
        words = " | ".join(map(str, value)) if isinstance(value, list) else _said(value).replace("\n", " ")
        yield f"{entry.name}: {words}"


def read(text: str, part: Entry) -> Any:
    """The same way back; what can't be read stays as typed, and is told as not of the right kind."""
    if isinstance(part, Part) and part.kind == "records":
        lines = [line.strip() for line in text.splitlines()]
        return [_record(list(group), part) for has, group in groupby(lines, bool) if has]
    return _value(text, part, [line.strip() for line in text.splitlines() if line.strip()])


def _record(lines: Sequence[str], part: Part) -> dict[str, Any]:
    parted = (line.partition(":") for line in lines)
    pairs = {name.strip(): value.strip() for name, _, value in parted}
    known = {entry.name: entry for entry in part.of}
    return {
        name: _value(value, known[name], [one.strip() for one in value.split("|") if one.strip()])
        if name in known
        else value
        for name, value in pairs.items()
    }


def _value(text: str, part: Entry, entries: list[str]) -> Any:
    if part.kind == "list":
        return entries
    if part.kind == "yes_no":
        return text.strip().casefold() in YES
    if part.kind == "number":
        try:
            return float(text)
        except ValueError:
            return text
    return text
