"""A run told step by step: what is started, what comes of it, what is started then."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from workflows.engine.attempts import BRIEF, Attempt, Plan, Spent, Start
from workflows.engine.definition import Definition, Field, Limits, Step
from workflows.engine.inputs import Inputs, RunFacts, gather
from workflows.engine.outcomes import Failed, Finding, Outcome, Passed, Rejected, Waiting
from workflows.engine.plan import plan, settle

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
FACTS = RunFacts(id="run-1", client="Ledgerfen")


def step(key: str, kind: str, *needs: str, **more: Any) -> Step:
    return Step(key=key, kind=kind, needs=needs, **more)


def draft(**more: Any) -> Step:
    return step("draft", "generate", settings={"prompt": "Write."}, **more)


def wrote(text: str = "A draft.", **more: Any) -> Passed:
    return Passed({"text": text, **more})


def found(why: str = "Too loud.") -> Finding:
    return Finding("gate", "Tone", why)


class Story:
    def __init__(self, *steps: Step, limits: Limits | None = None, **brief: Any):
        fields = tuple(
            Field(key=key, label=key.title(), kind="list" if isinstance(value, list) else "line")
            for key, value in brief.items()
        )
        self.definition = Definition(fields=fields, steps=steps, limits=limits or Limits())
        self.attempts = [Attempt(BRIEF, state="passed", output={"text": "", "data": brief})]
        self.now = NOW

    def plan(self, **more: Any) -> Plan:
        return plan(self.definition, self.attempts, self.now, **more)

    def starts(self) -> list[str]:
        """What would start now, e.g. "draft 1", "title[0] 2", "extra 1 skipped"."""
        return [_named(start) for start in self.plan().starts]

    def begin(self) -> "Story":
        """Stores everything that starts now."""
        self.attempts += [start.attempt for start in self.plan().starts]
        return self

    def inputs(self, key: str, item: int | None = None) -> Inputs:
        return gather(self.definition, self.attempts, self._last(key, item).start, FACTS)

    def settles(self, key: str, outcome: Outcome, item: int | None = None) -> Attempt:
        attempt = self._last(key, item)
        settled = settle(self.definition, self.attempts, attempt.start, outcome)
        self.attempts = [settled if a is attempt else a for a in self.attempts]
        return settled

    def plays(self, key: str, outcome: Outcome, item: int | None = None) -> Attempt:
        """Begins what starts now, and one of it comes to its outcome."""
        self.begin()
        assert self._last(key, item).state in ("open", "waiting"), f"{key} has not started"
        return self.settles(key, outcome, item)

    def passes(self, key: str, item: int | None = None) -> Attempt:
        """A gate or a review finds nothing."""
        self.begin()
        return self.settles(key, Passed(self._piece(key, item)), item)

    def rejects(self, key: str, *findings: Finding, item: int | None = None, **more: Any) -> Attempt:
        self.begin()
        return self.settles(
            key, Rejected(findings or (found(),), output=self._piece(key, item), **more), item
        )

    def _piece(self, key: str, item: int | None) -> Any:
        piece = self.inputs(key, item).piece
        return piece.handed_on if piece else {"text": ""}

    def forgive(self) -> None:
        self.attempts = [replace(a, forgiven=True) if a.state == "failed" else a for a in self.attempts]

    def fails(self, key: str, *, again_in: int | None = None, item: int | None = None) -> Attempt:
        """`again_in` seconds; None: never by itself."""
        retry_at = None if again_in is None else self.now + timedelta(seconds=again_in)
        return self.plays(key, Failed("It broke.", retry_at=retry_at), item)

    def later(self, seconds: int) -> "Story":
        self.now += timedelta(seconds=seconds)
        return self

    def ended(self, **more: Any) -> tuple[str, str]:
        ending = self.plan(**more).ending
        assert ending, "it has not ended"
        return ending.state, ending.sentence

    def spent(self, **more: Any) -> tuple[str, str]:
        return self.ended(spent=Spent(**more))

    def _last(self, key: str, item: int | None) -> Attempt:
        return max((a for a in self.attempts if a.series == (key, item)), key=lambda a: a.number)


def _named(start: Start) -> str:
    item = "" if start.item is None else f"[{start.item}]"
    return f"{start.key}{item} {start.number}" + (" skipped" if start.state == "skipped" else "")


def newsletter(**limits: Any) -> Story:
    """Draft, rules, review, deliver: the shortest whole workflow."""
    return Story(
        draft(),
        step("rules", "rules", "draft"),
        step("review", "review", "rules"),
        step("deliver", "deliver", "review"),
        limits=Limits(**limits),
    )


def waiting_for_a_person() -> Story:
    story = newsletter()
    story.plays("draft", wrote("A draft."))
    story.passes("rules")
    story.plays("review", Waiting("A person decides."))
    return story
