"""What a piece must have in it: headings, a call to action, named parts."""

from collections.abc import Iterable, Sequence
from typing import Any

from tenants.phrases import phrase
from workflows.engine import parts as structured
from workflows.engine.checks import words
from workflows.engine.outcomes import Finding
from workflows.engine.parts import Part

END = 600  # characters from the end in which a call to action stands


def headings(gate: str, text: str, wanted: Iterable[str]) -> list[Finding]:
    present = {heading.casefold() for heading in words.headings(text)}
    missing = [heading for heading in wanted if heading.strip("# ").casefold() not in present]
    return [Finding(gate, "Required heading", f"The heading “{heading}” is missing.") for heading in missing]


def call_to_action(gate: str, text: str, ways: Sequence[str]) -> list[Finding]:
    """One of these ways to say it, near the end."""
    asked = [way for way in ways if way.strip()]
    if not asked or any(phrase(way, text[-END:]) for way in asked):
        return []
    shown = " or ".join(f"“{way}”" for way in asked[:4])
    return [Finding(gate, "Call to action", f"It ends without saying what to do: {shown}.")]


def named_parts(gate: str, data: Any, wanted: Sequence[Part]) -> list[Finding]:
    if not wanted or not (wrong := structured.wrong(data, wanted)):
        return []
    return [Finding(gate, "Parts", f"The piece’s parts are not as they must be: {wrong}.")]
