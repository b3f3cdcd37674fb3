"""A workflow's definition as one plain value: the intake form's fields, the steps and the limits."""

from functools import cached_property
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Bound

from workflows.engine.graph import Graph
from workflows.engine.kinds import KINDS

FieldKind = Literal["line", "text", "number", "date", "choice", "choices", "url", "list", "yes_no", "files"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def __copy__(self) -> Self:
        """Without what the cached properties worked out: `model_copy` may change what they come from."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return self.model_construct(self.model_fields_set.copy(), **fields)


class Field(_Frozen):
    """One question of the intake form."""

    key: str
    label: str
    kind: FieldKind = "line"
    help: str = ""
    required: bool = True
    options: tuple[str, ...] = ()
    max_length: int | None = None  # characters for line and text, entries for list and files


LONGEST_STEP = (
    840  # seconds for one attempt that may be published: a worker that hands over waits for so long
)


class Step(_Frozen):
    """One node. `settings` is checked against the kind's own model (see kinds)."""

    key: str
    kind: str
    title: str = ""
    purpose: str = ""
    needs: tuple[str, ...] = ()
    when: str = ""  # a Liquid condition; "" = always
    for_each: str = ""  # a Liquid path to a list, e.g. "brief.topics" or "steps.ideas.data"
    on_item_failure: Literal["fail", "leave_out"] = "fail"
    retries: int = Bound(default=2, ge=0, le=10)
    timeout: int = Bound(default=300, ge=1, le=86_400)  # seconds for one attempt; see LONGEST_STEP
    settings: dict[str, Any] = {}

    @cached_property
    def read(self) -> Any:
        """The settings as its kind reads them, once. Raises ValidationError; an unknown kind is a KeyError."""
        return KINDS[self.kind].module.Settings.model_validate(dict(self.settings))


WHEN_TIGHT = {
    "stop": "Go on as usual, and stop when the limit is met",
    "degrade": "Ask the route “cheap” only, and stop when the limit is met",
}


class Limits(_Frozen):
    """What a run may use up; a run that meets one stops with a sentence that says which."""

    revisions: int = Bound(default=2, ge=0, le=10)  # rounds that gates may send back
    changes: int = Bound(default=3, ge=0, le=20)  # rounds that a person may ask for
    attempts: int = Bound(default=200, ge=1, le=10_000)  # of all steps together
    minutes: int = Bound(default=60, ge=1, le=1440)  # of work, waiting for people not counted
    cost_usd: float | None = None  # None: only the client's own budget holds
    cost_warn_percent: int = Bound(
        default=80, ge=1, le=100
    )  # of it: from there on the run says so, and may save
    cost_when_tight: Literal["stop", "degrade"] = (
        "stop"  # degrade: from the warning on, the cheap route is asked
    )


class Definition(_Frozen):
    fields: tuple[Field, ...] = ()
    steps: tuple[Step, ...] = ()
    limits: Limits = Limits()

    def step(self, key: str) -> Step:
        return self.graph.steps[key]

    def first(self, count: int) -> Self:
        """With its first steps only, in the order in which they come: what they need is among them."""
        keys = set(self.graph.order[:count])
        return self.model_copy(update={"steps": tuple(step for step in self.steps if step.key in keys)})

    @cached_property
    def graph(self) -> Graph:
        """Its shape, worked out once per definition."""
        return Graph(self)
