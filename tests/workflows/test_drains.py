from datetime import timedelta

import pytest
from django.utils.timezone import now

from workflows import drains
from workflows.models import Drain


def drain(owner: str = "host:1", silent: int = 0, **facts: object) -> None:
    at = now() - timedelta(seconds=silent)
    Drain.objects.create(
        owner=owner, host="host", pid=1, started_at=at - timedelta(minutes=2), beat_at=at, **facts
    )


@pytest.mark.django_db
def test_it_tells_the_living_from_the_late_and_the_lost(settings) -> None:
    settings.LEASE_SECONDS = 30
    for owner, silent in (("a", 1), ("b", 20), ("c", 40)):
        drain(owner, silent)
    found = {line.owner: (line.late, line.gone) for line in drains.lines()}
    assert found == {"a": (False, False), "b": (True, False), "c": (True, True)}
    assert {drain.owner for drain in drains.living()} == {"a", "b"}


@pytest.mark.django_db
def test_it_counts_steps_a_minute() -> None:
    drain(steps=600, in_hand=4, memory_mb=180)
    (line,) = drains.lines()
    assert (line.pace, line.in_hand, line.memory_mb, line.place) == (300, 4, 180, "host, process 1")


@pytest.mark.django_db
def test_it_asks_one_to_leave() -> None:
    drain()
    assert drains.ask_to_leave("host:1")
    assert Drain.objects.get().stop
    assert not drains.living().exists()
    assert not drains.ask_to_leave("nobody")
