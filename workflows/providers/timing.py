"""How much of a step's time is left for asking models."""

import asyncio
from dataclasses import dataclass, field

LEAST = 15.0  # seconds in which a model can be expected to answer; less where the step has little time at all
SPARE = 2.0  # seconds that are kept for storing what came of it
PATIENCE = 60.0  # seconds: who was given less and didn't answer need not be unwell


@dataclass
class TimeLeft:
    """`seconds` from now on, for all models together; None: no limit."""

    seconds: float | None
    _begun: float = field(init=False)

    def __post_init__(self) -> None:
        self._begun = _clock()

    @property
    def until(self) -> float | None:
        """By the event loop's clock."""
        if self.seconds is None:
            return None
        return self._begun + self.seconds - min(SPARE, self.seconds / 4)

    @property
    def left(self) -> float:
        return float("inf") if self.until is None else max(0.0, self.until - _clock())

    @property
    def is_short(self) -> bool:
        """Too little for one more model."""
        return self.seconds is not None and self.left < min(LEAST, self.seconds / 10)


def _clock() -> float:
    return asyncio.get_running_loop().time()
