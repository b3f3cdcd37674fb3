"""What the watchdog thinks of a cluster, told by reports and a clock of the test's own."""

import pytest

from config.workers.reports import DRIVE, IDLE, OTHER, TICK, Report
from config.workers.watchdog import COMING_UP, Watchdog

PATIENCE = 20


@pytest.fixture
def dog() -> Watchdog:
    return Watchdog(PATIENCE, now=0)


def lived(dog: Watchdog, start: int, end: int, *reports: Report, answers: bool = False) -> int | None:
    """A second after the other, each worker saying the same; returns when the dog complained first."""
    for now in range(start, end):
        dog.hears(reports, now)
        if dog.wants_tick(now) and answers:
            dog.hears([Report(reports[0].pid, TICK)], now)
        if dog.complaint(now):
            return now
    return None


def test_it_is_content_with_a_cluster_that_takes_its_ticks(dog: Watchdog) -> None:
    assert lived(dog, 0, 500, Report(1, IDLE), Report(2, IDLE), answers=True) is None


def test_it_asks_an_idle_cluster_only_now_and_then(dog: Watchdog) -> None:
    dog.hears([Report(1, IDLE)], 0)
    asked = []
    for now in range(60):
        dog.hears([Report(1, IDLE)], now)
        if dog.wants_tick(now):
            asked.append(now)
            dog.hears([Report(1, TICK)], now)
    assert asked == list(range(5, 60, 5))


def test_it_sees_that_no_work_reaches_a_worker_that_waits(dog: Watchdog) -> None:
    assert lived(dog, 0, 100, Report(1, IDLE), Report(2, IDLE)) == PATIENCE + 1
    assert dog.complaint(PATIENCE + 1) == "a worker waits, and no work reaches it"


def test_it_sees_it_behind_a_worker_that_is_busy(dog: Watchdog) -> None:
    assert lived(dog, 0, 100, Report(1, OTHER), Report(2, IDLE)) == PATIENCE + 1


def test_it_sees_it_in_workers_that_came_after_the_fault(dog: Watchdog) -> None:
    assert lived(dog, 0, 50, Report(1, IDLE), answers=True) is None
    found = lived(dog, 50, 150, Report(2, IDLE))
    assert found is not None and found <= 50 + PATIENCE + 2


@pytest.mark.parametrize("state", [DRIVE, OTHER])
def test_it_leaves_alone_those_who_are_all_busy(dog: Watchdog, state: bytes) -> None:
    assert lived(dog, 0, 900, Report(1, state), Report(2, state)) is None


def test_it_leaves_alone_one_who_has_just_become_idle(dog: Watchdog) -> None:
    lived(dog, 0, 300, Report(1, OTHER))
    assert lived(dog, 300, 303, Report(1, IDLE)) is None
    dog.hears([Report(1, TICK)], 303)
    assert dog.complaint(303) == ""


def test_it_takes_any_task_for_a_sign_that_work_moves(dog: Watchdog) -> None:
    for now in range(300):
        dog.hears([Report(1, OTHER if now % 10 == 5 else IDLE)], now)
        dog.wants_tick(now)
        assert dog.complaint(now) == ""


def test_it_sees_that_nobody_says_anything_any_more(dog: Watchdog) -> None:
    lived(dog, 0, 10, Report(1, IDLE), answers=True)
    assert dog.complaint(10 + PATIENCE - 1) == ""
    dog.hears([], 10 + PATIENCE)
    assert dog.complaint(10 + PATIENCE) == "no worker gives a sign of life"


def test_it_gives_a_cluster_time_to_come_up(dog: Watchdog) -> None:
    assert dog.complaint(COMING_UP - 1) == ""
    assert dog.complaint(COMING_UP + 1) == "no worker came up"
    assert not dog.wants_tick(COMING_UP + 1)


def test_it_knows_when_all_have_carried_runs_for_long(dog: Watchdog) -> None:
    lived(dog, 0, 15, Report(1, DRIVE), Report(2, DRIVE))
    assert not dog.all_drive(15)
    lived(dog, 15, 30, Report(1, DRIVE), Report(2, DRIVE))
    assert dog.all_drive(30)
    assert dog.is_busy()
    lived(dog, 30, 31, Report(2, IDLE))
    assert not dog.all_drive(31)


def test_it_forgets_a_worker_that_went(dog: Watchdog) -> None:
    lived(dog, 0, 5, Report(1, OTHER), Report(2, IDLE), answers=True)
    lived(dog, 5, 25, Report(2, IDLE), answers=True)
    assert not dog.is_busy()
