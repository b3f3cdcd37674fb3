"""What the kinds share that may be asked in a vendor's batch: the setting, the waiting, and what follows where it was
in vain. A step in economy mode is performed twice: once it orders and waits, and when it is woken it collects."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

from pydantic import Field as Setting

from workflows.engine.definition import Step
from workflows.engine.outcomes import Failed, Waiting
from workflows.engine.tools import Came, Context, Ordered, Reply, Request, Tools, Trouble

ECONOMY: Any = Setting(
    False,
    title="Economy: at half price, within a day",
    description="The model is asked in its vendor’s batch: at half the price, and the answer may take 24 hours. The "
    "run waits for it and goes on by itself. Where the model has no batches, it is asked at once, at the normal price.",
)
IF_LATE: Any = Setting(
    "now",
    title="If no answer comes within a day",
    description="Or if the vendor can’t answer it in its batch.",
    json_schema_extra={
        "labels": {"now": "Ask at once, at the normal price", "fail": "Fail, for a person to look"}
    },
)
AT_ONCE = "It was asked at once instead, at the normal price."
LOOK = "Resume the run to order it anew, or let the step ask at once then."


class Economical(Protocol):
    @property
    def economy(self) -> bool: ...

    @property
    def if_late(self) -> Literal["now", "fail"]: ...


@dataclass(frozen=True)
class Answer:
    """What a model said, and what memory had given it."""

    result: Reply | Trouble
    context: Context


Asking = Callable[[], Awaitable[tuple[Request, Context]]]


async def answered(
    step: Step, settings: Economical, tools: Tools, asking: Asking, at_once: bool = False
) -> Answer | Waiting | Failed:
    """`asking` makes the request; it isn't called where an answer is there already, or under way. `at_once`: whoever
    waits for it won't wait a day, as in a trial."""
    if at_once or not settings.economy:
        return await _now(tools, asking)
    came = await tools.collect()
    if isinstance(came, Ordered):
        return _waiting(step, came)
    if came and came.result:
        return Answer(came.result, came.context)
    if came and settings.if_late == "now":
        return _instead(came, await _now(tools, asking))
    if came and not came.told:
        return Failed(f"{_named(step)}: {came.missed} {LOOK}", owner="agency")
    request, context = await asking()
    answer = await tools.order(request)
    return _waiting(step, answer) if isinstance(answer, Ordered) else Answer(answer, context)


def saving(settings: dict[str, Any]) -> str:
    """For a step's sentence; "" where it isn't set."""
    if not settings.get("economy"):
        return ""
    late = "it fails" if settings.get("if_late") == "fail" else "it is asked at once at the normal price"
    return f" It is asked in its vendor’s batch at half the price, and the run waits up to a day; after that {late}."


async def _now(tools: Tools, asking: Asking) -> Answer:
    request, context = await asking()
    return Answer(await tools.complete(request), context)


def _instead(came: Came, answer: Answer) -> Answer:
    if isinstance(answer.result, Trouble):
        return answer
    note = f"{came.missed} {AT_ONCE} {answer.result.route_note}".strip()
    return replace(answer, result=replace(answer.result, route_note=note))


def _waiting(step: Step, ordered: Ordered) -> Waiting:
    return Waiting(f"{_named(step)}: {ordered.note}", ordered.until)


def _named(step: Step) -> str:
    return f"Step “{step.title or step.key}”"
