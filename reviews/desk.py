"""A reviewer's desk: the piece, the findings and what has been answered so far, as one value.

Nothing is stored until the decision: the page carries the answers in its form, and from them is computed here
what the piece reads like now. One computation makes both the preview and the text that is approved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from django.utils.safestring import SafeString

from memory.prose import diffing
from reviews.edits import Applied, Edit, apply
from reviews.marking import Marked, Note, mark
from reviews.typed import unchanged_kept
from workflows.engine.outcomes import Finding

Answer = Literal[
    "", "accept", "dismiss", "merged"
]  # merged: accepted, and already part of a text edited by hand
ANSWERS = ("", "accept", "dismiss", "merged")
GRAVE = 5.0  # a score below this is shown as bad
SINK = 1  # headings of the piece stand below the page's own


@dataclass(frozen=True)
class Card:
    """One finding as the page shows it. Numbers count from 1, in the order of the review's findings."""

    number: int
    finding: Finding
    answer: Answer
    anchored: bool
    trouble: str = ""  # why its edit could not be applied
    gone: bool = False  # its words stood in the text and don't any more: another edit settled it

    @property
    def tone(self) -> str:
        score = self.finding.score
        return "bad" if self.finding.must_pass or (score is not None and score < GRAVE) else "warn"

    @property
    def is_open(self) -> bool:
        return not self.gone and (self.answer == "" or bool(self.trouble))

    @property
    def has_edit(self) -> bool:
        return bool(self.finding.quote) and self.finding.suggestion is not None

    @property
    def edit(self) -> SafeString:
        return diffing.phrase(self.finding.quote, self.finding.suggestion or "")


@dataclass(frozen=True)
class Desk:
    original: str
    findings: Sequence[Finding]
    base: str  # the original, or what the reviewer made of it by hand
    answers: Mapping[int, Answer] = field(default_factory=dict)
    talk: tuple[Note, ...] = ()  # what comments are about

    @classmethod
    def fresh(cls, original: str, findings: Sequence[Finding]) -> "Desk":
        return cls(original, findings, original)

    @classmethod
    def answered(cls, original: str, findings: Sequence[Finding], form: Mapping[str, str]) -> "Desk":
        """From a form with `text`, `finding-N` for each finding, and `set`: what was just pressed."""
        answers = {number: _answer(form.get(f"finding-{number}", "")) for number in _numbers(findings)}
        text = unchanged_kept(original, form.get("text", original))
        desk = cls(original, findings, text, answers)
        return desk.after(form.get("set", ""))

    @classmethod
    def made(
        cls,
        original: str,
        findings: Sequence[Finding],
        text: str,
        accepted: Iterable[int],
        dismissed: Iterable[int],
    ) -> "Desk":
        """The desk on which `text` was made, for somebody who wants to go on from there."""
        numbers = tuple(accepted)
        left: dict[int, Answer] = dict.fromkeys(dismissed, "dismiss")
        taken: dict[int, Answer] = dict.fromkeys(numbers, "accept")
        merged: dict[int, Answer] = dict.fromkeys(numbers, "merged")
        desk = cls(original, findings, original, {**left, **taken})
        return desk if desk.final == text else cls(original, findings, text, {**left, **merged})

    def after(self, pressed: str) -> "Desk":
        """`N:accept`, `N:dismiss`, `N:` (open again), `all` (accept what can be), `none` (dismiss what is open),
        `merge` (to edit by hand) or `reset`."""
        if pressed == "all":
            return self._with(
                {card.number: "accept" for card in self.cards if card.is_open and card.has_edit}
            )
        if pressed == "none":
            return self._with({card.number: "dismiss" for card in self.open_cards})
        if pressed == "merge":
            return self._merged()
        if pressed == "reset":
            return replace(self, base=self.original, answers={})
        number, colon, answer = pressed.partition(":")
        if colon and number in map(str, _numbers(self.findings)):
            return self._with({int(number): _answer(answer)})
        return self

    def with_talk(self, talk: tuple[Note, ...]) -> "Desk":
        return replace(self, talk=talk)

    @cached_property
    def _applied(self) -> Applied:
        return apply(
            self.base, [self._edit(number) for number in self._having("accept") if self._has_edit(number)]
        )

    @property
    def final(self) -> str:
        """What would be approved now."""
        return self._applied.text

    @property
    def is_changed(self) -> bool:
        return self.final != self.original

    @property
    def is_edited_by_hand(self) -> bool:
        return self.base != self.original

    @cached_property
    def accepted(self) -> tuple[int, ...]:
        """Numbers of the findings whose suggestion is in the final text."""
        return tuple(sorted({*self._applied.done, *self._having("merged")}))

    @property
    def dismissed(self) -> tuple[int, ...]:
        return tuple(self._having("dismiss"))

    @cached_property
    def marked(self) -> Marked:
        return mark(self.final, [*self._notes(), *self.talk], sink=SINK)

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        return tuple(map(self._card, _numbers(self.findings)))

    @cached_property
    def open_cards(self) -> list[Card]:
        return [card for card in self.cards if card.is_open]

    @property
    def offers_all(self) -> bool:
        return sum(card.is_open and card.has_edit for card in self.cards) > 1

    @property
    def offers_none(self) -> bool:
        return len(self.open_cards) > 1

    @cached_property
    def amount(self) -> diffing.Amount:
        return diffing.amount(self.original, self.final)

    @cached_property
    def _troubles(self) -> dict[int, str]:
        return {refused.number: refused.sentence for refused in self._applied.refused}

    def _card(self, number: int) -> Card:
        anchored = number in self.marked.found
        gone = number in self._found_first and not anchored and number not in self.accepted
        answer = self.answers.get(number, "")
        return Card(number, self.findings[number - 1], answer, anchored, self._troubles.get(number, ""), gone)

    @cached_property
    def _found_first(self) -> frozenset[int]:
        """Those findings whose words stand in the original, of the ones that stand nowhere now."""
        if not self.is_changed:
            return self.marked.found
        gone = [number for number in _numbers(self.findings) if number not in self.marked.found]
        notes = [Note(number, self.findings[number - 1].quote) for number in gone]
        return mark(self.original, notes).found if notes else frozenset()

    def _with(self, answers: Mapping[int, Answer]) -> "Desk":
        return replace(self, answers={**self.answers, **answers})

    def _merged(self) -> "Desk":
        done: Mapping[int, Answer] = dict.fromkeys(self._applied.done, "merged")
        return replace(self, base=self.final, answers={**self.answers, **done})

    def _having(self, answer: Answer) -> list[int]:
        return [number for number in _numbers(self.findings) if self.answers.get(number, "") == answer]

    def _has_edit(self, number: int) -> bool:
        return self.findings[number - 1].suggestion is not None

    def _edit(self, number: int) -> Edit:
        finding = self.findings[number - 1]
        return Edit(number, finding.quote, finding.suggestion or "")

    def _notes(self) -> Iterable[Note]:
        done = self.accepted
        for number in _numbers(self.findings):
            finding = self.findings[number - 1]
            if number in done:
                yield Note(number, finding.suggestion or "", "done")
            elif self.answers.get(number, "") != "dismiss":
                yield Note(number, finding.quote, Card(number, finding, "", False).tone)


def _numbers(findings: Sequence[Finding]) -> range:
    return range(1, len(findings) + 1)


def _answer(word: str) -> Answer:
    return word if word in ANSWERS else ""  # type: ignore[return-value]
