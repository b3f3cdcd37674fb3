"""Settings as the step kinds have them, in small."""

from typing import Any, Literal

import pytest
from django.http import QueryDict
from pydantic import BaseModel, Field


class Criterion(BaseModel):
    key: str
    name: str = Field(min_length=1)
    description: str = ""
    weight: float = Field(default=1, gt=0)
    must_pass: bool = False


class Settings(BaseModel):
    prompt: str = Field(title="Prompt", description="What the model is asked.", min_length=1)
    route: str = "writing"
    output: Literal["text", "json"] = Field(default="text", json_schema_extra={"labels": {"json": "Parts"}})
    subject: str = ""
    use_memory: bool = True
    max_words: int | None = Field(default=None, ge=1)
    passages: int = Field(default=6, ge=0, le=50)
    forbidden_phrases: list[str] = []
    facts_from_brief: list[str] = []
    criteria: list[Criterion] = Field(default=[], max_length=3)


@pytest.fixture
def model() -> type[BaseModel]:
    return Settings


@pytest.fixture
def post() -> Any:
    """A submitted form, in the page's order."""

    def build(**values: Any) -> QueryDict:
        data = QueryDict(mutable=True)
        for name, value in values.items():
            data.setlist(f"settings-{name}", value if isinstance(value, list) else [value])
        return data

    return build
