"""The questions of the form: what each means, how it is answered, and where the answer goes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workflows.engine.definition import Definition, Field
from workflows.forms.questions import KINDS


@dataclass(frozen=True)
class Question:
    key: str
    label: str
    answer: str  # the kind of answer, in words
    required: bool
    help: str
    options: tuple[str, ...]
    example: str
    used: tuple[str, ...]  # titles of the steps that name it


def question(field: Field, definition: Definition, sample: Any) -> Question:
    answer = KINDS[field.kind].lower()
    if field.max_length:
        answer += f", at most {field.max_length:,} {'entries' if field.kind == 'list' else 'characters'}"
    example = "; ".join(map(str, sample)) if isinstance(sample, list) else str(sample)
    return Question(
        key=field.key,
        label=field.label,
        answer=answer,
        required=field.required,
        help=field.help,
        options=field.options,
        example="yes" if sample is True else example,
        used=tuple(_naming(field.key, definition)),
    )


def _naming(key: str, definition: Definition) -> Iterator[str]:
    """Steps whose templates, condition or list name this answer."""
    named = re.compile(rf"\bbrief\.{re.escape(key)}\b")
    for step in definition.steps:
        if named.search(f"{step.when} {step.for_each} {step.settings}"):
            yield step.title or step.key
