"""What the kinds that judge or deliver a piece share: having one, and being told where it comes from."""

from workflows.engine.definition import Definition, Step
from workflows.engine.inputs import Inputs
from workflows.engine.outcomes import Failed
from workflows.engine.problems import Problem, setting
from workflows.engine.settings import listed


def no_piece(step: Step, inputs: Inputs) -> Failed:
    name = step.title or step.key
    if inputs.piece is not None and inputs.piece.torn:
        why = "two people edited the same piece side by side. Let one review come after the other"
    else:
        why = "there is no piece. Let this step come after the one that writes it"
    return Failed(f"Step “{name}”: {why}.", owner="agency")


def subject_problems(step: Step, definition: Definition) -> list[Problem]:
    """The subject must be above; without one, exactly one need must be there to be it."""
    graph = definition.graph
    chosen = step.settings.get("subject")
    if chosen and chosen not in graph.above.get(step.key, frozenset()) - {step.key}:
        sentence = f"“{chosen}” does not come before this step, so there is nothing of it to look at."
        return [Problem(setting(step, "subject"), sentence)]
    if not chosen and not graph.subject(step.key):
        return [
            Problem(
                f"steps.{step.key}.needs", "Say which step's text this is about: tick it under “Comes after”."
            )
        ]
    if not chosen and len({graph.origin_of(need) for need in graph.needs[step.key]} - {""}) > 1:
        sentence = "This step comes after the texts of several steps. Choose which one it is about."
        return [Problem(setting(step, "subject"), sentence)]
    reviews = [key for key in graph.carriers.get(step.key, ()) if graph.role(key) == "review"]
    if len(reviews) > 1:
        both = f"{listed(reviews)} review the same piece side by side"
        sentence = f"{both}: if two people edit it, the run stops. Let one come after the other."
        return [Problem(f"steps.{step.key}.needs", sentence, level="warning")]
    return []


def writer_problems(step: Step, definition: Definition) -> list[Problem]:
    """Without a writer above, findings go straight to a person; without a person either, to nobody."""
    graph = definition.graph
    if not graph.subject(step.key) or graph.writer(step.key):
        return []
    sentence = "No step above writes with a model, so nothing can answer what is found here."
    return [Problem(f"steps.{step.key}", sentence, "warning" if graph.person_below(step.key) else "problem")]
