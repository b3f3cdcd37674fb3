"""What is missing or risky in a workflow, in sentences, most of them with a change that adds it. Pure.

Unlike a problem, advice never keeps anybody from publishing, and it can be put aside with a reason. To add one: a
function (definition, known) -> Advice or None, a line in CHECKS with its weight, its test.
"""

from collections.abc import Callable, Collection, Mapping

from workflows.engine.advice import gates, models, people, proof
from workflows.engine.advice.value import Advice, Known
from workflows.engine.definition import Definition

__all__ = ["CHECKS", "Advice", "Known", "advise", "readiness"]

CHECKS: Mapping[str, tuple[int, Callable[[Definition, Known], Advice | None]]] = {
    "no_gate": (4, gates.no_gate),
    "no_delivery": (4, gates.no_delivery),
    "nobody_after_a_flag": (3, people.nobody_after_a_flag),
    "stand_in": (3, models.stand_in),
    "same_judge": (2, models.same_judge),
    "no_fallback": (2, models.no_fallback),
    "no_owner": (2, people.no_owner),
    "no_audience": (2, people.no_audience),
    "untried": (2, proof.untried),
    "no_goldens": (2, proof.no_goldens),
    "no_length": (1, gates.no_length),
    "always_reviewed": (1, people.always_reviewed),
    "no_purpose": (1, people.no_purpose),
}
"""Key -> what it counts for readiness, and who finds it; what matters most comes first."""


def advise(definition: Definition, known: Known) -> list[Advice]:
    """Nothing for a process without steps: its page says how to begin."""
    if not definition.steps:
        return []
    return [advice for _, find in CHECKS.values() if (advice := find(definition, known))]


def readiness(definition: Definition, open_advice: Collection[str], problems: int = 0) -> int:
    """0 to 100: how ready a workflow is to be handed over; `open_advice` are the keys of what nobody dealt with,
    `problems` is how many keep it from being published: each weighs as much as the gravest advice."""
    if not definition.steps:
        return 0
    whole = sum(weight for weight, _ in CHECKS.values())
    missing = sum(CHECKS[key][0] for key in open_advice)
    missing += problems * max(weight for weight, _ in CHECKS.values())
    return max(0, round(100 * (whole - missing) / whole))
