"""What is wrong with a file, all at once, each with its line."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    line: int  # from 1; 0: the file as a whole
    sentence: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.sentence}" if self.line else self.sentence


class BadFile(Exception):
    """A file that makes no workflow. `faults` holds all that is wrong with it, by line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults), key=lambda fault: (fault.line, fault.sentence)))
        super().__init__(" ".join(map(str, self.faults)))
