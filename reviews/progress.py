"""A run in plain words: each step with a sign and a word, for people who don't know what an attempt is."""

from collections.abc import Sequence
from dataclasses import dataclass

from reviews.models import Review
from workflows.models import Attempt, Run, Step

State = Attempt.State
SIGNS = {
    State.OPEN: ("now", "at work"),
    State.PASSED: ("done", "done"),
    State.REJECTED: ("todo", "sent back"),
    State.WAITING: ("waiting", "waits"),
    State.FAILED: ("failed", "failed"),
    State.SKIPPED: ("skipped", "not needed"),
}
WORDS = {
    Run.State.QUEUED: ("", "Waits for its turn"),
    Run.State.RUNNING: ("brand", "At work"),
    Run.State.WAITING: ("warn", "Waits for review"),
    Run.State.DONE: ("good", "Done"),
    Run.State.STOPPED: ("", "Stopped"),
    Run.State.FAILED: ("bad", "Needs the agency"),
}
PAUSED = "Your agency has paused this for now. It goes on where it was, and nothing is lost."
HELD = "Paused: resume its workflow or its client in the admin, and it goes on where it was."
QUEUED = "It starts by itself as soon as there is room: at once, or after the pieces before it."
MENDED = "Something has to be mended first. Your agency sees it and can let it go on from here."


@dataclass(frozen=True)
class Mark:
    title: str
    sign: str  # the style: todo, now, done, flagged, waiting, failed, skipped
    word: str
    count: int  # rounds so far


@dataclass(frozen=True)
class Line:
    run: Run
    steps: tuple[Mark, ...]
    tone: str
    word: str
    sentence: str = ""  # why it waits, stopped or failed
    review: Review | None = None  # that waits for the one who looks

    @property
    def moves(self) -> bool:
        return self.run.state in (Run.State.QUEUED, Run.State.RUNNING)


def line(
    run: Run,
    steps: Sequence[Step],
    attempts: Sequence[Attempt],
    review: Review | None,
    staff: bool,
    paused: bool = False,
) -> Line:
    """`paused`: its workflow or its client is."""
    tone, word = WORDS[Run.State(run.state)]
    if run.state == Run.State.WAITING and review is None:
        word = "Waits"
    sentence = run.sentence if staff or run.state != Run.State.FAILED else MENDED
    if paused and run.state in (Run.State.QUEUED, Run.State.RUNNING):
        tone, word, sentence = "warn", "Paused", HELD if staff else PAUSED
    elif run.state == Run.State.QUEUED:
        sentence = sentence or QUEUED
    return Line(run, tuple(_mark(step, attempts) for step in steps), tone, word, sentence, review)


def _mark(step: Step, attempts: Sequence[Attempt]) -> Mark:
    tries = [attempt for attempt in attempts if attempt.key == step.key]
    title = step.title or step.key.replace("_", " ").capitalize()
    if not tries:
        return Mark(title, "todo", "not yet", 0)
    last = max(tries, key=lambda attempt: (attempt.state in (State.OPEN, State.WAITING), attempt.pk))
    sign, word = SIGNS[State(last.state)]
    if last.state == State.PASSED and last.flagged:
        sign, word = "flagged", "flagged"
    if last.state == State.FAILED and (last.retry_at or last.forgiven):
        sign, word = "now", "tried again soon"
    ended = {
        one.number
        for one in tries
        if one.state in (State.PASSED, State.REJECTED) and one.number < last.number
    }
    return Mark(title, sign, word, 1 + len(ended))
