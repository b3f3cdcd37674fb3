"""The promises of a run, worked out from the stored attempts by other, slower means than the planner's own."""

from collections.abc import Iterator, Sequence

from workflows.engine.attempts import BRIEF, LEFT_OUT, Attempt, Consumed, Series, Start
from workflows.engine.definition import Definition

JUDGES = ("rules", "rubric", "review")


class Promises:
    def __init__(self, definition: Definition, attempts: Sequence[Attempt], rising: bool):
        self.definition = definition
        self.steps = {step.key: step for step in definition.steps}
        self.attempts = attempts
        self.rising = rising
        self.by_number = {(a.series, a.number): a for a in attempts}
        self.last = {a.series: a for a in sorted(attempts, key=lambda a: a.number)}

    def parents(self, series: Series, consumed: Consumed) -> Iterator[tuple[Series, int]]:
        own = self.steps[series[0]].for_each if series[0] != BRIEF else ""
        for need, numbers in consumed.items():
            theirs = self.steps[need].for_each if need != BRIEF else ""
            for index, number in enumerate(numbers):
                item = None if not theirs else series[1] if theirs == own else index
                if need != series[0]:
                    yield (need, item), number

    def closure(self, series: Series, consumed: Consumed) -> set[tuple[Series, int]]:
        found: set[tuple[Series, int]] = set()
        todo = [p for p in self.parents(series, consumed) if p[1] != LEFT_OUT]
        while todo:
            at = todo.pop()
            if at not in found:
                found.add(at)
                todo += [p for p in self.parents(at[0], self.by_number[at].consumed) if p[1] != LEFT_OUT]
        return found

    def check_start(self, start: Start) -> None:
        before = self.last.get(start.series)
        assert start.number == (before.number + 1 if before else 1)
        assert before is None or before.state != "open", "started while it was open"
        self._check_needs(start)
        self._check_cause(start, before)
        if start.key in start.consumed:
            self._check_send_back(start)

    def _check_needs(self, start: Start) -> None:
        for parent, number in self.parents(start.series, start.consumed):
            if number == LEFT_OUT:
                beside = [a for s, a in self.last.items() if s[1] == parent[1]]
                assert any(a.state == "failed" for a in beside), "left out, but nothing of this item failed"
            else:
                assert self.by_number[parent, number].state in ("passed", "skipped"), "a need was not done"
        if self.rising:
            for series, number in self.closure(start.series, start.consumed):
                assert self.last[series].number == number, "something above was stale"

    def _check_cause(self, start: Start, before: Attempt | None) -> None:
        if before and before.consumed == start.consumed and self.rising:
            assert before.state == "failed", f"done again for nothing: {before.state}"

    def _check_send_back(self, start: Start) -> None:
        revised = (start.series, start.consumed[start.key][0])
        judged = [a for a in self.attempts if self.steps.get(a.key) and self.steps[a.key].kind in JUDGES]
        about = [a for a in judged if revised in self.closure(a.series, a.consumed)]
        assert any(a.state == "rejected" and a.back_to == start.key for a in about) or not self.rising
        gates = [a for a in about if self.steps[a.key].kind != "review"]
        assert not any(a.state == "open" for a in gates), "a gate beside was still judging"
        if self.rising:
            self._check_siblings(start, revised, {a.series for a in gates})

    def _check_siblings(self, start: Start, revised: tuple[Series, int], judged: set[Series]) -> None:
        """Each gate that needs nothing but the piece has had its say."""
        if self.last[start.series].state != "passed":
            return  # another try of a revision
        for step in self.definition.steps:
            alone = (
                step.needs == (start.key,)
                and not step.when
                and step.for_each == self.steps[start.key].for_each
            )
            if step.kind in ("rules", "rubric") and alone:
                assert (step.key, start.item) in judged, f"{step.key} was not waited for"

    def check_delivery(self, start: Start, text: str, parts: tuple[str, ...]) -> None:
        above = self.closure(start.series, start.consumed)
        if self.rising:
            # what was open while something above it was sent back has been told so by a new attempt since
            stale = [series for series, number in above if self.last[series].number != number]
            assert not stale or any(a.state == "open" for a in self.attempts), "something stale was delivered"
        flagged = [at for at in above if self.by_number[at].flagged]
        for flag in flagged:
            assert any(self._approves(at, flag, text, parts) for at in above), (
                "flagged, not approved, delivered"
            )

    def _approves(
        self, at: tuple[Series, int], flag: tuple[Series, int], text: str, parts: tuple[str, ...]
    ) -> bool:
        attempt = self.by_number[at]
        by_person = attempt.by_person and attempt.state == "passed"
        said = attempt.output.get("text")
        return (
            by_person
            and (said == text or said in parts)
            and flag in self.closure(attempt.series, attempt.consumed)
        )

    def check_rounds(self) -> None:
        """No piece was revised more often than the limits allow."""
        limits = self.definition.limits
        for series in {a.series for a in self.attempts}:
            revised = {
                a.consumed[a.key][0] for a in self.attempts if a.series == series and a.key in a.consumed
            }
            assert len(revised) <= (limits.changes + 1) * limits.revisions + limits.changes
            people = {n for n in revised if self._rejected_by_person(series, n)}
            assert len(people) <= limits.changes or not self.rising

    def _rejected_by_person(self, series: Series, number: int) -> bool:
        return any(
            a.state == "rejected"
            and a.by_person
            and (series, number) in self.closure(a.series, a.consumed)
            and a.back_to == series[0]
            and not a.final
            and not self._taken_back(a, (series, number))
            for a in self.attempts
        )

    def _taken_back(self, said: Attempt, at: tuple[Series, int]) -> bool:
        """Asked once more about the same round, a person takes back what they said of it before."""
        later = (a for a in self.attempts if a.series == said.series and a.number > said.number)
        return any(at in self.closure(a.series, a.consumed) for a in later)

    def check_done(self) -> None:
        for attempt in self.last.values():
            assert attempt.state != "open"
        if not self.rising:
            return
        for step in self.definition.steps:
            for series in [s for s in self.last if s[0] == step.key]:
                self._check_fresh_or_gone(series)

    def _check_fresh_or_gone(self, series: Series) -> None:
        """Done, and made of nothing but the last of everything; or of an item that is not in the list any more."""
        attempt = self.last[series]
        fresh = all(self.last[s].number == n for s, n in self.closure(series, attempt.consumed))
        if attempt.state in ("passed", "skipped") and fresh:
            return
        assert series[1] is not None, f"{series} is {attempt.state}, fresh: {fresh}, and the run is done"
