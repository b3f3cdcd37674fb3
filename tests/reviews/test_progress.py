from datetime import UTC, datetime

import pytest

from reviews.progress import HELD, MENDED, PAUSED, QUEUED, line
from workflows.models import Attempt, Run, Step

NOW = datetime(2026, 1, 2, tzinfo=UTC)
STEPS = [Step(key="draft", title="Draft"), Step(key="house_rules")]


def attempt(pk: int, state: str, number: int = 1, key: str = "draft", **more: object) -> Attempt:
    return Attempt(pk=pk, key=key, state=state, number=number, **more)


def first(*attempts: Attempt) -> tuple[str, str, int]:
    mark = line(Run(state="running"), STEPS, attempts, None, staff=False).steps[0]
    return (mark.sign, mark.word, mark.count)


def test_it_names_steps_as_people_do() -> None:
    steps = line(Run(state="queued"), STEPS, [], None, staff=False).steps
    assert [step.title for step in steps] == ["Draft", "House rules"]
    assert {step.sign for step in steps} == {"todo"}


@pytest.mark.parametrize(
    ("attempts", "shown"),
    [
        ([attempt(1, "open")], ("now", "at work", 1)),
        ([attempt(1, "passed")], ("done", "done", 1)),
        ([attempt(1, "passed", flagged=True)], ("flagged", "flagged", 1)),
        ([attempt(1, "passed"), attempt(2, "open", 2)], ("now", "at work", 2)),
        ([attempt(1, "rejected")], ("todo", "sent back", 1)),
        ([attempt(1, "waiting")], ("waiting", "waits", 1)),
        ([attempt(1, "failed")], ("failed", "failed", 1)),
        ([attempt(1, "failed", retry_at=NOW)], ("now", "tried again soon", 1)),
        ([attempt(1, "failed", forgiven=True)], ("now", "tried again soon", 1)),
        ([attempt(1, "skipped")], ("skipped", "not needed", 1)),
    ],
)
def test_it_says_where_a_step_stands(attempts: list[Attempt], shown: tuple[str, str, int]) -> None:
    assert first(*attempts) == shown


def test_it_keeps_the_reason_of_a_failure_for_the_agency() -> None:
    run = Run(state="failed", sentence="Set ANTHROPIC_API_KEY.")
    assert line(run, STEPS, [], None, staff=False).sentence == MENDED
    assert line(run, STEPS, [], None, staff=True).sentence == "Set ANTHROPIC_API_KEY."


def test_it_knows_what_still_moves() -> None:
    assert line(Run(state="queued"), STEPS, [], None, staff=False).moves
    assert not line(Run(state="waiting"), STEPS, [], None, staff=False).moves


def test_it_says_that_a_run_waits_its_turn_or_is_paused() -> None:
    def told(state: str, staff: bool = False, paused: bool = True) -> tuple[str, str]:
        found = line(Run(state=state), STEPS, [], None, staff, paused)
        return found.word, found.sentence

    assert told("queued", paused=False) == ("Waits for its turn", QUEUED)
    assert told("queued") == told("running") == ("Paused", PAUSED)
    assert told("queued", staff=True) == ("Paused", HELD)
    assert told("waiting")[0] == "Waits", "a person can decide all the same"
