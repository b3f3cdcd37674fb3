"""What the kinds that judge or deliver a piece share: having one, and being told where it comes from."""

from workflows.engine.definition import Definition, Step
from workflows.engine.inputs import Inputs
from workflows.engine.outcomes import Failed
from workflows.engine.problems import Problem, setting


def no_piece(step: Step, inputs: Inputs) -> Failed:
    name = step.title or step.key
    if inputs.piece is not None and inputs.piece.torn:
        why = "two people edited the same piece side by side. Let one review need the other"
    else:
        why = "there is no piece. Let this step need the one that writes it"
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
            Problem(f"steps.{step.key}.needs", "Say which step's text this is about: let this step need it.")
        ]
    if not chosen and len({graph.origin_of(need) for need in graph.needs[step.key]} - {""}) > 1:
        sentence = "This step needs texts of several steps. Choose which one it is about."
        return [Problem(setting(step, "subject"), sentence)]
    return []


def writer_problems(step: Step, definition: Definition) -> list[Problem]:
    if definition.graph.subject(step.key) and not definition.graph.writer(step.key):
        sentence = "No step above writes with a model, so nobody can answer what is found here."
        return [Problem(f"steps.{step.key}", sentence)]
    return []
