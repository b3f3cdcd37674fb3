"""The course of one run so far, kept in hand while it is carried: what is asked of it is asked many times."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from workflows.engine import inputs, plan, settle
from workflows.engine.attempts import BRIEF, Attempt, Plan, Spent, Start
from workflows.engine.definition import Definition
from workflows.engine.inputs import Inputs, RunFacts
from workflows.engine.outcomes import Outcome, Rejected
from workflows.engine.tally import Tally
from workflows.engine.templates import TemplateProblem

UNENDED = ("open", "waiting", "failed")
"""The states of an attempt that nothing below has consumed: what becomes of it concerns what comes after only."""


class Course:
    """A definition and its attempts. Every answer equals that of the pure functions over `attempts`."""

    def __init__(self, definition: Definition, attempts: Iterable[Attempt]) -> None:
        self.definition = definition
        self._board = Tally(definition, tuple(attempts), settle.LATEST)

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        return self._board.history.attempts

    def put(self, attempt: Attempt) -> None:
        """A new attempt, or how one that is known stands now."""
        if self._goes_on(attempt):
            self._board.put(attempt)
        else:
            self._board.history.put(attempt)
            self._board = Tally(self.definition, self.attempts, settle.LATEST)

    def _goes_on(self, attempt: Attempt) -> bool:
        """Whether it is the next of its series or one that had not ended. Else history is rewritten."""
        history = self._board.history
        known = history.get(attempt.series, attempt.number)
        if known is None:
            return attempt.key != BRIEF and attempt.number == history.next_number(attempt.series)
        return known.state in UNENDED and known.consumed == attempt.consumed

    def plan(self, now: datetime, *, spent: Spent = plan.NOTHING_SPENT, cancelled: bool = False) -> Plan:
        return plan.next_of(self._board, now, spent=spent, cancelled=cancelled)

    def gather(self, start: Start, facts: RunFacts) -> Inputs:
        """What performing this start needs to know, from what it consumes."""
        if self._is_last(start):
            with suppress(TemplateProblem):
                return inputs.gathered(self._board.history, start, facts, self._board.item(start.series))
        return inputs.gather(self.definition, self.attempts, start, facts)

    def _is_last(self, start: Start) -> bool:
        """Whether nothing was made of it yet, so that the board shows what was there before it."""
        tries = self._board.history.of(start.series)
        last = tries[-1] if tries and tries[-1].number >= start.number else None
        begun = last is None or (last.number == start.number and last.state in UNENDED)
        return begun and self.definition.graph.sound and all(attempt.best_of is None for attempt in tries)

    def settle(self, start: Start, outcome: Outcome) -> Attempt:
        """The attempt as it ended, by what stands now. It is not put into the course."""
        if not isinstance(outcome, Rejected):
            return settle.ended(start, outcome)
        if outcome.by_person:
            return settle.settle(self.definition, self.attempts, start, outcome)
        return settle.rejected(self._board.history, start, outcome)
