"""Regular expressions of the agency's own, by an engine whose time grows with the text and with nothing else."""

from collections.abc import Iterable
from typing import Literal

import re2
from pydantic import BaseModel, ConfigDict, field_validator
from pydantic import Field as Setting

from workflows.engine.outcomes import Finding

LONGEST = 500  # characters of an expression
SHOWN = 20  # places of one


class Pattern(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Setting(title="What it is", min_length=1, description="For example “Phone number”.")
    expression: str = Setting(
        title="Regular expression", min_length=1, max_length=LONGEST,
        description="RE2’s syntax: no look-around, no back-references. (?i) makes capitals count for nothing.",
    )  # fmt: skip
    must: Literal["not appear", "appear"] = Setting("not appear", title="It must")
    why: str = Setting("", title="What to tell the writer")

    @field_validator("expression")
    @classmethod
    def _compiles(cls, expression: str) -> str:
        try:
            re2.compile(expression)
        except re2.error as error:
            told = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error.args[0])
            raise ValueError(f"This is no regular expression that can be used: {told}.") from None
        return expression


def matching(gate: str, text: str, patterns: Iterable[Pattern]) -> list[Finding]:
    return [finding for pattern in patterns for finding in _findings(gate, text, pattern)]


def _findings(gate: str, text: str, pattern: Pattern) -> list[Finding]:
    found = [match.group(0) for match in re2.compile(pattern.expression).finditer(text)]
    if pattern.must == "appear":
        why = pattern.why or f"“{pattern.name}” must appear and does not."
        return [] if found else [Finding(gate, pattern.name, why)]
    why = pattern.why or f"“{pattern.name}” must not appear."
    return [Finding(gate, pattern.name, why, quote=quote) for quote in found[:SHOWN] if quote.strip()]
