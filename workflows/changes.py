"""What changed between two definitions, in sentences."""

from workflows.comparing import compare
from workflows.engine.definition import Definition


def changes(before: Definition, after: Definition) -> list[str]:
    return compare(before, after).sentences
