"""What each part of the benchmark is given, and how it tells what it is doing."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from benchmarks.ground import Ground

T = TypeVar("T")


@dataclass(frozen=True)
class Stage:
    ground: Ground
    peers: bool = False
    full: bool = False
    rounds: int = 3
    quick: bool = False

    def few(self, number: int) -> int:
        """So many; a twentieth where it is only to be seen whether all of this works."""
        return max(2, number // 20) if self.quick else number

    def repeated(self, work: Callable[[], T]) -> list[T]:
        """As often as is measured, each on empty tables."""
        found = []
        for number in range(1, self.rounds + 1):
            says(f"  {number} of {self.rounds}")
            self.ground.emptied()
            found.append(work())
        return found


def says(*lines: str) -> None:
    for line in lines:
        print(line, file=sys.stderr, flush=True)
