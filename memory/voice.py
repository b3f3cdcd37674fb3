"""A brand voice as a form sees it. What is kept is its Markdown (voice_markdown), for models and people alike."""

from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Setting


def _rows(number: int) -> dict[str, Any]:
    return {"rows": number}


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)


class Trait(Part):
    name: str = Setting(
        min_length=1, title="In a word or two", description="For example “Concrete before lovely”."
    )
    why: str = Setting(default="", title="What that means", json_schema_extra=_rows(2))
    do: str = Setting(default="", title="We write", json_schema_extra=_rows(2))
    dont: str = Setting(default="", title="We don’t write", json_schema_extra=_rows(2))


class Word(Part):
    name: str = Setting(
        min_length=1, title="Not this", description="A word or phrase that the client avoids."
    )
    instead: str = Setting(default="", title="But this", description="Or what to do: “say what one sees”.")


class Example(Part):
    name: str = Setting(
        min_length=1,
        title="The text",
        description="A short piece, or the best part of one.",
        json_schema_extra=_rows(6),
    )
    why: str = Setting(default="", title="Why it works", json_schema_extra=_rows(2))


class Voice(Part):
    who: str = Setting(
        default="",
        title="Who we are",
        description="What the client is, and whom it writes to.",
        json_schema_extra=_rows(5),
    )
    sound: str = Setting(
        default="",
        title="How we sound",
        description="As you would say it to a new colleague.",
        json_schema_extra=_rows(3),
    )
    tone: tuple[Trait, ...] = Setting(
        default=(), title="Tone, by example", description="Pairs teach more than adjectives."
    )
    shape: str = Setting(
        default="",
        title="The shape of a piece",
        description="How it opens, how long it is, how it ends; spelling, dates, prices.",
        json_schema_extra=_rows(4),
    )
    use: tuple[str, ...] = Setting(default=(), title="Words we use")
    avoid: tuple[Word, ...] = Setting(default=(), title="Words we avoid")
    never: tuple[str, ...] = Setting(
        default=(),
        title="Never say",
        description="Exact phrases, one to a line. Rules steps check every piece for them.",
    )
    examples: tuple[Example, ...] = Setting(default=(), title="Examples that we are proud of")
    more: str = Setting(
        default="",
        title="Anything else",
        description="Sections of your own, in Markdown.",
        json_schema_extra=_rows(6),
    )
