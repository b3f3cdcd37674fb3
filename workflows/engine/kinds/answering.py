"""What the kinds that ask a model share: which models of the route may answer this step."""

from typing import Any

from pydantic import Field as Setting

from workflows.engine.definition import Step
from workflows.engine.settings import listed

PIN: Any = Setting(
    "",
    title="Only this model",
    description="No other takes over: if it can't answer, the step says so; left empty: the route decides.",
)
EXCLUDE: Any = Setting(
    (), title="Never these models", description="They are passed over here, though they stand in the route."
)


def who_answers(step: Step, usually: str) -> str:
    """The subject of a sentence on what the step does; names are as vendors write them, without the account."""
    if pin := str(step.settings.get("pin") or ""):
        return f"Only {_model(pin)}"
    if excluded := step.settings.get("exclude"):
        return f"{usually} (never {listed(_model(str(key)) for key in excluded)})"
    return usually


def _model(key: str) -> str:
    return key.partition("/")[2] or key
