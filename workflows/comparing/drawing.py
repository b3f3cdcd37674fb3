"""Two definitions in one diagram: what came, what went and what changed, by colour and by sign."""

from collections.abc import Callable

from workflows.comparing.difference import Difference
from workflows.diagram import StepState, both
from workflows.engine.definition import Definition, Step


def drawn(
    before: Definition,
    after: Definition,
    difference: Difference,
    url: Callable[[str], str] | None = None,
) -> tuple[str, str]:
    """Wide and narrow. Steps that are gone stand where they stood."""
    states = {key: StepState(part.mark, part.mark) for key, part in difference.steps.items()}
    return both(_together(before, after), states=states, url=url)


def _together(before: Definition, after: Definition) -> Definition:
    """The newer steps, and the older ones that are gone among them, each behind the one that it followed."""
    steps: list[Step] = list(after.steps)
    kept = {step.key for step in steps}
    place = 0
    for step in before.steps:
        if step.key in kept:
            place = 1 + next(n for n, one in enumerate(steps) if one.key == step.key)
        else:
            steps.insert(place, step)
            place += 1
    return after.model_copy(update={"steps": tuple(steps)})
