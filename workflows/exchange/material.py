"""What a workflow file holds, checked as far as a draft needs it; what keeps it from being published is told later."""

import re
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from workflows.engine.definition import Definition

SLUG = re.compile(r"[-\w]{1,60}", re.ASCII)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sample(_Part):
    """A brief to try the workflow on. It is fictional."""

    name: str = Field(min_length=1, max_length=120)
    inputs: dict[str, Any]


class Leaflet(_Part):
    """What the gallery says about a workflow; no client's workflow has one."""

    summary: str = Field(min_length=1, max_length=200)  # one sentence, on the card
    audience: str = Field(min_length=1)  # who uses it
    documentation: str = Field(min_length=1)  # Markdown
    words: tuple[str, ...] = ()  # to find it by, beside those of its texts
    minutes_left: int = Field(ge=0)  # what a person still spends on one piece: our estimate
    samples: tuple[Sample, ...] = Field(min_length=1)


class Material(_Part):
    slug: str
    name: str = Field(min_length=1)
    purpose: str = ""
    owner: str = ""  # e-mail address; files that Baton writes name nobody
    cadence: str = ""
    minutes_by_hand: int | None = Field(None, ge=0)
    definition: Definition
    gallery: Leaflet | None = None

    @field_validator("slug")
    @classmethod
    def _names_it(cls, slug: str) -> str:
        if not SLUG.fullmatch(slug):
            raise ValueError("“slug” must be letters, digits, - and _ only, 60 at most.")
        return slug
