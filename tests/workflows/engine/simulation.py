"""A run driven by chance to its end, with the design's promises checked at every turn."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.workflows.engine.promises import Promises
from workflows.engine.attempts import BRIEF, Attempt, Ending, Plan, Start
from workflows.engine.definition import Definition, Step
from workflows.engine.inputs import Inputs, RunFacts, gather
from workflows.engine.kinds import review
from workflows.engine.outcomes import Failed, Finding, Outcome, Passed, Rejected
from workflows.engine.plan import plan
from workflows.engine.settle import settle

TURNS = 1500


class Simulation:
    """`rising`: every round scores better than the last, so that no gate ever names an earlier one."""

    def __init__(self, definition: Definition, seed: int, rising: bool):
        self.definition = definition
        self.chance = random.Random(seed)
        self.rising = rising
        self.steps = {step.key: step for step in definition.steps}
        topics = [f"topic {n}" for n in range(self.chance.choice((0, 1, 2, 3)))]
        first = {"text": "", "data": {"topics": topics}}
        self.attempts = [Attempt(BRIEF, state="passed", output=first)]
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.count = 0
        self.forgiving = self.chance.choice((0, 0, 3))
        self.trouble = self.chance.choice((0.0, 0.1, 0.3))
        self.facts = RunFacts(id=str(seed), client="Someone")
        self.ending: Ending | None = None
        self.delivered: list[tuple[Attempt, str]] = []

    def to_the_end(self) -> "Simulation":
        for _ in range(TURNS):
            planned = self._plan()
            if self._forgiven(planned):
                continue
            if planned.ending:
                self.ending = planned.ending
                self._check_the_end()
                return self
            for start in planned.starts:
                self._begin(start)
            self._turn(planned)
        raise AssertionError("The run did not come to an end.")

    def _promises(self) -> Promises:
        return Promises(self.definition, self.attempts, self.rising)

    def _plan(self) -> Plan:
        planned = plan(self.definition, self.attempts, self.now)
        mixed = self.chance.sample(self.attempts, len(self.attempts))
        assert plan(self.definition, mixed, self.now) == planned, "planning twice gave two plans"
        cancelled = plan(self.definition, self.attempts, self.now, cancelled=True)
        assert cancelled.ending and cancelled.ending.state == "stopped" and not cancelled.starts
        opened = [s.attempt for s in planned.starts]
        again = plan(self.definition, [*self.attempts, *opened], self.now)
        known = {start.series for start in planned.starts}
        assert not known & {start.series for start in again.starts if start.state == "open"} or any(
            start.state == "skipped" for start in planned.starts
        ), "a step was started twice"
        return planned

    def _forgiven(self, planned: Plan) -> bool:
        """Somebody mends what failed and resumes."""
        failed = planned.ending is not None and planned.ending.state == "failed"
        if not failed or not self.forgiving:
            return False
        self.forgiving -= 1
        lost = {a.series: a for a in self.attempts if a.state == "failed"}
        for attempt in lost.values():
            self._put(replace(attempt, forgiven=True))
        return bool(lost)

    def _begin(self, start: Start) -> None:
        self._promises().check_start(start)
        self._put(start.attempt)

    def _put(self, attempt: Attempt) -> None:
        """A new attempt, or how one that is known stands now."""
        place = next((n for n, a in enumerate(self.attempts) if _same(a, attempt)), None)
        if place is None:
            self.attempts.append(attempt)
        else:
            self.attempts[place] = attempt

    def _turn(self, planned: Plan) -> None:
        """One thing happens: something open settles, a person decides, or time passes."""
        self.now += timedelta(seconds=1)
        running = [a for a in self.attempts if a.state == "open"]
        people = [a for a in self.attempts if a.state == "waiting" and a.series in planned.waiting_for]
        late = [a for a in self.attempts if a.state == "waiting" and a.series not in planned.waiting_for]
        if running and not (people and self.chance.random() < 0.2):
            self._settle(self.chance.choice(running))
        elif people:
            last = {a.series: a for a in people}
            self._decide(last[self.chance.choice(sorted(last, key=str))])
        elif planned.wait_until:
            self.now = max(self.now, planned.wait_until)
        else:
            assert planned.starts, "nothing is open, nobody is asked, and the run has not ended"
        if late and self.chance.random() < 0.1:
            self._decide(self.chance.choice(late))  # too late: another text stands there by now

    def _settle(self, attempt: Attempt) -> None:
        inputs = gather(self.definition, self.attempts, attempt.start, self.facts)
        self._store(attempt, self._outcome(self.steps[attempt.key], inputs, attempt))

    def _decide(self, attempt: Attempt) -> None:
        inputs = gather(self.definition, self.attempts, attempt.start, self.facts)
        piece = inputs.piece.handed_on if inputs.piece else {"text": ""}
        luck = self.chance.random()
        found = (Finding(attempt.key, "Tone", "Too loud."),)
        if luck < 0.6:
            edited = self._text() if self.chance.random() < 0.4 else None
            self._store(attempt, review.approved(piece, edited))
        elif luck < 0.9:
            self._store(
                attempt,
                review.changes(found, "Please change it.", str(self.steps[attempt.key].settings["back_to"])),
            )
        else:
            self._store(attempt, review.rejected("Not for us."))

    def _store(self, attempt: Attempt, outcome: Outcome) -> None:
        self._put(settle(self.definition, self.attempts, attempt.start, outcome))

    def _text(self) -> str:
        self.count += 1
        return f"text {self.count}"

    def _outcome(self, step: Step, inputs: Inputs, attempt: Attempt) -> Outcome:
        luck = self.chance.random()
        if luck < self.trouble / 3:
            return Failed("Lost with its worker.", retry_at=self.now)
        if luck < self.trouble * 2 / 3:
            return Failed("Overloaded.", retry_at=self.now + timedelta(minutes=self.chance.randint(1, 9)))
        if luck < self.trouble:
            return Failed("Out of credit.", owner="agency")
        match step.kind:
            case "rules" | "rubric":
                return self._judged(step, inputs)
            case "review":
                return now_done(
                    review.perform(step, review.Settings.model_validate(step.settings), inputs, None)
                )
            case "deliver":
                return self._deliver(inputs, attempt)
            case "transform":
                lines = [self._text() for _ in range(self.chance.choice((0, 1, 2, 3)))]
                return Passed({"text": self._text(), "data": lines})
            case _:
                return Passed({"text": self._text()})

    def _judged(self, step: Step, inputs: Inputs) -> Outcome:
        piece = inputs.piece
        if piece is None or piece.torn:
            return Failed("Nothing to judge.", owner="agency")
        self.count += 1
        score = float(self.count) / TURNS / 10 if self.rising else float(self.chance.randint(0, 9))
        scores = {"clear": score} if step.kind == "rubric" else {}
        many = 1 if self.rising else self.chance.randint(1, 3)
        found = tuple(Finding(step.key, "Clear", "It isn't.") for _ in range(many))
        luck = self.chance.random()
        if luck < 0.5:
            return Passed(piece.handed_on, scores=scores)
        return Rejected(found, scores=scores, output=piece.handed_on, not_judged=luck < 0.55)

    def _deliver(self, inputs: Inputs, attempt: Attempt) -> Outcome:
        if inputs.piece is None or inputs.piece.torn:
            return Failed("Nothing to deliver.", owner="agency")
        self._promises().check_delivery(attempt.start, inputs.piece.text, inputs.piece.parts)
        self.delivered.append((attempt, inputs.piece.text))
        return Passed({"text": inputs.piece.text})

    def _check_the_end(self) -> None:
        made = [a for a in self.attempts if a.key != BRIEF and a.state != "skipped"]
        assert len(made) <= self.definition.limits.attempts
        self._promises().check_rounds()
        assert self.ending and (self.ending.sentence or self.ending.state == "done")
        if self.ending.state == "done":
            self._promises().check_done()


def _same(one: Attempt, other: Attempt) -> bool:
    return (one.series, one.number) == (other.series, other.number)


def now_done(work) -> Outcome:
    """Runs a coroutine that never really waits."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("It waited.")
