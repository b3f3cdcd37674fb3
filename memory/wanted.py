"""What is looked for besides words: a value, so that a step's settings can be handed on."""

from dataclasses import dataclass

from memory.recalled import RECALLED_KINDS


@dataclass(frozen=True)
class Wanted:
    kinds: tuple[str, ...] = RECALLED_KINDS
    tags: tuple[str, ...] = ()  # documents with any of these; none: all
    sources: tuple[str, ...] = ()  # documents from any of these; none: all
    days: int = 0  # documents whose words were given within so many; 0: however old
    half_life: int = (
        0  # days after which a passage counts less by a quarter of its score; 0: age doesn't count
    )
