"""What is wrong with a definition, all of it at once, in words a marketer understands."""

from dataclasses import dataclass

from workflows.engine.definition import Definition


@dataclass(frozen=True)
class Problem:
    where: str  # "steps.draft.settings.prompt"
    sentence: str


def validate(definition: Definition) -> list[Problem]:
    if definition.steps:
        return []
    return [Problem("steps", "There are no steps yet: add one that writes.")]
