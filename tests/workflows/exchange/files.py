"""Every workflow file that Baton comes with, and random ones."""

import string
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.workflows.engine import drawn
from workflows.engine.definition import Definition, Field, Limits, Step
from workflows.exchange.material import Material

ROOT = Path(__file__).parents[3]
FILES = [
    *sorted((ROOT / "workflows" / "gallery" / "content").glob("*.yaml")),
    *sorted((ROOT / "config" / "demo" / "content").glob("*/workflows/*.yaml")),
]

SMALL = """\
slug: small
name: Small
definition:
  fields:
    - key: topic
      label: Topic
      kind: line
  steps:
    - key: draft
      kind: generate
      settings:
        prompt: On {{ brief.topic }}.
  limits:
    revisions: 2
    changes: 3
    attempts: 200
    minutes: 60
"""

texts = st.text(st.characters(exclude_characters="\x00•", exclude_categories=["Cs"]), max_size=200)
lines = st.one_of(texts, st.text(string.ascii_letters + " \n\t:#-'\"{}[]|>&*!%@`,.0123456789", max_size=300))
words = st.one_of(
    lines, st.sampled_from(["yes", "no", "null", "~", "1", "1.5", "2026-11-27", "0x1F", "=", "on"])
)


@st.composite
def materials(draw: st.DrawFn) -> Material:
    definition = draw(drawn.definitions())
    steps = tuple(_told(draw, step) for step in definition.steps)
    fields = (*definition.fields, *draw(st.lists(_fields(), max_size=2, unique_by=lambda f: f.key)))
    limits = Limits(
        **definition.limits.model_dump()
        | {"cost_usd": draw(st.one_of(st.none(), st.floats(0, 1e6)))}
        | {
            "cost_warn_percent": draw(st.integers(1, 100)),
            "cost_when_tight": draw(st.sampled_from(["stop", "degrade"])),
        }
    )
    return Material(
        slug=draw(st.sampled_from(["a", "a-b", "A_1", "0x"])),
        name=draw(words.filter(bool))[:120],
        purpose=draw(lines),
        cadence=draw(words)[:80],
        minutes_by_hand=draw(st.one_of(st.none(), st.integers(0, 10_000))),
        definition=Definition(fields=fields, steps=steps, limits=limits),
    )


def _told(draw: st.DrawFn, step: Step) -> Step:
    settings: dict[str, Any] = dict(step.settings)
    if step.kind == "generate":
        settings = {
            "prompt": draw(lines.filter(bool)),
            "instructions": draw(lines),
            "use_memory": draw(st.booleans()),
        }
    if step.kind == "transform":
        settings["template"] = draw(lines.filter(bool))
    if step.kind == "rules":
        settings["forbidden_phrases"] = draw(st.lists(words, max_size=4))
    if step.kind == "rubric":
        settings["threshold"] = draw(st.floats(0, 10))
    told = {"title": draw(words)[:80], "purpose": draw(lines), "settings": settings}
    return step.model_copy(update=told)


def _fields() -> st.SearchStrategy[Field]:
    return st.builds(
        Field,
        key=st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda key: key != "topics"),
        label=words.map(lambda text: text[:120]),
        kind=st.sampled_from(["line", "choice"]),
        help=words.map(lambda text: text[:300]),
        required=st.booleans(),
        options=st.lists(words, max_size=3).map(tuple),
    )
