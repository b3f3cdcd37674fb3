"""The course of one run so far, kept in hand while it is carried: what is asked of it is asked many times."""

from collections.abc import Iterable
from datetime import datetime

from workflows.engine import inputs, plan
from workflows.engine.attempts import Attempt, Plan, Series, Spent, Start
from workflows.engine.definition import Definition
from workflows.engine.inputs import Inputs, RunFacts
from workflows.engine.outcomes import Outcome


class Course:
    """A definition and its attempts. Every answer equals that of the pure functions over `attempts`."""

    def __init__(self, definition: Definition, attempts: Iterable[Attempt]) -> None:
        self.definition = definition
        self._attempts: dict[tuple[Series, int], Attempt] = {}
        for attempt in attempts:
            self.put(attempt)

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        return tuple(self._attempts.values())

    def put(self, attempt: Attempt) -> None:
        """A new attempt, or how one that is known stands now."""
        self._attempts[attempt.series, attempt.number] = attempt

    def plan(self, now: datetime, *, spent: Spent = plan.NOTHING_SPENT, cancelled: bool = False) -> Plan:
        return plan.plan(self.definition, self.attempts, now, spent=spent, cancelled=cancelled)

    def gather(self, start: Start, facts: RunFacts) -> Inputs:
        """What performing this start needs to know, from what it consumes."""
        return inputs.gather(self.definition, self.attempts, start, facts)

    def settle(self, start: Start, outcome: Outcome) -> Attempt:
        """The attempt as it ended, by what stands now. It is not put into the course."""
        return plan.settle(self.definition, self.attempts, start, outcome)
