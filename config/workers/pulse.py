"""Inside the cluster: what each worker is at, told to the keeper by django-q2's own signals."""

from collections.abc import Callable
from typing import Any

from django.utils.timezone import now
from django_q.humanhash import uuid
from django_q.signals import post_execute_in_worker, post_spawn, pre_execute
from django_q.signing import SignedPackage

from config.workers.leash import Leash
from config.workers.reports import DRIVE, IDLE, OTHER, TICK

ORDERS = {DRIVE: "workflows.tasks.drive", TICK: "config.workers.pulse.tick"}
_held: list[Leash] = []  # the leash of this process, if it is on one


def tick() -> None:
    """A task of nothing: that it was taken is the news."""


def begin(leash: Leash) -> None:
    _held.append(leash)
    post_spawn.connect(_spawned)
    pre_execute.connect(_begins)
    post_execute_in_worker.connect(_ended)
    leash.hold()


def order() -> str:
    """What the keeper wants this cluster to do now, as a task in the shape of the queue's; "" for nothing.
    It comes past the queue, because in there another cluster might take it."""
    name = ORDERS.get(_held[0].order()) if _held else None
    return _package(name) if name else ""


def _package(name: str) -> str:
    title, key = uuid()
    task = {"id": key, "name": name.rpartition(".")[2] or title, "func": name, "args": (), "kwargs": {}}
    return SignedPackage.dumps({**task, "started": now()})


def _spawned(**_: Any) -> None:
    _held[0].change(IDLE)


def _begins(func: Callable[[], None] | None, **_: Any) -> None:
    name = f"{getattr(func, '__module__', '')}.{getattr(func, '__name__', '')}"
    if name == ORDERS[TICK]:
        _held[0].report(TICK)
    else:
        _held[0].change(DRIVE if name == ORDERS[DRIVE] else OTHER)


def _ended(**_: Any) -> None:
    _held[0].change(IDLE)
