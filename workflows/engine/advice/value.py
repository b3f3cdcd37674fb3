"""What advice is, and what it has to know of a workflow beside its definition."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.engine.definition import Definition

Answerers = Mapping[str, tuple[tuple[str, str], ...]]
"""Step's key -> (account, model) of those who may answer it, in the order in which they are asked."""


@dataclass(frozen=True)
class Known:
    """Facts from outside of the definition."""

    answerers: Answerers | None = None  # None: only the stand-in answers
    owner: bool = True
    purpose: bool = True
    tried: bool = True  # somebody ran it, or tried its draft
    goldens: int = 1
    unchanged: float = 0.0  # at least this share of unflagged pieces is approved as it is (0: not measured)
    words: tuple[int, int] | None = None  # the shortest and the longest piece of late


@dataclass(frozen=True)
class Advice:
    """One thing that is missing or risky. `change` is the whole definition with it added."""

    key: str
    sentence: str
    why: str
    does: str = ""  # what the button says
    change: Definition | None = None
    place: str = ""  # where a person mends it, if no change does: "models", "purpose", "try", "goldens"
