"""Advice on how one knows that it works."""

from workflows.engine.advice.value import Advice, Known
from workflows.engine.definition import Definition


def untried(definition: Definition, known: Known) -> Advice | None:
    if known.tried:
        return None
    return Advice(
        "untried",
        "No sample brief was ever tried.",
        "A trial sends nothing and remembers nothing, and shows what every step makes of a brief.",
        "Try it",
        place="try",
    )


def no_goldens(definition: Definition, known: Known) -> Advice | None:
    if known.goldens:
        return None
    return Advice(
        "no_goldens",
        "There are no golden briefs.",
        "With a few briefs that must always turn out well, a change for the worse is seen before it is published.",
        "Choose golden briefs",
        place="goldens",
    )
