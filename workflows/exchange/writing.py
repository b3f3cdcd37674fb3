"""Plain values as YAML that people like to read: long texts as blocks, short lists on one line, always the same."""

import re
from typing import Any

import yaml

WIDTH = 116  # characters of a line, where the text allows it
LONG = 95  # characters of a text that becomes a block
SHORT = 70  # characters of a list that stays on one line
FOLDABLE = re.compile(r"[^\s](?:[^\s]| (?! ))*")
BREAKS = re.compile("[\r\x85\u2028\u2029]")


class Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write(value: dict[str, Any]) -> str:
    written: str = yaml.dump(
        value, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=False
    )
    return written.replace("\u2028", "\\L").replace("\u2029", "\\P")  # else they end a line


def _text(dumper: Dumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=_style(text))


def _style(text: str) -> str | None:
    if BREAKS.search(text):
        return '"'
    if "\n" in text:
        return "|"
    return ">" if len(text) > LONG and FOLDABLE.fullmatch(text) else None


def _list(dumper: Dumper, values: list[Any]) -> yaml.Node:
    plain = all(isinstance(one, (str, int, float)) and "\n" not in str(one) for one in values)
    flow = plain and sum(len(str(one)) + 2 for one in values) <= SHORT
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=flow)


Dumper.add_representer(str, _text)
Dumper.add_representer(list, _list)
