"""Advice on the people around a workflow: who decides, who is asked when it fails, whom it is written for."""

import re
from collections.abc import Callable

from workflows.engine import keys
from workflows.engine.advice import adding
from workflows.engine.advice.value import Advice, Known
from workflows.engine.definition import Definition, Field, Step

GOOD = (
    0.8  # of unflagged pieces approved as they are, at least: then looking at all of them is work for little
)
DRAWN = 20  # percent that people still look at
AUDIENCE = re.compile(
    r"audience|reader|recipient|addressee|persona|guests?\b|customers?\b|subscribers?\b"
    r"|\bwhom?\b.*\bfor\b|\bfor whom\b|\bwrite to\b",
    re.IGNORECASE,
)


def nobody_after_a_flag(definition: Definition, known: Known) -> Advice | None:
    change = definition
    while loose := _without_a_person(change):
        change = adding.before(change, loose[0], "review", "Review", {"mode": "flagged"})
    if change is definition:
        return None
    name = definition.graph.name(_without_a_person(definition)[0])
    return Advice(
        "nobody_after_a_flag",
        f"Nobody is asked about what a gate flags before “{name}”.",
        "A piece that is flagged is never delivered by itself, so such a run stops and the work is lost.",
        "Add a review of what is flagged",
        change,
    )


def _without_a_person(definition: Definition) -> list[str]:
    """Deliveries below a gate with no review on the way."""
    graph = definition.graph
    found = []
    for key in graph.order:
        roles = {graph.role(above) for above in graph.above[key]}
        if graph.role(key) == "delivery" and graph.subject(key) and "gate" in roles and "review" not in roles:
            found.append(key)
    return found


def always_reviewed(definition: Definition, known: Known) -> Advice | None:
    graph = definition.graph
    found = [
        step
        for step in definition.steps
        if step.kind == "review"
        and step.settings.get("mode", "always") == "always"
        and any(graph.role(above) == "gate" for above in graph.above[step.key])
    ]
    if not found or known.unchanged < GOOD:
        return None
    change = definition
    for step in found:
        change = adding.with_settings(change, step.key, {"mode": "audit", "audit_percent": DRAWN})
    return Advice(
        "always_reviewed",
        f"A person reads every piece in “{graph.name(found[0].key)}”, though the gates judge well.",
        f"Of what no gate flagged, people approve at least {known.unchanged:.0%} as it is. ".replace(
            "%", " %"
        )
        + "A share drawn at random measures the same with less work.",
        f"Ask for what is flagged, and {DRAWN} % of the rest",
        change,
    )


def no_audience(definition: Definition, known: Known) -> Advice | None:
    writers = [step for step in definition.steps if step.kind == "generate"]
    asked = any(AUDIENCE.search(f"{f.key} {f.label} {f.help}".replace("_", " ")) for f in definition.fields)
    if asked or not writers:
        return None
    key = keys.unused("audience", (field.key for field in definition.fields))
    question = Field(
        key=key,
        label="Who is it for?",
        help="The readers in a few words: what they know, and what they want.",
        required=False,  # so that briefs by the API and by a schedule are still complete
    )
    change = adding.with_step(adding.with_field(definition, question), writers[0].key, _asking(key))
    return Advice(
        "no_audience",
        "No question of the form says who the audience is.",
        "A model that doesn’t know its readers writes for everybody.",
        f"Ask, and use it in “{definition.graph.name(writers[0].key)}”",
        change,
    )


def _asking(key: str) -> Callable[[Step], Step]:
    """A prompt that names the readers, where the brief does."""
    words = f"\n\n{{% if brief.{key} %}}Write it for: {{{{ brief.{key} }}}}{{% endif %}}"

    def changed(step: Step) -> Step:
        prompt = str(step.settings.get("prompt", "")).rstrip() + words
        return step.model_copy(update={"settings": {**step.settings, "prompt": prompt}})

    return changed


def no_owner(definition: Definition, known: Known) -> Advice | None:
    if known.owner:
        return None
    return Advice(
        "no_owner",
        "Nobody in particular is told when it fails: the workflow has no owner.",
        "The owner gets an e-mail when a run fails. Without one only the agency’s owners do, and the handoff "
        "page names nobody to ask.",
        "Choose an owner",
        place="purpose",
    )


def no_purpose(definition: Definition, known: Known) -> Advice | None:
    if known.purpose:
        return None
    return Advice(
        "no_purpose",
        "Nothing says what it is for.",
        "Whoever takes it over reads the purpose first.",
        "Write it down",
        place="purpose",
    )
