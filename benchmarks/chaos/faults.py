"""What the storm does, each fault a function of the fleet; when and to whom is drawn from the seed."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random

import psutil
from django.db import connection

from benchmarks.chaos.fleet import Fleet

# The app's role may end its own connections; ours goes on.
CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""
DOUBLE = (
    "INSERT INTO django_q_ormq (key, payload, lock) SELECT key, payload, lock FROM django_q_ormq LIMIT 50"
)
LOSE = "DELETE FROM django_q_ormq"


@dataclass(frozen=True)
class Fault:
    at: float  # seconds from the beginning
    kind: str  # of KINDS


Held = Callable[[psutil.Process], None]  # told which process to let go on later


def kill(fleet: Fleet, random: Random, held: Held) -> None:
    if victim := fleet.victim(random):
        with suppress(psutil.NoSuchProcess):
            victim.kill()


def hold(fleet: Fleet, random: Random, held: Held) -> None:
    """Longer than a lease: meanwhile its runs are somebody else's, and it doesn't know when it goes on."""
    if victim := fleet.victim(random):
        with suppress(psutil.NoSuchProcess):
            victim.suspend()
            held(victim)


def cut(fleet: Fleet, random: Random, held: Held) -> None:
    _run(CUT)


def double(fleet: Fleet, random: Random, held: Held) -> None:
    _run(DOUBLE)


def lose(fleet: Fleet, random: Random, held: Held) -> None:
    _run(LOSE)


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


KINDS: dict[str, tuple[int, Callable[[Fleet, Random, Held], None]]] = {  # kind → (how often, what)
    "kill": (3, kill),
    "hold": (2, hold),
    "cut": (2, cut),
    "double": (1, double),
    "lose": (1, lose),
}


def drawn(random: Random, seconds: float, pause: float) -> list[Fault]:
    """The storm's plan: a fault every `pause` seconds on average, none in the last tenth."""
    at, plan = 0.0, list[Fault]()
    kinds, weights = list(KINDS), [often for often, _ in KINDS.values()]
    while (at := at + random.uniform(0.3, 1.7) * pause) < seconds * 0.9:
        plan.append(Fault(at, random.choices(kinds, weights)[0]))
    return plan
