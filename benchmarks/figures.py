"""A measured number with the goal that it is held against."""

from dataclasses import dataclass
from typing import Any

SHOWN = ("name", "value", "unit", "goal", "met", "missed_by", "note")


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    unit: str
    goal: float | None = None  # None: watched, but nothing is promised
    more_is_better: bool = False
    note: str = ""  # under which conditions: the load, a version, what it was compared with

    @property
    def met(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value >= self.goal if self.more_is_better else self.value <= self.goal

    @property
    def missed_by(self) -> float | None:
        """How far from the goal, in the figure's unit; None where it was met or there is none."""
        return None if self.goal is None or self.met else round(abs(self.value - self.goal), 6)

    @property
    def as_json(self) -> dict[str, Any]:
        return {key: getattr(self, key) for key in SHOWN}

    @property
    def promise(self) -> str:
        """The goal in words: “at most 10 s”."""
        if self.goal is None:
            return ""
        return f"at {'least' if self.more_is_better else 'most'} {self.goal:g} {self.unit}".rstrip()

    @property
    def judgement(self) -> str:
        if self.missed_by is None:
            return "met" if self.met else ""
        times = f", {self.value / self.goal:.2f} times the goal" if self.goal else ""
        return f"NOT met: missed by {self.missed_by:.4g} {self.unit}".rstrip() + times

    def __str__(self) -> str:
        measured = f"{self.value:10.2f} {self.unit:<6} {self.name}"
        told = [f"goal: {self.promise}, {self.judgement}"] if self.goal is not None else []
        told += [self.note] if self.note else []
        return f"{measured} ({'; '.join(told)})" if told else measured


def markdown(figures: list[Figure]) -> str:
    """A table for the documentation."""
    rows = [("figure", "measured", "goal", ""), ("---", "---:", "---", "---")]
    for figure in figures:
        measured = f"{figure.value:g} {figure.unit}".rstrip()
        note = ". ".join(filter(None, [figure.judgement, figure.note]))
        rows.append((figure.name, measured, figure.promise, note))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def ratio(name: str, value: float, to: float, goal: float | None = None, **more: Any) -> Figure:
    """How many times `to` the value is."""
    return Figure(name, round(value / to, 3) if to else 0.0, "x", goal, **more)
