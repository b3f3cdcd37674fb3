"""Advice on who answers: by the models that the line-up has for each step."""

from collections.abc import Iterator

from workflows.engine.advice import adding
from workflows.engine.advice.value import Advice, Answerers, Known
from workflows.engine.definition import Definition, Step
from workflows.engine.settings import listed


def stand_in(definition: Definition, known: Known) -> Advice | None:
    if known.answerers is not None:
        return None
    return Advice(
        "stand_in",
        "Only the stand-in answers: no model is connected.",
        "It composes from the brief to show how things go. It is no AI, and its texts are nothing to send.",
        "Connect a model",
        place="models",
    )


def same_judge(definition: Definition, known: Known) -> Advice | None:
    """A judge from the writer's own vendor shares its blind spots; the very same model is never let judge."""
    for judge, writer, account in _related(definition, known.answerers or {}):
        names = definition.graph.name(judge.key), definition.graph.name(writer.key)
        same = f"“{names[0]}” and “{names[1]}” have the same model first"
        if (known.answerers or {})[judge.key][0][1] != known.answerers[writer.key][0][1]:  # type: ignore[index]
            same = f"“{names[0]}” judges what “{names[1]}” writes, and both are answered by {account.title()} only"
        change = _unpinned(definition, [judge]) if judge.settings.get("pin") else None
        return Advice(
            "same_judge",
            f"The judge is too close to the writer: {same}.",
            "Models like texts of their own kind, so a judge from elsewhere finds more.",
            "Let the route choose the judge" if change else "Add a model of another vendor to the route",
            change,
            "" if change else "models",
        )
    return None


def _related(definition: Definition, answerers: Answerers) -> Iterator[tuple[Step, Step, str]]:
    """(judge, writer, account) where every model that may judge is of the account that writes first."""
    for judge in definition.steps:
        writer = definition.graph.writer(judge.key) if judge.kind == "rubric" else ""
        if writer and answerers.get(judge.key) and answerers.get(writer):
            account = answerers[writer][0][0]
            if {found for found, _ in answerers[judge.key]} == {account}:
                yield judge, definition.step(writer), account


def no_fallback(definition: Definition, known: Known) -> Advice | None:
    alone = [
        step
        for step in definition.steps
        if known.answerers and len({model for _, model in known.answerers.get(step.key, ())}) == 1
    ]
    if not alone:
        return None
    pinned = [step for step in alone if step.settings.get("pin")]
    names = listed(f"“{definition.graph.name(step.key)}”" for step in alone)
    return Advice(
        "no_fallback",
        f"No fallback: one outage stops {names}.",
        "Only one model may answer there. With a second one in the route, it takes over by itself.",
        "Let the route answer" if pinned else "Add a second model to the route",
        _unpinned(definition, pinned) if pinned else None,
        "" if pinned else "models",
    )


def _unpinned(definition: Definition, steps: list[Step]) -> Definition:
    for step in steps:
        definition = adding.with_settings(definition, step.key, {"pin": ""})
    return definition
