"""One django-q2 cluster: a process group of its own, on a leash that only its keeper holds."""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from uuid import uuid4

from config.processes import Group
from config.supervisor import ROOT
from config.workers import leash
from config.workers.reports import SHAPE, Report, unpacked

READ = 4096 * SHAPE.size  # bytes: whole reports, and more than gather between two looks


class Cluster:
    """`id` is what its drains carry in their rows."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.id = uuid4().hex
        theirs, self._orders = os.pipe()
        self._news, told = os.pipe()
        for end in (self._orders, self._news):
            os.set_blocking(end, False)
        own = {"BATON_CLUSTER": self.id, leash.VARIABLE: f"{theirs},{told}"}
        command = [sys.executable, str(ROOT / "manage.py"), "cluster"]
        try:
            self._group = Group(command, {**environment, **own}, pass_fds=(theirs, told))
        finally:
            os.close(theirs)
            os.close(told)

    @property
    def code(self) -> int | None:
        """Its head's exit code; None while that runs."""
        return self._group.code

    def order(self, order: bytes) -> None:
        """What its pusher shall give to the next worker that is free, past the queue."""
        with suppress(BrokenPipeError, BlockingIOError):
            os.write(self._orders, order)

    def news(self) -> list[Report]:
        with suppress(BlockingIOError):
            return unpacked(os.read(self._news, READ))
        return []

    def ask_to_stop(self) -> None:
        self._group.ask_to_stop()

    def kill(self) -> None:
        """All of it, whatever it is at. Nobody of it runs afterwards."""
        self._group.end(grace=0)
        for end in (self._orders, self._news):
            os.close(end)
