"""What a comparison of two definitions says: parts that came, went or changed, each line with both values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString

from memory.prose.diffing import by_word
from workflows.comparing.values import NOTHING

Mark = Literal["added", "removed", "changed"]
SHORT = 60  # characters of a value that is read at a glance: "7 → 8"


@dataclass(frozen=True)
class Line:
    """One setting, before and after, in words."""

    label: str
    before: str
    after: str

    @property
    def is_long(self) -> bool:
        return any(len(value) > SHORT or "\n" in value for value in (self.before, self.after))

    @property
    def words(self) -> SafeString:
        """Both values as one text, what went and what came marked."""
        return by_word(*("" if value == NOTHING else value for value in (self.before, self.after)))

    @property
    def sentence(self) -> str:
        return f"{self.label} changed" if self.is_long else f"{self.label}: {self.before} → {self.after}"


@dataclass(frozen=True)
class Part:
    """A question, a step, the limits, or an order."""

    what: Literal["Question", "Step", "Limits", "Order"]
    key: str
    title: str
    mark: Mark
    kind: str = ""  # of a step
    lines: tuple[Line, ...] = ()

    @property
    def sign(self) -> str:
        return {"added": "+", "removed": "−", "changed": "~"}[self.mark]

    @property
    def sentences(self) -> tuple[str, ...]:
        name = f"{self.what} “{self.title}”"
        match self.what, self.mark:
            case "Order", _:
                return (f"The order of the {self.title} changed.",)
            case "Limits", _:
                return tuple(_ended(line.sentence) for line in self.lines)
            case _, "added":
                return (f"{name} is new.",)
            case _, "removed":
                return (f"{name} is gone.",)
        return (_ended(f"{name}: {'; '.join(line.sentence for line in self.lines)}"),)


def _ended(sentence: str) -> str:
    """A value may bring its own full stop."""
    return sentence if sentence.endswith(".") else f"{sentence}."


@dataclass(frozen=True)
class Difference:
    parts: tuple[Part, ...]

    @property
    def steps(self) -> Mapping[str, Part]:
        return {part.key: part for part in self.parts if part.what == "Step"}

    @property
    def sentences(self) -> list[str]:
        return [sentence for part in self.parts for sentence in part.sentences]

    def __bool__(self) -> bool:
        return bool(self.parts)
