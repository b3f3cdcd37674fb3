"""The workers in the storm: what is hit is one of their processes; what has died is started again."""

from collections.abc import Mapping
from contextlib import suppress
from random import Random
from uuid import uuid4

import psutil

from benchmarks.processes import CLUSTER, DRAIN, Program, begun

MARK = "BATON_STORM"  # in the environment of all that belongs to a fleet


class Fleet:
    def __init__(self, count: int, environment: Mapping[str, str], *, clusters: bool) -> None:
        self._arguments = CLUSTER if clusters else DRAIN
        self._mark = uuid4().hex
        self._environment = {**environment, MARK: self._mark}
        self._programs = [self._begun(number) for number in range(count)]
        self.restarts = 0

    def _begun(self, number: int) -> Program:
        return begun(f"chaos-{number}", self._arguments, self._environment, speaks=False)

    def victim(self, random: Random) -> psutil.Process | None:
        """Any process of theirs; an idle one, a busy one, one that watches over others."""
        members = [member for program in self._programs for member in program.members()]
        return random.choice(members) if members else None

    def revive(self) -> None:
        """What somebody's service manager would do: a worker that has ended is started again."""
        for number, program in enumerate(self._programs):
            if program.process.poll() is not None:
                program.end(0)
                self._programs[number] = self._begun(number)
                self.restarts += 1

    def resume(self) -> None:
        for program in self._programs:
            program.resume()

    def end(self) -> None:
        """The orphans too, which an ended worker may have left behind."""
        for program in self._programs:
            program.end()
        for process in psutil.process_iter(["environ"]):
            if (process.info["environ"] or {}).get(MARK) == self._mark:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
