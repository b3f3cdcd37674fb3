"""A measured number with the goal that it is held against."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    unit: str
    goal: float | None = None  # None: watched, but nothing is promised
    more_is_better: bool = False

    @property
    def met(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value >= self.goal if self.more_is_better else self.value <= self.goal

    @property
    def as_json(self) -> dict[str, Any]:
        return {key: getattr(self, key) for key in ("name", "value", "unit", "goal", "met")}

    def __str__(self) -> str:
        measured = f"{self.value:10.2f} {self.unit:<6} {self.name}"
        if self.goal is None:
            return measured
        bound = "at least" if self.more_is_better else "at most"
        return f"{measured} (goal: {bound} {self.goal:g} {self.unit}, {'met' if self.met else 'NOT met'})"
