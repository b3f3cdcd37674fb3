"""How much one sheet may ask of us."""

from dataclasses import asdict, dataclass
from typing import Any

from memory import limits as memory

ROWS = 10_000
COLUMNS = 500
MILLION = 1_000_000


@dataclass(frozen=True)
class Limits(memory.Limits):
    """As for a document; `characters` are those of all cells together."""

    characters: int = 20 * MILLION
    rows: int = ROWS
    columns: int = COLUMNS
    cpu_seconds: int = 60  # ten thousand rows of text are many small parts
    seconds: int = 75

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
