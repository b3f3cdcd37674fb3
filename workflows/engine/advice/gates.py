"""Advice on what judges a piece before others see it."""

from workflows.engine.advice import adding
from workflows.engine.advice.value import Advice, Known
from workflows.engine.definition import Definition

LENGTHS = ("min_words", "max_words", "min_characters", "max_characters", "section_lengths")
USUAL_LENGTH = (50, 1200)  # words, where nothing was delivered yet
LEEWAY = 0.3  # of the shortest and the longest piece


def no_gate(definition: Definition, known: Known) -> Advice | None:
    bare = unguarded(definition)
    if not bare:
        return _unread(definition)
    first = bare[0]
    change = definition
    while left := unguarded(change):
        change = adding.before(change, left[0], "rubric", "Rubric", {"criteria": list(adding.CRITERIA)})
    return Advice(
        "no_gate",
        f"No gate checks this before a client sees it: “{definition.graph.name(first)}” gets it unread.",
        "Whatever the model makes up arrives as it is, and nothing flags it for a person.",
        "Add a rubric",
        change,
    )


def _unread(definition: Definition) -> Advice | None:
    """Nobody meets the piece yet; still, something should have looked at what a model writes."""
    graph = definition.graph
    writers = [key for key in graph.order if graph.steps[key].kind == "generate"]
    if not writers or ends(definition) or any(graph.role(key) == "gate" for key in graph.order):
        return None
    change = adding.at_end(definition, "rubric", "Rubric", {"criteria": list(adding.CRITERIA)})
    if change is None:
        return None
    return Advice(
        "no_gate",
        f"Nothing checks what “{graph.name(writers[0])}” writes.",
        "Whatever the model makes up stays as it is, and nothing flags it for a person.",
        "Add a rubric",
        change,
    )


def no_delivery(definition: Definition, known: Known) -> Advice | None:
    if any(step.kind == "deliver" for step in definition.steps):
        return None
    change = adding.at_end(definition, "deliver", "Delivery", {})
    if change is None:
        return None
    return Advice(
        "no_delivery",
        "The piece is delivered nowhere.",
        "A run ends with its last step, and nobody gets what it made.",
        "Add a delivery",
        change,
    )


def unguarded(definition: Definition) -> list[str]:
    """Where the client meets a piece that no gate has seen, in the order of the process."""
    graph = definition.graph
    return [
        key for key in ends(definition) if not any(graph.role(above) == "gate" for above in graph.above[key])
    ]


def ends(definition: Definition) -> list[str]:
    """Deliveries, and reviews by the client's people, that have a piece."""
    graph = definition.graph
    found = []
    for key in graph.order:
        by_client = graph.steps[key].settings.get("who", "client") == "client"
        meets = graph.role(key) == "delivery" or (graph.role(key) == "review" and by_client)
        if meets and graph.subject(key):
            found.append(key)
    return found


def no_length(definition: Definition, known: Known) -> Advice | None:
    rules = [step for step in definition.steps if step.kind == "rules"]
    places = ends(definition)
    if not places or any(step.settings.get(name) for step in rules for name in LENGTHS):
        return None
    low, high = _length(known)
    bounds = {"min_words": low, "max_words": high}
    if rules:
        change = adding.with_settings(definition, rules[0].key, bounds)
    else:
        change = adding.before(definition, places[0], "rules", "House rules", bounds)
    return Advice(
        "no_length",
        "No rule says how long a piece is.",
        "Models write too much rather than too little, and a rule is free and never in doubt. "
        + (
            "The bounds come from what was delivered of late."
            if known.words
            else "Set your own bounds there."
        ),
        f"Ask for {low:,} to {high:,} words",
        change,
    )


def _length(known: Known) -> tuple[int, int]:
    if known.words is None:
        return USUAL_LENGTH
    short, long = known.words
    return int(short * (1 - LEEWAY)) // 10 * 10, -(-int(long * (1 + LEEWAY)) // 10) * 10
